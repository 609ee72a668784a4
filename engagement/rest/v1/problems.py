"""The problems (RFC 9457) of the readers' API, by what they come from."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engagement.exceptions import (
    BadCursor,
    BadSignature,
    BranchLocked,
    CommentNotFound,
    CommentRefused,
    CommentWithdrawn,
    DiscussionClosed,
    DiscussionNotFound,
    EngagementError,
    FollowingOff,
    GateFailed,
    IdempotencyConflict,
    InvalidComment,
    InvalidDiscussion,
    InvalidFollow,
    InvalidSignIn,
    KeyOfHost,
    NotEditable,
    PostingTooFast,
    PublishingTooFast,
    RespectRefused,
    RespectTooFast,
    SessionEnded,
    SignInOff,
    SignInRefused,
    StanceRefused,
    StanceTooFast,
)
from engagement.languages import say_opening
from engagement.plumbing.problems import (
    INVALID_PARAMETER,
    UNAVAILABLE,
    BadParameter,
    Kind,
    answer_common,
    answer_kind,
    answer_unavailable,
)
from engagement.requests import ForeignOrigin


class StaleEdit(EngagementError):
    """The comment is not what its author saw; carries what it is now."""

    def __init__(self, *, revision: int, body: str, html: str) -> None:
        self.current = {"revision": revision, "body": body, "html": html}
        super().__init__(f"now revision {revision}")


_KINDS: dict[type[EngagementError], Kind] = {
    InvalidComment: Kind(
        status=HTTPStatus.BAD_REQUEST,
        name="invalid-comment",
        title=_("The comment cannot be stored as it is"),
        detail=_("Nothing was stored. Mend what the errors name and send it again."),
    ),
    BadParameter: INVALID_PARAMETER,
    BadCursor: INVALID_PARAMETER,
    DiscussionNotFound: Kind(
        status=HTTPStatus.NOT_FOUND,
        name="discussion-not-found",
        title=_("No such discussion"),
        detail=_("No discussion of this key can be read here now."),
    ),
    CommentNotFound: Kind(
        status=HTTPStatus.NOT_FOUND,
        name="comment-not-found",
        title=_("No such comment"),
        detail=_("No comment of this number can be read here now."),
    ),
    ForeignOrigin: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="foreign-origin",
        title=_("A page of another site sent this"),
        detail=_("Nothing was stored. Pages of other sites post only where the publisher trusts their origin."),
    ),
    DiscussionClosed: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="discussion-closed",
        title=_("The discussion is closed"),
        detail=_("It can be read and takes no more comments."),
    ),
    BranchLocked: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="branch-locked",
        title=_("This part of the discussion takes no more replies"),
        detail=_("It can be read. Nothing was stored; other comments may still be answered."),
    ),
    CommentRefused: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="comment-refused",
        title=_("The comment was not accepted"),
        detail="",
    ),
    NotEditable: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="not-editable",
        title=_("The comment stays as it is"),
        detail="",
    ),
    CommentWithdrawn: Kind(
        status=HTTPStatus.GONE,
        name="comment-withdrawn",
        title=_("The comment was withdrawn"),
        detail=_("Its author took it back for good. Nothing was stored."),
    ),
    StaleEdit: Kind(
        status=HTTPStatus.CONFLICT,
        name="stale-comment",
        title=_("The comment was changed in the meantime"),
        detail=_("Nothing was stored. What it is now stands in current; what you sent is yours to send again."),
    ),
    InvalidDiscussion: Kind(
        status=HTTPStatus.BAD_REQUEST,
        name="invalid-discussion",
        title=_("The discussion cannot be kept as it is"),
        detail=_("Nothing was stored. Mend what the errors name and send it again."),
    ),
    KeyOfHost: Kind(
        status=HTTPStatus.CONFLICT,
        name="key-of-host",
        title=_("The key belongs to an object of this site"),
        detail=_("Nothing was stored. Its own object says what this discussion is about; choose another key."),
    ),
    BadSignature: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="bad-signature",
        title=_("The signature does not count"),
        detail=_("Nothing was opened. The publisher signs it again, with the key of a token that is valid."),
    ),
    PublishingTooFast: Kind(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        name="publishing-too-fast",
        title=_("Too many discussions in a short time"),
        detail=_("Nothing was stored. Send it again when the time in Retry-After has passed."),
    ),
    InvalidFollow: Kind(
        status=HTTPStatus.BAD_REQUEST,
        name="invalid-follow",
        title=_("The wish to follow cannot be kept as it is"),
        detail=_("Nobody was asked. Mend what the errors name and send it again."),
    ),
    FollowingOff: Kind(
        status=HTTPStatus.NOT_FOUND,
        name="following-off",
        title=_("Nobody follows by mail here"),
        detail=_("The publisher has not switched this on."),
    ),
    InvalidSignIn: Kind(
        status=HTTPStatus.BAD_REQUEST,
        name="invalid-sign-in",
        title=_("This signs nobody in"),
        detail=_("Mend what the errors name and send it again."),
    ),
    SignInOff: Kind(
        status=HTTPStatus.NOT_FOUND,
        name="sign-in-off",
        title=_("There is no single sign-on here"),
        detail=_("The publisher has not switched this on."),
    ),
    SignInRefused: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="sign-in-refused",
        title=_("The token was not taken"),
        detail="",
    ),
    SessionEnded: Kind(
        status=HTTPStatus.UNAUTHORIZED,
        name="session-ended",
        title=_("The session is over"),
        detail=_("Nothing was stored. Exchange a new token for a new session."),
    ),
    PostingTooFast: Kind(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        name="posting-too-fast",
        title=_("Too many comments in a short time"),
        detail=_("Nothing was stored. Send it again when the time in Retry-After has passed."),
    ),
    RespectRefused: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="respect-refused",
        title=_("The comment cannot be respected"),
        detail="",
    ),
    RespectTooFast: Kind(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        name="respect-too-fast",
        title=_("Too many comments respected in a short time"),
        detail=_("Nothing was stored. Send it again when the time in Retry-After has passed."),
    ),
    StanceRefused: Kind(
        status=HTTPStatus.FORBIDDEN,
        name="stance-refused",
        title=_("The stance cannot be taken"),
        detail="",
    ),
    StanceTooFast: Kind(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        name="stance-too-fast",
        title=_("Too many stances chosen in a short time"),
        detail=_("Nothing was stored. Send it again when the time in Retry-After has passed."),
    ),
    IdempotencyConflict: Kind(
        status=HTTPStatus.CONFLICT,
        name="idempotency-conflict",
        title=_("The idempotency key belongs to another comment"),
        detail=_("Nothing was stored. A new comment needs a new key; a repeated one must be sent unchanged."),
    ),
    GateFailed: UNAVAILABLE,
}


def kinds_of(*errors: type[EngagementError]) -> tuple[Kind, ...]:
    """What is said of these errors, for the API's document."""
    return tuple(_KINDS[error] for error in errors)


