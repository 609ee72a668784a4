"""Deciding for callers who must know whether it was they who decided."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from engagement import api as engagement
from moderation.exceptions import DecisionNotFound
from moderation.models import Decision
from moderation.services.decisions import decide, undo
from moderation.services.recording import find_latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision that fulfils a wish."""

    decision: Decision
    is_new: bool
    """Whether this wish made it; otherwise it had been made before, by whomever."""


@transaction.atomic
def find_or_decide(*, comment_id: int, **wish: Any) -> Decided:
    """As ``decide``, and tell whether anything was decided: the comment is locked before it is looked at."""
    engagement.lock_comment(comment_id)
    latest = find_latest(comment_id)
    decision = decide(comment_id=comment_id, **wish)
    return Decided(decision=decision, is_new=decision != latest)


@transaction.atomic
def find_or_undo(*, decision_id: int, moderator_id: int) -> Decided:
    """As ``undo``, and tell whether anything was undone; raises as it does."""
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise DecisionNotFound(decision_id)
    engagement.lock_comment(decision.comment_id)
    newest = find_latest(decision.comment_id, decision.about)
    undoing = undo(decision_id=decision_id, moderator_id=moderator_id)
    return Decided(decision=undoing, is_new=newest is None or undoing.pk > newest.pk)
