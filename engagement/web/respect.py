"""Respecting a comment: by a button without script, or in place by script, which also asks what is the reader's own."""

import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings as django_settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from engagement.exceptions import CommentNotFound, EngagementError, RespectRefused, RespectTooFast, SessionEnded
from engagement.models import Comment
from engagement.pages.comments import permalink, shown_name
from engagement.pages.respect import respect_word, write_count
from engagement.queries.comments import get_public_comment
from engagement.queries.respect import is_respected, load_respect_of
from engagement.requests import (
    ForeignOrigin,
    assert_same_site,
    client_address,
    find_session,
    has_valid_token,
    name_of,
    read_form,
)
from engagement.services.reactions import Reader, Respect, assert_offered, respect_comment, take_respect_back
from engagement.web.posting import SeeOther
from engagement.web.shared import FRAGMENT_HEADER, mark_private, wants_fragment

_MOST_IDS = 1000
_IDS = re.compile(r"[0-9]{1,18}(,[0-9]{1,18})*")
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
def respect(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reader's respect, or let them take it back; who is signed in and sent no token is asked first."""
    try:
        assert_offered()
        comment = get_public_comment(pk)
        if comment.visibility != Comment.Visibility.PUBLISHED:
            raise CommentNotFound(pk)
        return _take(request, comment) if request.method == "POST" else _ask(request, comment)
    except EngagementError as error:
        return _refuse(request, pk, _problem_of(error))
    except (OperationalError, InterfaceError) as error:
        # Without the traceback, whose message may name the reader.
        _log.error("a respect was not taken: %s", type(error).__name__)
        words = _("We could not take this just now. Please try again in a minute.")
        return _refuse(request, pk, _Problem(status=503, words=words, retry_after=_RETRY_AFTER))


@require_safe
def respected(request: HttpRequest) -> HttpResponse:
    """Which of the comments named in ``ids`` an account respects, and which are its own; nothing for a guest.

    401 where a header of single sign-on is not good, or not any more.
    """
    try:
        session = find_session(request)
    except SessionEnded:
        return mark_private(JsonResponse({}, status=401))
    account = session.account.pk if session else _account_of(request)
    if account is None:
        return mark_private(JsonResponse({}))
    ids = request.GET.get("ids", "")
    if not _IDS.fullmatch(ids) or ids.count(",") >= _MOST_IDS:
        words = _("This takes at most %(most)d numbers of comments, with commas between them.") % {"most": _MOST_IDS}
        return mark_private(JsonResponse({"errors": {"ids": [words]}}, status=HTTPStatus.BAD_REQUEST))
    found = load_respect_of(account_id=account, comment_ids=[int(number) for number in ids.split(",")])
    return mark_private(JsonResponse({"respected": found.respected, "own": found.own}))


def _take(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = read_form(request)
    session = find_session(request)
    if session is not None:
        # Their header is all the proof there is to ask for: no page of another site can send it without knowing it.
        account = session.account.pk
    else:
        assert_same_site(request)
        account = _account_of(request)
        if account is not None and not has_valid_token(request):
            return _ask(request, comment)
    wish = form.get("respect") or "yes"
    if wish not in {"yes", "no"}:
        words = _("“respect” takes “yes” or “no”.")
        return _refuse(request, comment.pk, _Problem(status=HTTPStatus.UNPROCESSABLE_ENTITY, words=words))
    token = "" if account is not None else form.get("guest", "")
    reader = Reader(user_id=account, token=token, ip=client_address(request))
    act = respect_comment if wish == "yes" else take_respect_back
    return _answer(request, act(comment_id=comment.pk, reader=reader))


def _answer(request: HttpRequest, result: Respect) -> HttpResponse:
    if not wants_fragment(request):
        return mark_private(SeeOther(permalink(result.comment_id)))
    return _say(
        {"respected": result.respected, "count": result.count, "shown": write_count(result.count)}, HTTPStatus.OK
    )


def _ask(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Ask who is signed in, and tell a guest what this takes. Script has no page to show, and sends the form here."""
    if wants_fragment(request):
        return _say({"detail": _("This has to be confirmed on a page of its own.")}, HTTPStatus.CONFLICT)
    account = _account_of(request)
    context = {
        "html": mark_safe(comment.html),  # noqa: S308  Rendered and cleaned by engagement.text when it was stored.
        "name": shown_name(comment),
        "account": (name_of(request.user) or _("Member")) if account is not None else "",
        "is_respected": account is not None and is_respected(account_id=account, comment_id=comment.pk),
        "is_own": account is not None and comment.author_id == account,
    }
    return _render(request, comment.pk, HTTPStatus.OK, **context)


def _refuse(request: HttpRequest, comment_id: int, problem: _Problem) -> HttpResponse:
    if wants_fragment(request):
        response = _say({"detail": problem.words}, problem.status)
    else:
        response = _render(request, comment_id, problem.status, problem=problem.words, offers_sign_in=problem.sign_in)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def _problem_of(error: EngagementError) -> _Problem:
    match error:
        case CommentNotFound():
            return _Problem(status=404, words=_("This comment does not show, or not any more."))
        case ForeignOrigin():
            words = _("This was sent from a page of another site. If you meant it, send it again from here.")
            return _Problem(status=403, words=words)
        case SessionEnded():
            words = _("Your sign-in is over. Please sign in again, then send this once more.")
            return _Problem(status=401, words=words, sign_in=True)
        case RespectTooFast(retry_after=seconds):
            return _Problem(status=429, words=_too_fast(seconds), retry_after=seconds)
        case RespectRefused(code="token"):
            return _Problem(status=403, words=_needs_script(), sign_in=True)
        case RespectRefused(code=code, message=message):
            return _Problem(status=403, words=message, sign_in=code == "account")
        case _:
            raise error


def _needs_script() -> str:
    why = _("So that nobody is counted twice, this takes an account, or a browser with JavaScript.")
    how = _("With JavaScript, your browser itself keeps a random number for it.")
    return f"{why} {how}"


def _too_fast(seconds: int) -> str:
    minutes = -(-seconds // 60)
    words = ngettext(
        "That was many comments in a short time. Please go on in %(count)d minute.",
        "That was many comments in a short time. Please go on in %(count)d minutes.",
        minutes,
    )
    return words % {"count": minutes}


def _render(request: HttpRequest, comment_id: int, status: int, **context: Any) -> HttpResponse:
    context |= {
        "back": permalink(comment_id) if status != HTTPStatus.NOT_FOUND else "",
        "word": respect_word(),
        "post_url": request.path,
        "sign_in_url": resolve_url(django_settings.LOGIN_URL),
    }
    # Without an account nothing of the request is needed, and nothing that may be down is asked.
    known = request if context.get("account") else None
    return mark_private(HttpResponse(render_to_string("engagement/respect_page.html", context, known), status=status))


def _say(shape: dict[str, Any], status: int) -> HttpResponse:
    response = JsonResponse(shape, status=status)
    response[FRAGMENT_HEADER] = "fragment"
    return mark_private(response)


def _account_of(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