_PLAIN = (
    DiscussionNotFound,
    CommentNotFound,
    ForeignOrigin,
    DiscussionClosed,
    BranchLocked,
    CommentWithdrawn,
    FollowingOff,
    KeyOfHost,
    SignInOff,
)
"""Those that say nothing of the one case."""


_WHY_REFUSED = {
    "token": _("It is not a token that was signed for this site."),
    "time": _("It is not good now: it has expired, is not good yet, or would be good for too long."),
    "claims": _("A claim is missing, or is not meant for this site."),
    "used": _("It was exchanged before; each token is good once."),
    "account": _("This account may not take part."),
}
"""What helps a publisher, and nobody who guesses: ``manage.py sso_check`` says more."""


def answer_problem(error: Exception, _context: Mapping[str, Any]) -> Response | None:
    """The answer to an error that has one; none for a fault of the program, which is Django's to log and to answer."""
    if isinstance(error, GateFailed):
        return answer_unavailable(str(error))
    if isinstance(error, BadSignature):
        return answer_kind(_KINDS[BadSignature], members={"code": error.code})
    if isinstance(error, CommentRefused | NotEditable | RespectRefused | StanceRefused):
        return answer_kind(_KINDS[type(error)], members={"detail": error.message, "code": error.code})
    if isinstance(error, StaleEdit):
        return answer_kind(_KINDS[StaleEdit], members={"current": error.current})
    if isinstance(error, InvalidComment | InvalidFollow | InvalidDiscussion | InvalidSignIn):
        return answer_kind(_KINDS[type(error)], errors=error.errors)
    if isinstance(error, PostingTooFast | RespectTooFast | StanceTooFast | PublishingTooFast):
        return _answer_too_fast(error)
    if isinstance(error, IdempotencyConflict):
        errors = {"idempotency_key": [gettext("This key was used for another comment.")]}
        return answer_kind(_KINDS[IdempotencyConflict], errors=errors)
    if isinstance(error, EngagementError) and type(error) in _PLAIN:
        early = isinstance(error, DiscussionClosed) and error.opening
        return answer_kind(_KINDS[type(error)], members={"detail": say_opening(early)} if early else {})
    return _answer_sign_in(error)


def _answer_sign_in(error: Exception) -> Response | None:
    if isinstance(error, SignInRefused):
        return answer_kind(_KINDS[SignInRefused], members={"detail": str(_WHY_REFUSED[error.code]), "code": error.code})
    if isinstance(error, SessionEnded):
        return answer_kind(_KINDS[SessionEnded], headers={"WWW-Authenticate": 'Afterword-Session realm="reader"'})
    return answer_common(error)


def _answer_too_fast(error: PostingTooFast | RespectTooFast | StanceTooFast | PublishingTooFast) -> Response:
    if not isinstance(error, PostingTooFast):
        # Opening what a publisher signed is a kind of publishing.
        kind = PublishingTooFast if isinstance(error, PublishingTooFast) else type(error)
        return answer_kind(_KINDS[kind], headers={"Retry-After": str(error.retry_after)})
    crowded = gettext("Many write in this discussion at this moment; nothing was stored.")
    return answer_kind(
        _KINDS[PostingTooFast],
        headers={"Retry-After": str(error.retry_after)},
        members={"code": "discussion", "detail": crowded} if error.crowded else {"code": "sender"},
    )
