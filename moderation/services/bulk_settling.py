"""Comments of a bulk run: what is wanted with them done, and what came of it written down in the same transaction."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from django.db import transaction

from engagement import api as engagement
from engagement.api import Visibility
from moderation.exceptions import InvalidDecision
from moderation.models import Action, BulkItem, BulkOutcome, BulkRun, Case, Decision
from moderation.services.attempts import What, attempt
from moderation.services.deciding_together import SeenCase, decide_together, undo_together
from moderation.services.decisions import TARGETS, decide, undo
from moderation.services.once import Decided


def settle_together(run: BulkRun, items: Sequence[BulkItem]) -> set[int]:
    """Do what is wanted with those of the comments that stand as they were seen, and write that down; returns the items
    that need no further look.
    """
    by_comment = {item.comment_id: item.pk for item in items}
    try:
        with transaction.atomic():
            engagement.lock_comments(list(by_comment))
            # Whoever was faster left its outcome: the locks are the same for all.
            still = BulkItem.objects.filter(pk__in=by_comment.values(), outcome=BulkOutcome.OPEN).order_by()
            left = set(still.values_list("comment_id", flat=True))
            todo = [item for item in items if item.comment_id in left]
            done = _undo_together(run, todo) if run.action == Action.UNDO else _act_together(run, todo)
            BulkItem.objects.filter(run=run, comment_id__in=done).update(outcome=BulkOutcome.DONE)
    except InvalidDecision:
        # Each is told so by itself.
        return set()
    return {by_comment[comment_id] for comment_id in done | (set(by_comment) - left)}


def _act_together(run: BulkRun, items: Sequence[BulkItem]) -> set[int]:
    seen = [
        SeenCase(comment_id=item.comment_id, visibility=item.visibility, revision=item.revision, version=item.version)
        for item in items
    ]
    return decide_together(
        seen=seen,
        action=run.action,
        moderator_id=_find_moderator(run),
        reason=run.reason,
        note=run.note,
        bulk_id=run.pk,
    )


def _undo_together(run: BulkRun, items: Sequence[BulkItem]) -> set[int]:
    comment_ids = [item.comment_id for item in items]
    made = Decision.objects.filter(bulk_id=run.undoes_id, comment_id__in=comment_ids).order_by("-pk")
    return undo_together(decisions=list(made), moderator_id=_find_moderator(run), bulk_id=run.pk)


def settle(run: BulkRun, item: BulkItem) -> None:
    """Do what is wanted with one comment, and write down what came of it, at once or not at all."""
    try:
        with transaction.atomic():
            engagement.lock_comment(item.comment_id)
            # Whoever was faster left its outcome: the lock is the same for all.
            if BulkItem.objects.filter(pk=item.pk, outcome=BulkOutcome.OPEN).exists():
                outcome = _take_back(run, item) if run.action == Action.UNDO else _act(run, item)
                BulkItem.objects.filter(pk=item.pk).update(outcome=outcome)
    except engagement.CommentNotFound:
        # Deleted, and its item with it.
        return


def _act(run: BulkRun, item: BulkItem) -> BulkOutcome:
    if not Case.objects.filter(comment_id=item.comment_id, version=item.version).exists():
        return _judge_changed(run, item)
    try:
        outcome = attempt(partial(_decide, run, item), comment_id=item.comment_id, revision=item.revision)
    except InvalidDecision:
        # A reason that the settings no longer know.
        return BulkOutcome.ERROR
    return _judge_changed(run, item) if outcome.what == What.STALE else BulkOutcome(outcome.what)


def _decide(run: BulkRun, item: BulkItem) -> Decided:
    decision = decide(
        comment_id=item.comment_id,
        action=run.action,
        moderator_id=_find_moderator(run),
        seen_visibility=item.visibility,
        revision=item.revision,
        reason=run.reason,
        note=run.note,
        bulk_id=run.pk,
    )
    return Decided(decision=decision, is_new=decision.bulk_id == run.pk)


def _judge_changed(run: BulkRun, item: BulkItem) -> BulkOutcome:
    """What to say of a comment that somebody else moved, or its author changed, since it was seen."""
    comment = engagement.Comment.objects.only("visibility", "revision").get(pk=item.comment_id)
    if comment.visibility in (Visibility.WITHDRAWN, Visibility.ERASED):
        return BulkOutcome.GONE
    is_wanted = comment.visibility == TARGETS[run.action] and comment.revision == item.revision
    return BulkOutcome.SAME if is_wanted else BulkOutcome.STALE


def _take_back(run: BulkRun, item: BulkItem) -> BulkOutcome:
    decision_id = Decision.objects.values_list("pk", flat=True).get(bulk_id=run.undoes_id, comment_id=item.comment_id)
    outcome = attempt(partial(_undo, run, decision_id), comment_id=item.comment_id)
    return BulkOutcome(outcome.what)


def _undo(run: BulkRun, decision_id: int) -> Decided:
    undoing = undo(decision_id=decision_id, moderator_id=_find_moderator(run), bulk_id=run.pk)
    return Decided(decision=undoing, is_new=undoing.bulk_id == run.pk)


def _find_moderator(run: BulkRun) -> int:
    """Whoever confirmed it; where the account is gone meanwhile, what they wanted is done all the same."""
    return cast("int", run.moderator_id)
