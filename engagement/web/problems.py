"""Why a comment was not taken, in words for the form and with a status for machines."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.exceptions import (
    CommentRefused,
    DiscussionClosed,
    EngagementError,
    GateFailed,
    IdempotencyConflict,
    InvalidComment,
    PostingTooFast,
)
from engagement.requests import ForeignOrigin

ABOVE = "above"
"""Where a sentence stands that belongs to no field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One refusal: sentences by field, and what the response says of it."""

    status: int
    errors: dict[str, list[str]]
    retry_after: int | None = None
    """Seconds after which the same may be sent again."""
    spent: frozenset[str] = field(default_factory=frozenset)
    """Hidden fields that would be refused again, and are emptied."""


def problem_of(error: EngagementError) -> Problem:
    """The problem that an exception of the service stands for."""
    match error:
        case InvalidComment(errors=errors):
            return _invalid(errors)
        case PostingTooFast(retry_after=seconds):
            return Problem(status=429, errors={ABOVE: [_too_fast(seconds)]}, retry_after=seconds)
        case CommentRefused(message=message):
            return _refused(403, message)
        case DiscussionClosed():
            return _refused(403, _("This discussion was closed in the meantime and takes no more comments."))
        case ForeignOrigin():
            return _refused(
                403, _("This was sent from a page of another site. If you wrote it, send it again from here.")
            )
        case IdempotencyConflict():
            words = _(
                "This form was sent before with other words, which are stored. Send it again to post these as well."
            )
            return Problem(status=409, errors={ABOVE: [words]}, spent=frozenset({"idempotency_key"}))
        case GateFailed():
            return unavailable()
        case _:
            raise error


def unavailable() -> Problem:
    """The problem is ours and will pass."""
    words = _("We could not take your comment just now. Please send it again in a minute.")
    return Problem(status=503, errors={ABOVE: [words]}, retry_after=60)


def _invalid(errors: dict[str, list[str]]) -> Problem:
    if "parent" not in errors:
        return Problem(status=422, errors=errors)
    words = _("If you send it again, it stands as a comment of its own.")
    return Problem(status=422, errors={**errors, ABOVE: [words]}, spent=frozenset({"parent"}))


def _refused(status: int, words: str) -> Problem:
    return Problem(status=status, errors={ABOVE: [words]})


def _too_fast(seconds: int) -> str:
    if seconds < 60:
        words = ngettext(
            "You have posted several comments in a short time. Please send this one in %(count)d second.",
            "You have posted several comments in a short time. Please send this one in %(count)d seconds.",
            seconds,
        )
        return words % {"count": seconds}
    minutes = -(-seconds // 60)
    words = ngettext(
        "You have posted several comments in a short time. Please send this one in %(count)d minute.",
        "You have posted several comments in a short time. Please send this one in %(count)d minutes.",
        minutes,
    )
    return words % {"count": minutes}
