"""What keeps a report from being taken, as problem details (RFC 9457)."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from engagement.api import CommentNotFound, PostingTooFast, SessionEnded
from engagement.requests import ForeignOrigin
from moderation.api import InvalidReport
from moderation.rest.v1.reader_sessions import CHALLENGE

logger = logging.getLogger(__name__)

PRIVATE = "private, no-store"

_NAMES = "urn:problem-type:afterword:"
_RETRY_AFTER = 60


def answer_problem(error: Exception, _context: Mapping[str, Any]) -> Response | None:
    """The answer to an error that has one; none for a fault of the program."""
    if isinstance(error, InvalidReport):
        detail = _("Nothing was stored. Mend what the errors name and send it again.")
        errors = {"errors": {error.field: [error.message]}}
        return _say(400, "invalid-report", _("The report cannot be stored as it is"), detail, **errors)
    if isinstance(error, CommentNotFound):
        detail = _("No comment of this number can be read here now.")
        return _say(404, "comment-not-found", _("No such comment"), detail)
    if isinstance(error, ForeignOrigin):
        detail = _("Nothing was stored. Pages of other sites post only where the publisher trusts their origin.")
        return _say(403, "foreign-origin", _("A page of another site sent this"), detail)
    if isinstance(error, SessionEnded):
        detail = _("Nothing was stored. Sign in again, or leave the header out to report as a guest.")
        response = _say(401, "session-ended", _("This session is not good, or not any more"), detail)
        response["WWW-Authenticate"] = CHALLENGE
        return response
    if isinstance(error, PostingTooFast):
        detail = _("Nothing was stored. Send it again when the time in Retry-After has passed.")
        response = _say(429, "reporting-too-fast", _("Too many reports in a short time"), detail)
        response["Retry-After"] = str(error.retry_after)
        return response
    if isinstance(error, OperationalError | InterfaceError):
        # Without its words, which may hold what the reader wrote.
        logger.error("a report was not taken: %s", type(error).__name__)
        detail = _("Try again when the time in Retry-After has passed.")
        response = _say(503, "unavailable", _("Not available at the moment"), detail)
        response["Retry-After"] = str(_RETRY_AFTER)
        return response
    return _answer_plain(error)


def _answer_plain(error: Exception) -> Response | None:
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    response = _say(error.status_code, "", HTTPStatus(error.status_code).phrase, str(error.detail))
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(wait)
    return response


def _say(status: int, name: str, title: str, detail: str, **more: Any) -> Response:
    problem = {
        "type": f"{_NAMES}{name}" if name else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }
    return Response(problem, status=status, content_type="application/problem+json", headers={"Cache-Control": PRIVATE})
