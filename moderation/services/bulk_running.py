"""Bulk runs carried out: some comments at a time, in one transaction with what came of them; those that do not stand as
they were seen one by one, each in a transaction of its own.

Killed at any line, the next worker goes on with what has no outcome yet; two at once wait for each other at the locks
of the comments' discussions, which come before everything else here as everywhere. After a worker that came past some
comment no more the next one takes the step comment by comment, so that only that one is given up.
"""

import datetime as dt
import logging
import time

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from moderation.conf import get_settings
from moderation.models import BulkItem, BulkOutcome, BulkRun, BulkState, Decision
from moderation.services.bulk import BATCH, insert_items
from moderation.services.bulk_settling import settle, settle_together

logger = logging.getLogger(__name__)

_STEP = 100
"""Comments between two looks at whether the run still goes on."""

_TOGETHER = 50
"""Comments of one transaction: whoever reads on waits for none, but a moderator or a new comment in the same discussion
waits until it ends.
"""

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
    is_careful = run.attempts > 1
    for start in range(0, len(items), _TOGETHER):
        batch = items[start : start + _TOGETHER]
        settled = set() if is_careful else settle_together(run, batch)
        for item in batch:
            if item.pk not in settled:
                settle(run, item)
    _count(run.pk)
    if items:
        run.attempts = 0
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
