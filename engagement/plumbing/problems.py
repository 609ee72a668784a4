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

from engagement.exceptions import BadCursor, EngagementError

logger = logging.getLogger(__name__)

CACHE_PRIVATE = "private, no-store"

PROBLEM_MEDIA_TYPE = "application/problem+json"
NAMES = "urn:problem-type:afterword:"

# Python 3.13 took over the phrase of RFC 9110; the answer must not hang on the interpreter.
PHRASES: dict[int, str] = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large"}

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
class Kind:
    """What one kind of problem always says."""

    status: HTTPStatus
    name: str
    title: str | Promise
    detail: str | Promise


INVALID_PARAMETER = Kind(
    status=HTTPStatus.BAD_REQUEST,
    name="invalid-parameter",
    title=_("A parameter has a value that is not allowed"),
    detail=_("The errors name the parameter and what it may be."),
)
UNAVAILABLE = Kind(
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    name="unavailable",
    title=_("Not available at the moment"),
    detail=_("Try again when the time in Retry-After has passed; a comment with the same idempotency key."),
)


def answer_common(error: Exception, _context: Mapping[str, Any] | None = None) -> Response | None:
    """The answer to an error that every API has; none for a fault of the program, which is Django's to answer."""
    if isinstance(error, BadParameter):
        return answer_kind(INVALID_PARAMETER, errors={error.name: [error.message]})
    if isinstance(error, BadCursor):
        message = gettext("This is no cursor of this list in this order. Take it from a next link, or leave it out.")
        return answer_kind(INVALID_PARAMETER, errors={"cursor": [message]})
    if isinstance(error, OperationalError | InterfaceError):
        # Neither with its traceback nor with its words, which may hold what was sent.
        return answer_unavailable(type(error).__name__)
    if isinstance(error, Http404):
        return _answer_plain(exceptions.NotFound())
    if isinstance(error, PermissionDenied):
        return _answer_plain(exceptions.PermissionDenied(str(error) or None))
    if isinstance(error, exceptions.APIException):
        return _answer_plain(error)
    return None


def answer_kind(
    kind: Kind,
    *,
    members: Mapping[str, Any] | None = None,
    errors: Errors | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem of a kind, with members of its own beside those that every one has, or in their place."""
    problem: dict[str, Any] = {
        "type": f"{NAMES}{kind.name}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(kind.detail),
        **(members or {}),
    }
    if errors:
        problem["errors"] = errors
    return _respond(problem, headers or {})


def answer_unavailable(why: str) -> Response:
    """Something does not answer: ``why`` is for the log alone, and holds nothing of what was sent."""
    logger.error("not available: %s", why)
    return answer_kind(UNAVAILABLE, headers={"Retry-After": str(_RETRY_AFTER)})


def _answer_plain(error: exceptions.APIException) -> Response:
    """A problem that says no more than its status does, which is what ``about:blank`` stands for (RFC 9457, 4.2.1)."""
    problem = {
        "type": "about:blank",
        "title": PHRASES.get(error.status_code) or HTTPStatus(error.status_code).phrase,
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
        content_type=PROBLEM_MEDIA_TYPE,
        headers={"Cache-Control": CACHE_PRIVATE, **headers},
    )
