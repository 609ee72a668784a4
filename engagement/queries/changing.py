"""Whether an author may still change or withdraw a comment of theirs, and if not, why not."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.conf import get_settings
from engagement.explanations import explain
from engagement.models import Comment, Visibility
from engagement.queries.branches import is_locked

_DECIDED = (Visibility.SPAM, Visibility.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What stands in an author's way."""

    code: str
    message: str
    """For the author."""


def editable_until(comment: Comment) -> dt.datetime:
    """When the time for editing a comment ends, if nothing else stands in the way."""
    return comment.created_at + dt.timedelta(minutes=get_settings().edit_minutes)


def find_edit_obstacle(comment: Comment) -> Obstacle | None:
    """Why its author may not edit a comment; none where they may. Its discussion and root should have been selected.

    What somebody decided on stays as it was decided on: refused, taken for spam, featured, edited by a moderator,
    locked. What waits for a moderator may be edited, and goes on waiting; so may what its author is told is waiting.
    """
    minutes = get_settings().edit_minutes
    if not minutes:
        return Obstacle(code="off", message=_("Comments cannot be edited here."))
    if timezone.now() >= editable_until(comment):
        words = ngettext(
            "The time for editing is over: that is %(count)d minute after posting.",
            "The time for editing is over: that is %(count)d minutes after posting.",
            minutes,
        )
        return Obstacle(code="window", message=words % {"count": minutes})
    return _find_decision(comment) or _find_closure(comment)


def find_withdrawal_obstacle(comment: Comment) -> Obstacle | None:
    """Why its author may not withdraw a comment; none where they may. What was decided on it is no obstacle."""
    if comment.from_newsroom:
        return Obstacle(code="newsroom", message=_("What the newsroom says is for moderators to change."))
    minutes = get_settings().withdraw_minutes
    if minutes is None or timezone.now() < comment.created_at + dt.timedelta(minutes=minutes):
        return None
    if not minutes:
        return Obstacle(code="off", message=_("Comments cannot be withdrawn here."))
    words = ngettext(
        "The time for withdrawing is over: that is %(count)d minute after posting.",
        "The time for withdrawing is over: that is %(count)d minutes after posting.",
        minutes,
    )
    return Obstacle(code="window", message=words % {"count": minutes})


def _find_decision(comment: Comment) -> Obstacle | None:
    if comment.from_newsroom:
        return Obstacle(code="newsroom", message=_("What the newsroom says is for moderators to change."))
    if comment.visibility in _DECIDED and not explain(comment.pk, comment.visibility).as_held:
        return Obstacle(code="decided", message=_("This comment was decided on, and cannot be edited any more."))
    if comment.redacted_at is not None:
        return Obstacle(code="redacted", message=_("A moderator has edited this comment: it stays as it reads now."))
    if comment.featured_at is not None:
        return Obstacle(code="featured", message=_("The newsroom has featured this comment: it stays as it reads now."))
    return None


def _find_closure(comment: Comment) -> Obstacle | None:
    if not comment.discussion.is_open:
        return Obstacle(
            code="closed", message=_("This discussion is closed: what was said in it stays as it reads now.")
        )
    if is_locked(comment):
        words = _("The newsroom has closed this part of the discussion: what was said in it stays as it reads now.")
        return Obstacle(code="locked", message=words)
    return None
