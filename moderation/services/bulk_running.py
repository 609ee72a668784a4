"""Bulk runs carried out: comment by comment, each in a transaction of its own with what came of it.

Killed at any line, the next worker goes on with what has no outcome yet; two at once wait for each other at the lock of
a comment's discussion, which comes before everything else here as everywhere.
"""

import datetime as dt
import logging
import time
from functools import partial
from typing import cast

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.exceptions import InvalidDecision
from moderation.models import Action, BulkItem, BulkOutcome, BulkRun, BulkState, Case, Decision
from moderation.services.attempts import What, attempt
from moderation.services.bulk import BATCH, insert_items
from moderation.services.decisions import TARGETS, decide, undo
from moderation.services.once import Decided

logger = logging.getLogger(__name__)

_STEP = 100
"""Comments between two looks at whether the run still goes on."""

_LONGEST = 25.0
"""Seconds after which no other step begins: a task has to end well within its time limit."""

_PATIENCE = 3
"""How often a run may begin without moving on, before the comment that it begins with is given up."""


def run_bulk(*, run_id: int, longest: float = _LONGEST) -> bool:
    """Carry a confirmed run on for a while; true where something is left to do.

    False as well where another worker has it, and where it has ended or was stopped.
    """
    if not _lease(run_id):
        return False
    run = BulkRun.objects.get(pk=run_id)
    _give_up_first(run)
    started = time.monotonic()
    while _go_on(run):
        if time.monotonic() - started >= longest:
            _under_way(run_id).update(leased_until=None)
            return True
    return False


def _go_on(run: BulkRun) -> bool:
    """One step; false where it was the last, or somebody stopped the run."""
    if run.state == BulkState.PREPARING:
        _prepare_undo(run)
    items = list(BulkItem.objects.filter(run=run, outcome=BulkOutcome.OPEN).order_by("pk")[:_STEP])
    for item in items:
        _settle(run, item)
    _count(run.pk)
    if items:
        return bool(_under_way(run.pk).update(leased_until=_find_end(), attempts=0))
    ended = {"state": BulkState.DONE, "finished_at": timezone.now(), "leased_until": None}
    _under_way(run.pk).update(**ended)
    return False


def _lease(run_id: int) -> bool:
    """Take the run, unless another worker has it."""
    free = _under_way(run_id).filter(Q(leased_until__isnull=True) | Q(leased_until__lte=timezone.now()))
    return bool(free.update(leased_until=_find_end(), attempts=F("attempts") + 1))


def _give_up_first(run: BulkRun) -> None:
    """Leave the comment out that workers began with again and again, and never came past."""
    if run.attempts <= _PATIENCE:
        return
    first = BulkItem.objects.filter(run=run, outcome=BulkOutcome.OPEN).order_by("pk").first()
    if first is not None:
        logger.error("Bulk run %d gives up comment %d.", run.pk, first.comment_id)
        BulkItem.objects.filter(pk=first.pk, outcome=BulkOutcome.OPEN).update(outcome=BulkOutcome.ERROR)
        BulkRun.objects.filter(pk=run.pk).update(attempts=0)


def _prepare_undo(run: BulkRun) -> None:
    """Take up what the run decided that is to be undone, the newest first: replies before what they answer."""
    taken = BulkItem.objects.filter(run=run, comment_id=OuterRef("comment_id"))
    decisions = Decision.objects.filter(bulk_id=run.undoes_id).exclude(Exists(taken)).order_by("-pk")
    while batch := list(decisions[:BATCH]):
        insert_items(
            BulkItem(
                run=run,
                comment_id=decision.comment_id,
                visibility=decision.after,
                revision=decision.revision,
                version=0,
            )
            for decision in batch
        )
        if not _under_way(run.pk).update(leased_until=_find_end()):
            return
    total = BulkItem.objects.filter(run=run).count()
    _under_way(run.pk).update(state=BulkState.RUNNING, total=total)
    run.refresh_from_db()


def _settle(run: BulkRun, item: BulkItem) -> None:
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


def _count(run_id: int) -> None:
    """Keep how many are done, and how many were left out, as the items have it now."""
    is_over = ~Q(outcome__in=(BulkOutcome.OPEN, BulkOutcome.DONE))
    counts = BulkItem.objects.filter(run_id=run_id).aggregate(
        done=Count("pk", filter=Q(outcome=BulkOutcome.DONE)), failed=Count("pk", filter=is_over)
    )
    BulkRun.objects.filter(pk=run_id).update(**counts)


def _under_way(run_id: int) -> QuerySet[BulkRun]:
    return BulkRun.objects.filter(pk=run_id, confirmed_at__isnull=False, finished_at__isnull=True)


def _find_end() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=get_settings().lease_seconds)


def _find_moderator(run: BulkRun) -> int:
    """Whoever confirmed it; where the account is gone meanwhile, what they wanted is done all the same."""
    return cast("int", run.moderator_id)
