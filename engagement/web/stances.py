"""Taking a stance: by a button without script, or in place by script, which gets the buttons anew, with the split."""

import datetime as dt
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings as django_settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from engagement.exceptions import (
    DiscussionClosed,
    DiscussionNotFound,
    EngagementError,
    SessionEnded,
    StanceRefused,
    StanceTooFast,
)
from engagement.languages import say_opening, speaking
from engagement.models import Discussion
from engagement.pages.stances import StancesView, view_split, view_stances
from engagement.pages.subjects import Subject, subject_named
from engagement.queries.prompts import shown_wording
from engagement.requests import (
    ForeignOrigin,
    assert_same_site,
    client_address,
    find_session,
    has_valid_token,
    name_of,
    read_form,
)
from engagement.services.reactions import Reader
from engagement.services.sessions import ReaderSession
from engagement.services.stance_choices import choose_stance, find_choice, withdraw_choice
from engagement.web.posting import SeeOther
from engagement.web.shared import FRAGMENT_HEADER, mark_private, wants_fragment

GUEST_HEADER = "Afterword-Guest"
"""Holds a guest's token: in an address it would stand in logs."""

_LONGEST_NUMBER = 19
_RETRY_AFTER = 60

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    """Why a wish was not fulfilled."""

    status: int
    words: str
    retry_after: int | None = None
    sign_in: bool = False
    """Whether an account would help."""


@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def stance(request: HttpRequest, key: str) -> HttpResponse:
    """Take a reader's stance, or let them take it back; tell who chose, and everybody once it is closed, how readers
    split. Who is signed in and sent no token is asked first.
    """
    try:
        subject = subject_named(key)
    except DiscussionNotFound:
        raise Http404 from None
    discussion = subject.discussion
    if discussion is None or view_stances(subject) is None:
        raise Http404
    with speaking(subject.language):
        return _answer(request, subject, discussion)


def _answer(request: HttpRequest, subject: Subject, discussion: Discussion) -> HttpResponse:
    reader = None
    try:
        session = find_session(request)
        reader = _reader(request, session)
        if request.method != "POST":
            return _tell(request, subject, discussion, reader)
        if session is None:
            assert_same_site(request)
        # The header of a session is proof enough: no page of another site can send what it does not know.
        proven = session is not None or reader.user_id is None or has_valid_token(request)
        return _take(request, subject, discussion, reader, proven=proven)
    except EngagementError as error:
        return _refuse(request, subject, discussion, reader, _problem_of(error))
    except (OperationalError, InterfaceError) as error:
        # Without the traceback, whose message may name the reader.
        _log.error("a stance was not taken: %s", type(error).__name__)
        words = _("We could not take this just now. Please try again in a minute.")
        return _refuse(request, subject, discussion, None, _Problem(status=503, words=words, retry_after=_RETRY_AFTER))


def _take(
    request: HttpRequest, subject: Subject, discussion: Discussion, reader: Reader, *, proven: bool
) -> HttpResponse:
    wish = read_form(request).get("stance")
    if wish is None or not proven:
        if wants_fragment(request):
            # Script has no page to show, and sends the form here.
            return _fragment("", HTTPStatus.CONFLICT)
        return _tell(request, subject, discussion, reader)
    if wish:
        number = int(wish) if wish.isascii() and wish.isdigit() and len(wish) < _LONGEST_NUMBER else 0
        choose_stance(discussion_id=discussion.pk, stance_id=number, reader=reader)
    else:
        withdraw_choice(discussion_id=discussion.pk, reader=reader)
    if wants_fragment(request):
        return _tell(request, subject, discussion, reader)
    if reader.user_id is None:
        # What a guest chose without script cannot be told again: the next page does not know them.
        return mark_private(_render(request, subject, _view(subject, discussion, reader), HTTPStatus.OK))
    return mark_private(SeeOther(request.path))


def _tell(request: HttpRequest, subject: Subject, discussion: Discussion, reader: Reader) -> HttpResponse:
    """The stances as this reader may see them; for script nothing where it asks for what the page has already."""
    view = _view(subject, discussion, reader)
    if not wants_fragment(request):
        problem = _needs_script() if reader.user_id is None and not reader.token and subject.is_open else None
        return mark_private(_render(request, subject, view, HTTPStatus.OK, problem))
    if request.method != "POST" and not view.told:
        return mark_private(HttpResponse(status=HTTPStatus.NO_CONTENT))
    return _show(view, HTTPStatus.OK)


