"""Posting: a comment goes in, and its author lands on it; or the form comes back, filled in, with what was wrong."""

import logging
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from engagement.exceptions import (
    CommentNotFound,
    DiscussionNotFound,
    EngagementError,
    GateFailed,
    InvalidComment,
    PostingTooFast,
)
from engagement.forms import CommentForm
from engagement.languages import speak
from engagement.models import Comment
from engagement.pages.sections import script_words
from engagement.pages.subjects import Subject, subject_named, subject_of_discussion
from engagement.pages.threads import find_answered, reply_form, view_comment
from engagement.queries.stances import offered_stances
from engagement.requests import (
    assert_same_site,
    author_from,
    client_address,
    find_session,
    has_valid_token,
    name_of,
    read_form,
    submission_from,
)
from engagement.services.discussions import find_or_open_discussion
from engagement.services.posting import Posted, post_comment
from engagement.services.previewing import preview_comment
from engagement.services.sessions import ReaderSession
from engagement.tokens import make_author_token
from engagement.web.follow_box import assert_has_address, follow_replies
from engagement.web.problems import ABOVE, Problem, previewed_too_often, problem_of, unavailable
from engagement.web.shared import FRAGMENT_HEADER, mark_private, wants_fragment

TOKEN_HEADER = "X-Afterword-Token"  # noqa: S105  The header's name.

_log = logging.getLogger(__name__)


class SeeOther(HttpResponseRedirect):
    """What was posted is stored; the page to look at is another one, and reloading it posts nothing."""

    status_code = 303


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One post on its way: what is known of it so far, so that whatever happens the form can be shown again."""

    request: HttpRequest
    key: str
    data: QueryDict
    subject: Subject | None = None
    answered: Comment | None = None
    session: ReaderSession | None = None
    """Who is signed in by single sign-on: their header is all the proof there is to ask for."""
    account: str | None = None
    """The name that a signed-in user posts under; none for a guest."""
    preview: SafeString | None = None
    """The text as readers would see it, where that was asked for."""
    form: CommentForm = field(init=False)

    def __post_init__(self) -> None:
        self.bind()

    def bind(self) -> None:
        """Fill in the form with what was sent, as far as it is known by whom and in answer to what."""
        guest = self.account is None
        if self.answered is not None:
            self.form = reply_form(self.answered, self.data, guest=guest)
        else:
            offered = offered_stances(self.subject.discussion if self.subject else None)
            self.form = CommentForm(self.data, guest=guest, stances=offered)
        self.form.full_clean()


@csrf_exempt
@transaction.non_atomic_requests
@require_POST
def post(request: HttpRequest, key: str) -> HttpResponse:
    """Take a comment, from a guest whatever cookies came along, or from a signed-in user whose token is theirs.

    The transaction is the service's own, so that a commit that fails is known here, while the text is still at hand.
    """
    # The article's language is known once the comment's discussion is; what was active is so again afterwards.
    with translation.override(translation.get_language()):
        return _post(request, key)


def _post(request: HttpRequest, key: str) -> HttpResponse:
    attempt = Attempt(request=request, key=key, data=read_form(request))
    try:
        attempt.session = find_session(request)
        if attempt.session is None:
            assert_same_site(request)
        _look_around(attempt)
        if attempt.account is not None and attempt.session is None and not has_valid_token(request):
            return _show_form(attempt, status=409 if wants_fragment(request) else 200)
        posted = _store(attempt)
    except DiscussionNotFound:
        raise Http404 from None
    # Neither is logged with its traceback, whose messages may hold the comment.
    except EngagementError as error:
        if isinstance(error, GateFailed):
            _log.error("a comment was not taken: %s: %s", error, type(error.__cause__).__name__)
        return _refuse(attempt, problem_of(error))
    except (OperationalError, InterfaceError) as error:
        _log.error("a comment was not taken: %s", type(error).__name__)
        return _refuse(attempt, unavailable())
    follow_replies(request, attempt.form, posted.comment)
    return _welcome(attempt, posted)


@csrf_exempt
@transaction.non_atomic_requests
@require_POST
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show a comment as readers would see it, above the form that it came from; nothing is stored or opened.

    It carries no authority, so no token guards it for anybody.
    """
    attempt = Attempt(request=request, key=key, data=read_form(request))
    try:
        assert_same_site(request)
        attempt.subject = subject_named(key)
        _recognise(attempt)
        attempt.preview = mark_safe(  # noqa: S308  Rendered and cleaned by engagement.text.
            preview_comment(body=attempt.data.get("body", ""), ip=client_address(request))
        )
    except DiscussionNotFound:
        raise Http404 from None
    except PostingTooFast as error:
        return _decline(attempt, previewed_too_often(error))
    except EngagementError as error:
        return _decline(attempt, problem_of(error))
    except (OperationalError, InterfaceError) as error:
        _log.error("a preview was not made: %s", type(error).__name__)
        return _decline(attempt, unavailable())
    return _show_preview(attempt) if wants_fragment(request) else _show_form(attempt, status=200)


