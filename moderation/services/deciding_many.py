"""Deciding on many comments at once: each on its own, as it was seen, so that none stops the others."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.api import CommentNotFound
from moderation.exceptions import (
    DecisionNotFound,
    DecisionNotPossible,
    LastDecision,
    NothingToUndo,
    StaleDecision,
)
from moderation.models import Decision
from moderation.services.decisions import decide, undo

MOST = 200
"""Comments of one call: they are decided while somebody waits."""


class What(models.TextChoices):
    """What came of one of many wishes."""

    DONE = "done", _("done")
    SAME = "same", _("was so already")
    STALE = "stale", _("changed since it was seen")
    GONE = "gone", _("not there any more")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenComment:
    """A comment as it stood before whoever decides."""

    comment_id: int
    revision: int
    visibility: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of the wish on one comment."""

    comment_id: int
    what: What
    decision_id: int | None = None
    """The decision by which it is as wished."""
    last: LastDecision | None = None
    """Who was faster, where it is stale; none where its author was, who edited it."""


def decide_many(
    *, seen: Sequence[SeenComment], action: str, moderator_id: int, reason: str = "", note: str = ""
) -> tuple[Outcome, ...]:
    """Do what a moderator wants with each comment that they saw, in a transaction of its own each, in their order.

    At most ``MOST``. The same list twice changes nothing the second time. Raises InvalidDecision, with nothing done,
    for a wish that nobody can act on.
    """
    _refuse_too_many(seen)

    wish = partial(decide, action=action, moderator_id=moderator_id, reason=reason, note=note)
    return tuple(
        _try(
            comment.comment_id,
            moderator_id,
            partial(wish, comment_id=comment.comment_id, seen_visibility=comment.visibility, revision=comment.revision),
            revision=comment.revision,
        )
        for comment in _once(seen)
    )


def undo_many(*, decision_ids: Sequence[int], moderator_id: int) -> tuple[Outcome, ...]:
    """Take decisions back, each in a transaction of its own; of one that is not there nothing is told."""
    _refuse_too_many(decision_ids)
    comments = dict(Decision.objects.filter(pk__in=decision_ids).values_list("pk", "comment_id"))
    return tuple(
        _try(comments[pk], moderator_id, partial(undo, decision_id=pk, moderator_id=moderator_id))
        for pk in dict.fromkeys(decision_ids)
        if pk in comments
    )


def _try(comment_id: int, moderator_id: int, act: Callable[[], Decision], *, revision: int | None = None) -> Outcome:
    began = timezone.now()
    try:
        decision = act()
    except StaleDecision as error:
        edited = revision is not None and error.revision != revision
        return Outcome(comment_id=comment_id, what=What.STALE, last=None if edited else error.last)
    except (CommentNotFound, DecisionNotFound, DecisionNotPossible, NothingToUndo):
        return Outcome(comment_id=comment_id, what=What.GONE)
    what = What.DONE if _is_new(decision, moderator_id, began) else What.SAME
    return Outcome(comment_id=comment_id, what=what, decision_id=decision.pk)


def _is_new(decision: Decision, moderator_id: int, began: dt.datetime) -> bool:
    """Whether a decision was made just now; else somebody had made it before."""
    return decision.moderator_id == moderator_id and decision.at >= began


def _once(seen: Iterable[SeenComment]) -> Iterable[SeenComment]:
    """Each comment once, as it was named first."""
    named: dict[int, SeenComment] = {}
    for comment in seen:
        named.setdefault(comment.comment_id, comment)
    return named.values()


def _refuse_too_many(wished: Sequence[object]) -> None:
    if len(wished) > MOST:
        message = f"at most {MOST} at once, not {len(wished)}"
        raise ValueError(message)
