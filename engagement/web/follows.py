"""Following a discussion or its section by mail: the page that asks how, and what it says after, the same for all."""

import logging
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from engagement.conf import get_settings
from engagement.exceptions import DiscussionClosed, DiscussionNotFound, InvalidFollow, PostingTooFast
from engagement.forms import FollowForm
from engagement.models import FollowFrequency, FollowScope
from engagement.pages.subjects import Subject, subject_named
from engagement.requests import (
    ForeignOrigin,
    assert_same_site,
    author_from,
    client_address,
    has_valid_token,
    read_form,
)
from engagement.services.discussions import find_or_open_discussion
from engagement.services.drafts import AuthorData
from engagement.services.follow_wishes import FollowWish
from engagement.services.following import ask_to_follow
from engagement.web.shared import mark_private

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One wish on its way: what is known of it so far, so that whatever happens the form can be shown again."""

    request: HttpRequest
    key: str
    data: QueryDict | None = None
    subject: Subject | None = None
    account: AuthorData = field(default_factory=AuthorData)
    form: FollowForm = field(init=False)

    def __post_init__(self) -> None:
        self.bind()

    @property
    def section(self) -> str:
        """The section that may be followed too; empty where there is none."""
        subject = self.subject
        if subject is None:
            return ""
        return subject.discussion.section if subject.discussion else subject.section

    def bind(self) -> None:
        """Fill in the form with what was sent; an account that has an address is not asked for one."""
        self.form = FollowForm(self.data, asks_email=not self.account.email, section=self.section)
        if self.data is not None:
            self.form.full_clean()


@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """Ask how somebody wants to follow, and have their address asked whether it is they.

    A guest's wish carries no authority; an account's own address is taken where the token is theirs.
    """
    attempt = Attempt(request=request, key=key, data=read_form(request) if request.method == "POST" else None)
    try:
        attempt.subject = _find(key)
        attempt.account = author_from(request, {})
        attempt.bind()
        if attempt.data is None:
            return _show(attempt)
        assert_same_site(request)
        if attempt.account.user_id is not None and not has_valid_token(request):
            return _show(attempt)
        is_sure = _ask(attempt, attempt.data)
    except (InvalidFollow, PostingTooFast, DiscussionClosed, ForeignOrigin) as error:
        return _refuse(attempt, error)
    except (OperationalError, InterfaceError) as error:
        _log.error("a wish to follow was not taken: %s", type(error).__name__)
        problem = _("We could not take this just now. Please send it again in a minute.")
        return _show(attempt, problem=problem, status=503)
    address = reverse("engagement:follow-asked", args=[key])
    if is_sure:
        address += "?sure=section" if attempt.data.get("scope") == FollowScope.SECTION else "?sure=yes"
    return mark_private(HttpResponseRedirect(address, status=303))


@require_safe
def asked(request: HttpRequest, key: str) -> HttpResponse:
    """Say what comes next."""
    subject = _find(key)
    context = {
        "subject": subject,
        "is_sure": "sure" in request.GET,
        "of_section": request.GET.get("sure") == FollowScope.SECTION,
        "hours": get_settings().follow_confirm_hours,
        "back_url": _way_back(subject),
    }
    return mark_private(HttpResponse(render_to_string("engagement/follow_asked.html", context)))


def _find(key: str) -> Subject:
    """What is to be followed; 404 where nobody may see it, or nobody follows by mail on this site."""
    if not get_settings().follow:
        raise Http404
    try:
        return subject_named(key)
    except DiscussionNotFound:
        raise Http404 from None


def _ask(attempt: Attempt, data: QueryDict) -> bool:
    if data.get(get_settings().honeypot_field):
        # What a machine filled in gets everybody's answer, and nothing is sent.
        return False
    account = attempt.account
    wish = FollowWish(
        email=account.email or data.get("email", ""),
        scope=data.get("scope") or FollowScope.DISCUSSION,
        frequency=data.get("frequency") or FollowFrequency.DAILY,
        language=get_language() or "",
        user_id=account.user_id if account.email else None,
    )
    discussion = find_or_open_discussion(key=attempt.key)
    return ask_to_follow(discussion_id=discussion.pk, wish=wish, ip=client_address(attempt.request))


def _refuse(attempt: Attempt, error: Exception) -> HttpResponse:
    match error:
        case InvalidFollow(errors=errors):
            for name, sentences in errors.items():
                attempt.form.add_error(name if name in attempt.form.fields else None, sentences)
            return _show(attempt, status=422)
        case PostingTooFast(retry_after=seconds):
            problem = _("Too many wishes to follow came from here in a short time. Please try again later.")
            response = _show(attempt, problem=problem, status=429)
            response["Retry-After"] = str(seconds)
            return response
        case ForeignOrigin():
            problem = _("This was sent from a page of another site. If it was you, send it again from here.")
        case _:
            problem = _("This discussion was closed in the meantime and takes no more comments.")
    return _show(attempt, problem=problem, status=403)


def _show(attempt: Attempt, *, problem: str = "", status: int = 200) -> HttpResponse:
    subject, account = attempt.subject, attempt.account
    context = {
        "subject": subject,
        "form": attempt.form,
        "post_url": reverse("engagement:follow", args=[attempt.key]),
        "account": account.email,
        "is_account": account.user_id is not None,
        "problem": problem,
        "back_url": _way_back(subject) if subject else reverse("engagement:discussion", args=[attempt.key]),
    }
    # A guest gets a page without a cookie: nothing of the request is needed.
    request = attempt.request if account.user_id is not None else None
    return mark_private(HttpResponse(render_to_string("engagement/follow_page.html", context, request), status=status))


def _way_back(subject: Subject) -> str:
    return subject.url or reverse("engagement:discussion", args=[subject.key])
