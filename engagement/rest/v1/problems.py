"""Errors as problem details (RFC 9457): one shape for whatever goes wrong, in ``application/problem+json``."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from engagement.exceptions import (
    BadCursor,
    BranchLocked,
    CommentNotFound,
    CommentRefused,
    DiscussionClosed,
    DiscussionNotFound,
    EngagementError,
    GateFailed,
    IdempotencyConflict,
    InvalidComment,
    PostingTooFast,
)
from engagement.requests import ForeignOrigin
from engagement.rest.v1.caching import CACHE_PRIVATE

logger = logging.getLogger(__name__)

_MEDIA_TYPE = "application/problem+json"
_NAMES = "urn:problem-type:afterword:"

# Python 3.13 took over the phrase of RFC 9110; the answer must not hang on the interpreter.
_PHRASES: dict[int, str] = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large"}

_RETRY_AFTER = 60
"""Seconds that a gate or a database is given to come back."""

Errors = Mapping[str, Sequence[str]]


class BadParameter(EngagementError):
    """A parameter in the address has a value that is not allowed; ``message`` says which are."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        self.message = message
        super().__init__(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What one kind of problem always says."""

    status: HTTPStatus
    name: str
    title: str | Promise
    detail: str | Promise


_INVALID_PARAMETER = _Kind(
    status=HTTPStatus.BAD_REQUEST,
    name="invalid-parameter",
    title=_("A parameter has a value that is not allowed"),
    detail=_("The errors name the parameter and what it may be."),
)
_UNAVAILABLE = _Kind(
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    name="unavailable",
    title=_("Not available at the moment"),
    detail=_("Try again when the time in Retry-After has passed; a comment with the same idempotency key."),
)
_KINDS: dict[type[EngagementError], _Kind] = {
    InvalidComment: _Kind(
        status=HTTPStatus.BAD_REQUEST,
        name="invalid-comment",
        title=_("The comment cannot be stored as it is"),
        detail=_("Nothing was stored. Mend what the errors name and send it again."),
    ),
    BadParameter: _INVALID_PARAMETER,
    BadCursor: _INVALID_PARAMETER,
    DiscussionNotFound: _Kind(
        status=HTTPStatus.NOT_FOUND,
        name="discussion-not-found",
        title=_("No such discussion"),
        detail=_("No discussion of this key can be read here now."),
    ),
    CommentNotFound: _Kind(
        status=HTTPStatus.NOT_FOUND,
        name="comment-not-found",
        title=_("No such comment"),
        detail=_("No comment of this number can be read here now."),
    ),
    ForeignOrigin: _Kind(
        status=HTTPStatus.FORBIDDEN,
        name="foreign-origin",
        title=_("A page of another site sent this"),
        detail=_("Nothing was stored. Pages of other sites post only where the publisher trusts their origin."),
    ),
    DiscussionClosed: _Kind(
        status=HTTPStatus.FORBIDDEN,
        name="discussion-closed",
        title=_("The discussion is closed"),
        detail=_("It can be read and takes no more comments."),
    ),
    BranchLocked: _Kind(
        status=HTTPStatus.FORBIDDEN,
        name="branch-locked",
        title=_("This part of the discussion takes no more replies"),
        detail=_("It can be read. Nothing was stored; other comments may still be answered."),
    ),
    CommentRefused: _Kind(
        status=HTTPStatus.FORBIDDEN,
        name="comment-refused",
        title=_("The comment was not accepted"),
        detail="",
    ),
    PostingTooFast: _Kind(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        name="posting-too-fast",
        title=_("Too many comments in a short time"),
        detail=_("Nothing was stored. Send it again when the time in Retry-After has passed."),
    ),
    IdempotencyConflict: _Kind(
        status=HTTPStatus.CONFLICT,
        name="idempotency-conflict",
        title=_("The idempotency key belongs to another comment"),
        detail=_("Nothing was stored. A new comment needs a new key; a repeated one must be sent unchanged."),
    ),
    GateFailed: _UNAVAILABLE,
}


def answer_problem(error: Exception, _context: Mapping[str, Any]) -> Response | None:
    """The answer to an error that has one; none for a fault of the program, which is Django's to log and to answer."""
    if isinstance(error, EngagementError) and type(error) in _KINDS:
        return _answer_kind(_KINDS[type(error)], error)
    if isinstance(error, OperationalError | InterfaceError):
        return _answer_kind(_UNAVAILABLE, error)
    if isinstance(error, Http404):
        return _answer_plain(exceptions.NotFound())
    if isinstance(error, PermissionDenied):
        return _answer_plain(exceptions.PermissionDenied(str(error) or None))
    if isinstance(error, exceptions.APIException):
        return _answer_plain(error)
    return None


def _answer_kind(kind: _Kind, error: Exception) -> Response:
    problem: dict[str, Any] = {
        "type": f"{_NAMES}{kind.name}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(kind.detail),
    }
    headers = {}
    if isinstance(error, CommentRefused):
        problem.update(detail=error.message, code=error.code)
    if errors := _errors_of(error):
        problem["errors"] = errors
    if isinstance(error, PostingTooFast):
        problem["code"] = "discussion" if error.crowded else "sender"
        if error.crowded:
            problem["detail"] = gettext("Many write in this discussion at this moment; nothing was stored.")
        headers["Retry-After"] = str(error.retry_after)
    if kind is _UNAVAILABLE:
        headers["Retry-After"] = str(_RETRY_AFTER)
        # Neither with its traceback nor with the words of its cause, which may hold the comment.
        logger.error("not available: %s", error if isinstance(error, GateFailed) else type(error).__name__)
    return _respond(problem, headers)


def _errors_of(error: Exception) -> Errors:
    if isinstance(error, InvalidComment):
        return error.errors
    if isinstance(error, BadParameter):
        return {error.name: [error.message]}
    if isinstance(error, BadCursor):
        message = gettext("This is no cursor of this list in this order. Take it from a next link, or leave it out.")
        return {"cursor": [message]}
    if isinstance(error, IdempotencyConflict):
        return {"idempotency_key": [gettext("This key was used for another comment.")]}
    return {}


def _answer_plain(error: exceptions.APIException) -> Response:
    """A problem that says no more than its status does, which is what ``about:blank`` stands for (RFC 9457, 4.2.1)."""
    problem = {
        "type": "about:blank",
        "title": _PHRASES.get(error.status_code) or HTTPStatus(error.status_code).phrase,
        "status": error.status_code,
        "detail": str(error.detail),
    }
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(wait)
    return _respond(problem, headers)


def _respond(problem: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(
        problem,
        status=problem["status"],
        content_type=_MEDIA_TYPE,
        headers={"Cache-Control": CACHE_PRIVATE, **headers},
    )
