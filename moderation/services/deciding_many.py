"""Deciding on many comments at once: each on its own, as it was seen, so that none stops the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from moderation.models import Decision
from moderation.services.attempts import Outcome, attempt
from moderation.services.once import find_or_decide, find_or_undo

MOST = 200
"""Comments of one call: they are decided while somebody waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenComment:
    """A comment as it stood before whoever decides."""

    comment_id: int
    revision: int
    visibility: str


def decide_many(
    *, seen: Sequence[SeenComment], action: str, moderator_id: int, reason: str = "", note: str = ""
) -> tuple[Outcome, ...]:
    """Do what a moderator wants with each comment that they saw, in a transaction of its own each, in their order.

    At most ``MOST``. The same list twice changes nothing the second time. Raises InvalidDecision, with nothing done,
    for a wish that nobody can act on.
    """
    _refuse_too_many(seen)
    wish = partial(find_or_decide, action=action, moderator_id=moderator_id, reason=reason, note=note)
    return tuple(
        attempt(
            partial(wish, comment_id=comment.comment_id, seen_visibility=comment.visibility, revision=comment.revision),
            comment_id=comment.comment_id,
            revision=comment.revision,
        )
        for comment in _once(seen)
    )


def undo_many(*, decision_ids: Sequence[int], moderator_id: int) -> tuple[Outcome, ...]:
    """Take decisions back, each in a transaction of its own; of one that is not there nothing is told."""
    _refuse_too_many(decision_ids)
    comments = dict(Decision.objects.filter(pk__in=decision_ids).values_list("pk", "comment_id"))
    return tuple(
        attempt(partial(find_or_undo, decision_id=pk, moderator_id=moderator_id), comment_id=comments[pk])
        for pk in dict.fromkeys(decision_ids)
        if pk in comments
    )


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
