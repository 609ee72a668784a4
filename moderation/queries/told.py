"""What a moderator is told after a decision: what was done, to whose comment, and whether it can be taken back."""

from dataclasses import dataclass

from django.db.models import QuerySet

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import About, Action, Actor, Decision
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.queries.words import DecisionLine, describe_decision, name_author

EXCERPT = 60
"""Characters of the comment."""


_FINAL = (Action.UNDO, Action.ERASE)
"""What nobody takes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One decision with the comment that it is about."""

    decision: DecisionLine
    moderator_id: int | None
    comment_id: int
    author_name: str
    excerpt: str
    waits_for_parent: bool
    """Whether it was approved, and shows once its parent does."""
    undoable: bool
    """Whether nothing has happened to the comment since."""
    together: int
    """How many comments were looked at with one press, or had that taken back; 1 for what was decided alone."""


def load_told(decision_id: int, *, sections: Sections = EVERYWHERE) -> Told | None:
    """What is told of a decision, in three queries at most; none where no moderator made such a decision there."""
    decisions = sections.only(Decision.objects.select_related("comment", "moderator", "undoes"))
    decision = decisions.filter(pk=decision_id).first()
    if decision is None or decision.actor != Actor.MODERATOR:
        return None
    comment = decision.comment
    newer = Decision.objects.filter(comment_id=comment.pk, about=decision.about, pk__gt=decision.pk).exists()
    return Told(
        decision=describe_decision(decision),
        moderator_id=decision.moderator_id,
        comment_id=comment.pk,
        author_name=name_author(comment),
        excerpt=engagement.excerpt(comment.body, length=EXCERPT),
        waits_for_parent=decision.after == Visibility.PENDING and decision.action in (Action.APPROVE, Action.NOT_SPAM),
        undoable=not newer and _can_be_undone(decision, comment),
        together=_count_together(decision),
    )


def find_together(decision_id: int, *, sections: Sections = EVERYWHERE) -> tuple[int, ...]:
    """A decision and those that were made with it by one press, in these sections; nothing but looking is."""
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None or decision.action != Action.LOOK:
        return (decision_id,)
    return tuple(sections.only(_made_with(decision)).order_by("pk").values_list("pk", flat=True))


def _count_together(decision: Decision) -> int:
    if decision.action == Action.LOOK:
        return _made_with(decision).count()
    undone = decision.undoes
    if undone is None or undone.action != Action.LOOK:
        return 1
    undoings = Decision.objects.filter(undoes__in=_made_with(undone), moderator_id=decision.moderator_id)
    return undoings.count()


def _made_with(look: Decision) -> QuerySet[Decision]:
    """What was looked at by the same moderator at the very same moment."""
    return Decision.objects.filter(
        at=look.at, actor=Actor.MODERATOR, moderator_id=look.moderator_id, action=Action.LOOK
    ).order_by()


def _can_be_undone(decision: Decision, comment: engagement.Comment) -> bool:
    if decision.action in _FINAL or decision.about == About.TALK:
        return False
    return decision.about != About.VISIBILITY or comment.visibility == decision.after
