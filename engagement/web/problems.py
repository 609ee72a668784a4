"""Why a comment was not taken, in words for the form and with a status for machines."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.conf import get_settings
from engagement.exceptions import (
    BranchLocked,
    CommentRefused,
    DiscussionClosed,
    EngagementError,
    GateFailed,
    IdempotencyConflict,
    InvalidComment,
    PostingTooFast,
    SessionEnded,
)
from engagement.languages import say_opening
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
        case PostingTooFast(retry_after=seconds, crowded=crowded):
            return Problem(status=429, errors={ABOVE: [_too_fast(seconds, crowded=crowded)]}, retry_after=seconds)
        case CommentRefused(message=message):
            # Left filled in, what a browser put into the field that people never see would be refused for ever.
            return Problem(status=403, errors={ABOVE: [message]}, spent=frozenset({get_settings().honeypot_field}))
        case DiscussionClosed(opening=opening):
            closed = _("This discussion was closed in the meantime and takes no more comments.")
            return _refused(403, say_opening(opening) if opening else closed)
        case BranchLocked():
            words = _("The newsroom has closed this part of the discussion: nothing more is answered here.")
            more = _("If you send it again, it stands as a comment of its own.")
            return Problem(status=403, errors={ABOVE: [f"{words} {more}"]}, spent=frozenset({"parent"}))
        case ForeignOrigin():
            return _refused(
                403, _("This was sent from a page of another site. If you wrote it, send it again from here.")
            )
        case IdempotencyConflict():
            words = _(
                "This form was sent before with other words, which are stored. Send it again to post these as well."
            )
            return Problem(status=409, errors={ABOVE: [words]}, spent=frozenset({"idempotency_key"}))
        case SessionEnded():
            return _refused(401, _("Your sign-in is over. Please sign in again, then send this once more."))
        case GateFailed():
            return unavailable()
        case _:
            raise error


def previewed_too_often(error: PostingTooFast) -> Problem:
    """More previews were asked for than one address may have."""
    words = _("You have asked for many previews in a short time.")
    return Problem(status=429, errors={ABOVE: [f"{words} {_when(error.retry_after)}"]}, retry_after=error.retry_after)


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


def _too_fast(seconds: int, *, crowded: bool) -> str:
    if crowded:
        why = _("Many people are writing in this discussion at this moment.")
    else:
        why = _("You have posted several comments in a short time.")
    return f"{why} {_when(seconds)}"


def _when(seconds: int) -> str:
    """When to come back, rounded up to whole minutes or hours where it takes that long."""
    minutes, hours = -(-seconds // 60), -(-seconds // 3600)
    if seconds < 60:
        words = ngettext(
            "Please send this one in %(count)d second.", "Please send this one in %(count)d seconds.", seconds
        )
        return words % {"count": seconds}
    if minutes < 100:
        words = ngettext(
            "Please send this one in %(count)d minute.", "Please send this one in %(count)d minutes.", minutes
        )
        return words % {"count": minutes}
    words = ngettext("Please send this one in %(count)d hour.", "Please send this one in %(count)d hours.", hours)
    return words % {"count": hours}