def _view(subject: Subject, discussion: Discussion, reader: Reader) -> StancesView:
    chosen = find_choice(discussion_id=discussion.pk, reader=reader)
    shared = view_stances(subject)
    if shared is not None and chosen is None and subject.is_open:
        return shared
    return view_split(subject, discussion, chosen=chosen)


def _reader(request: HttpRequest, session: ReaderSession | None) -> Reader:
    user = session.account if session else getattr(request, "user", None)
    account = user.pk if user is not None and user.is_authenticated else None
    token = "" if account is not None else request.headers.get(GUEST_HEADER) or read_form(request).get("guest", "")
    return Reader(user_id=account, token=token, ip=client_address(request))


def _refuse(
    request: HttpRequest, subject: Subject, discussion: Discussion, reader: Reader | None, problem: _Problem
) -> HttpResponse:
    """Why not, with the stances as they were; without a reader nothing is asked of the database."""
    view = _view(subject, discussion, reader) if reader else view_stances(subject)
    if wants_fragment(request):
        response = _show(view, problem.status, problem.words)
    else:
        response = mark_private(_render(request, subject, view, problem.status, problem))
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def _problem_of(error: EngagementError) -> _Problem:
    match error:
        case DiscussionClosed(opening=dt.datetime() as moment):
            return _Problem(status=403, words=say_opening(moment))
        case DiscussionNotFound() | DiscussionClosed():
            return _Problem(status=403, words=_("This discussion was closed in the meantime."))
        case ForeignOrigin():
            words = _("This was sent from a page of another site. If you meant it, send it again from here.")
            return _Problem(status=403, words=words)
        case SessionEnded():
            words = _("Your sign-in is over. Please sign in again, then send this once more.")
            return _Problem(status=401, words=words, sign_in=True)
        case StanceTooFast(retry_after=seconds):
            return _Problem(status=429, words=_too_fast(seconds), retry_after=seconds)
        case StanceRefused(code="token"):
            return _needs_script()
        case StanceRefused(code=code, message=message):
            return _Problem(status=403, words=message, sign_in=code == "account")
        case _:
            raise error


def _needs_script() -> _Problem:
    why = _("So that nobody is counted twice, this takes an account, or a browser with JavaScript.")
    how = _("With JavaScript, your browser itself keeps a random number for it.")
    return _Problem(status=403, words=f"{why} {how}", sign_in=True)


def _too_fast(seconds: int) -> str:
    minutes = -(-seconds // 60)
    words = ngettext(
        "You have changed your mind many times. Please go on in %(count)d minute.",
        "You have changed your mind many times. Please go on in %(count)d minutes.",
        minutes,
    )
    return words % {"count": minutes}


def _render(
    request: HttpRequest, subject: Subject, view: StancesView | None, status: int, problem: _Problem | None = None
) -> HttpResponse:
    user = getattr(request, "user", None)
    account = (name_of(user) or _("Member")) if user is not None and user.is_authenticated else ""
    wording = shown_wording(subject.discussion) if subject.discussion else None
    context: dict[str, Any] = {
        "stances": view,
        "account": account,
        "question": str(wording or ""),
        "problem": problem.words if problem else "",
        "offers_sign_in": problem is not None and problem.sign_in,
        "sign_in_url": resolve_url(django_settings.LOGIN_URL),
        "post_url": request.path,
        "back": f"{subject.url or reverse('engagement:discussion', args=[subject.key])}#discussion",
    }
    # Without an account nothing of the request is needed, and nothing that may be down is asked.
    known = request if account else None
    return HttpResponse(render_to_string("engagement/stance_page.html", context, known), status=status)


def _show(view: StancesView | None, status: int, problem: str = "") -> HttpResponse:
    """The stances alone, for script."""
    return _fragment(render_to_string("engagement/stances.html", {"stances": view, "problem": problem}), status)


def _fragment(html: str, status: int) -> HttpResponse:
    response = HttpResponse(html, status=status)
    response[FRAGMENT_HEADER] = "fragment"
    return mark_private(response)