def _decline(attempt: Attempt, problem: Problem) -> HttpResponse:
    if not wants_fragment(attempt.request):
        return _refuse(attempt, problem)
    response = _show_preview(attempt, problem)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def _show_preview(attempt: Attempt, problem: Problem | None = None) -> HttpResponse:
    """The preview alone, for script; or why there is none."""
    problems = [words for sentences in problem.errors.values() for words in sentences] if problem else []
    html = render_to_string("engagement/preview.html", {"preview": attempt.preview, "problems": problems})
    response = HttpResponse(html, status=problem.status if problem else 200)
    response[FRAGMENT_HEADER] = "fragment"
    return mark_private(response)


def _look_around(attempt: Attempt) -> None:
    """Find the discussion, the comment answered and the account; each is kept as soon as it is known."""
    discussion = find_or_open_discussion(key=attempt.key)
    attempt.subject = subject_of_discussion(discussion)
    speak(attempt.subject.language)
    _recognise(attempt)


def _recognise(attempt: Attempt) -> None:
    """Find the account, and in the subject the comment answered."""
    user = getattr(attempt.request, "user", None)
    if attempt.session is not None:
        attempt.account = attempt.session.name or _("Member")
    elif user is not None and user.is_authenticated:
        attempt.account = name_of(user) or _("Member")
    parent_id = attempt.form.cleaned_data.get("parent")
    if parent_id and attempt.subject is not None:
        try:
            attempt.answered = find_answered(attempt.subject, parent_id)
        except CommentNotFound:
            attempt.answered = None
    offers = attempt.subject is not None and bool(offered_stances(attempt.subject.discussion))
    if offers or attempt.account is not None or attempt.answered is not None or attempt.form.errors:
        # What was bound before is a guest's form that answers nothing and offers no stance, in whatever language was
        # active then.
        attempt.bind()


def _store(attempt: Attempt) -> Posted:
    data, form = attempt.data, attempt.form
    if form.errors:
        raise InvalidComment({name: [str(message) for message in messages] for name, messages in form.errors.items()})
    if attempt.subject is None or attempt.subject.discussion is None:
        raise DiscussionNotFound(attempt.key)
    author = author_from(attempt.request, data, attempt.session)
    assert_has_address(author, form)
    return post_comment(
        discussion_id=attempt.subject.discussion.pk,
        body=data.get("body", ""),
        author=author,
        parent_id=form.cleaned_data["parent"],
        submission=submission_from(attempt.request, data),
        idempotency_key=data.get("idempotency_key") or None,
        stance_id=form.wished_stance,
        wording_id=form.shown_wording,
    )


def _welcome(attempt: Attempt, posted: Posted) -> HttpResponse:
    """Lead the author to their comment; script gets it as a fragment, to put it in its place."""
    token = make_author_token(posted.comment.pk)
    url = reverse("engagement:mine", args=[token])
    if not wants_fragment(attempt.request) or attempt.subject is None:
        return mark_private(SeeOther(f"{url}#c-{posted.comment.pk}"))
    comment = view_comment(attempt.subject, comment=posted.comment, own_url=url)
    html = render_to_string("engagement/comment.html", {"comment": comment})
    response = HttpResponse(html, status=201 if posted.created else 200)
    response[TOKEN_HEADER] = token
    response[FRAGMENT_HEADER] = "fragment"
    return mark_private(response)


def _refuse(attempt: Attempt, problem: Problem) -> HttpResponse:
    """The form again, filled in, with what was wrong."""
    if problem.spent:
        attempt.data = attempt.data.copy()
        for name in problem.spent:
            attempt.data.pop(name, None)
        if "parent" in problem.spent:
            attempt.answered = None
        attempt.bind()
    attempt.form.add_errors({field: words for field, words in problem.errors.items() if field != ABOVE})
    for words in problem.errors.get(ABOVE, ()):
        attempt.form.add_error(None, words)
    response = _show_form(attempt, status=problem.status)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def _show_form(attempt: Attempt, *, status: int) -> HttpResponse:
    fragment = wants_fragment(attempt.request)
    subject, answered = attempt.subject, attempt.answered
    context = {
        "key": attempt.key,
        "subject": subject,
        "discussion": subject.discussion if subject else None,
        "form": attempt.form,
        "preview": attempt.preview,
        "post_url": reverse("engagement:post", args=[attempt.key]),
        "answered": view_comment(subject, comment=answered) if subject and answered else None,
        "quotes": not fragment,
        "account": attempt.account,
        "words": script_words(),
    }
    # Without an account nothing of the request is needed, and nothing that may be down is asked.
    request = attempt.request if attempt.account is not None and attempt.session is None else None
    template = "engagement/post_form.html" if fragment else "engagement/post_page.html"
    response = HttpResponse(render_to_string(template, context, request), status=status)
    if fragment:
        response[FRAGMENT_HEADER] = "fragment"
    return mark_private(response)
