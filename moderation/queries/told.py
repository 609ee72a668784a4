"""What a moderator is told after a decision: what was done, to whose comment, and whether it can be taken back."""

from dataclasses import dataclass

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


def load_told(decision_id: int, *, sections: Sections = EVERYWHERE) -> Told | None:
    """What is told of a decision, in two queries; none where there is no such decision of a moderator's there."""
    decisions = sections.only(Decision.objects.select_related("comment", "moderator"))
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
    )


def _can_be_undone(decision: Decision, comment: engagement.Comment) -> bool:
    if decision.action in _FINAL or decision.about == About.TALK:
        return False
    return decision.about != About.VISIBILITY or comment.visibility == decision.after
