"""Bulk runs: prepared, so that it can be seen what they will change; confirmed, stopped, taken back."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.api import Visibility
from engagement.signals import announce
from moderation.conf import get_settings
from moderation.exceptions import BulkBusy, BulkNotFound, BulkNotPossible, InvalidDecision
from moderation.models import Action, BulkItem, BulkOutcome, BulkRun, BulkState, Case, Queue
from moderation.queries.filters import CaseFilter, spell_query
from moderation.queries.orders import find_order, keyset_of
from moderation.queries.queue import select_cases
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.services.decisions import LONGEST_NOTE, TARGETS, check_reason
from moderation.services.notes import clean_note
from moderation.signals import bulk_confirmed

BATCH = 1000
"""Rows of one insert."""

_DRAFT_HOURS = 24
"""How long what nobody confirmed is kept."""

_MOST_DROPPED = 10

_GONE = (Visibility.WITHDRAWN, Visibility.ERASED)
_SEEN = (
    "comment_id",
    "queue",
    "version",
    "comment__discussion_id",
    "comment__visibility",
    "comment__revision",
    "comment__cleared_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A comment as it stood in the list when it was selected."""

    comment_id: int
    version: int
    """Its case's."""
    revision: int


def prepare_bulk(
    *,
    moderator_id: int,
    action: str,
    queue: str,
    matching: CaseFilter,
    order: str = "",
    picked: Sequence[Picked] | None = None,
    sections: Sections = EVERYWHERE,
) -> BulkRun:
    """Write down, to be looked at, which comments a run would take and how they are now; nothing is decided yet.

    Those that were picked, or else all of a queue's that match, in these sections, at most BULK_MOST of them, the
    first in that order. What would be left out is written down with the reason. An earlier draft of the same moderator
    goes.
    """
    if action not in TARGETS or action == Action.HOLD:
        raise InvalidDecision(field="action", message=_("This is nothing that can be decided."))
    most = get_settings().bulk_most
    if picked is None:
        keyset = keyset_of(queue, find_order(queue, order))
        cases = select_cases(queue=queue, matching=matching, sections=sections).order_by(*keyset.columns)
        found = list(cases.values(*_SEEN)[: most + 1])
    else:
        cases = Case.objects.filter(comment_id__in=[one.comment_id for one in picked[:most]])
        found = list(sections.only(cases, "section").values(*_SEEN))
    _drop(_drafts().filter(moderator_id=moderator_id, state=BulkState.READY))
    run = BulkRun.objects.create(
        moderator_id=moderator_id,
        action=action,
        query=spell_query([("queue", queue), *replace(matching, author="", search="").as_query()]),
        is_cut=len(found) > most,
        total=len(found[:most]),
    )
    seen = {one.comment_id: one for one in picked or ()}
    # Parents come before their replies: what answers a comment is younger than it.
    found = sorted(found[:most], key=lambda case: (case["comment__discussion_id"], case["comment_id"]))
    insert_items(_item(run, case, seen.get(case["comment_id"])) for case in found)
    BulkRun.objects.filter(pk=run.pk).update(state=BulkState.READY)
    run.refresh_from_db()
    return run


def confirm_bulk(*, run_id: int, moderator_id: int, reason: str = "", note: str = "") -> BulkRun:
    """Have a prepared run carried out by a worker; confirming twice is a no-op.

    Only whoever prepared it may. Raises BulkBusy while another of their runs is under way, InvalidDecision,
    BulkNotFound and BulkNotPossible.
    """
    run = BulkRun.objects.filter(pk=run_id, moderator_id=moderator_id).first()
    if run is None:
        raise BulkNotFound(run_id)
    if run.confirmed_at is not None:
        return run
    check_reason(run.action, reason)
    note = clean_note(note, most=LONGEST_NOTE, refusal=InvalidDecision)
    ready = BulkRun.objects.filter(pk=run_id, state=BulkState.READY, confirmed_at__isnull=True)
    wanted = {"state": BulkState.RUNNING, "confirmed_at": timezone.now(), "reason": reason, "note": note}
    try:
        with transaction.atomic():
            confirmed = ready.update(**wanted)
            if confirmed:
                announce(bulk_confirmed, sender=BulkRun, run_id=run_id)
    except IntegrityError:
        raise BulkBusy(_find_busy(moderator_id)) from None
    run.refresh_from_db()
    if not confirmed and run.confirmed_at is None:
        raise BulkNotPossible(run_id)
    return run


def stop_bulk(*, run_id: int) -> bool:
    """Have a run end with what it has done so far; false where it had ended before."""
    under_way = BulkRun.objects.filter(pk=run_id, confirmed_at__isnull=False, finished_at__isnull=True)
    return bool(under_way.update(state=BulkState.STOPPED, finished_at=timezone.now(), leased_until=None))


@transaction.atomic
def undo_bulk(*, run_id: int, moderator_id: int) -> BulkRun:
    """Have all that a run decided taken back, by another run; what was decided on since is left alone.

    Undoing twice is a no-op that returns the first undoing. Raises BulkNotPossible for a run that is under way or was
    itself an undoing, BulkBusy and BulkNotFound.
    """
    run = BulkRun.objects.select_for_update(no_key=True).filter(pk=run_id).first()
    if run is None:
        raise BulkNotFound(run_id)
    if undoing := BulkRun.objects.filter(undoes=run).first():
        return undoing
    if run.finished_at is None or run.action == Action.UNDO:
        raise BulkNotPossible(run_id)
    wanted = {"action": Action.UNDO, "query": run.query, "undoes": run, "confirmed_at": timezone.now()}
    try:
        with transaction.atomic():
            undoing = BulkRun.objects.create(moderator_id=moderator_id, total=run.done, **wanted)
    except IntegrityError:
        raise BulkBusy(_find_busy(moderator_id)) from None
    announce(bulk_confirmed, sender=BulkRun, run_id=undoing.pk)
    return undoing


def find_due_bulk() -> list[int]:
    """The runs under way that no worker has, at most a sweep's batch."""
    under_way = BulkRun.objects.filter(confirmed_at__isnull=False, finished_at__isnull=True).order_by("pk")
    due = under_way.exclude(leased_until__gt=timezone.now())
    return list(due.values_list("pk", flat=True)[: get_settings().sweep_batch])


def drop_drafts() -> int:
    """Delete what was prepared a day ago and never confirmed; returns how many runs."""
    before = timezone.now() - dt.timedelta(hours=_DRAFT_HOURS)
    return _drop(_drafts().filter(created_at__lt=before))


def insert_items(items: Iterable[BulkItem]) -> None:
    """Store a run's comments, batch by batch; those that are there already stay as they are."""
    for batch in _in_batches(items):
        BulkItem.objects.bulk_create(batch, ignore_conflicts=True)


def _in_batches(items: Iterable[BulkItem]) -> Iterator[list[BulkItem]]:
    batch: list[BulkItem] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _item(run: BulkRun, case: Mapping[str, Any], seen: Picked | None) -> BulkItem:
    return BulkItem(
        run=run,
        comment_id=case["comment_id"],
        visibility=case["comment__visibility"],
        revision=case["comment__revision"],
        version=case["version"],
        outcome=_foresee(run.action, case, seen),
    )


def _foresee(action: str, case: Mapping[str, Any], seen: Picked | None) -> BulkOutcome:
    """What will come of a comment as it stands; OPEN where something can be done."""
    if case["comment__visibility"] in _GONE:
        return BulkOutcome.GONE
    if seen and (seen.version, seen.revision) != (case["version"], case["comment__revision"]):
        return BulkOutcome.STALE
    target = TARGETS[action]
    is_cleared = target == Visibility.PUBLISHED and case["comment__cleared_at"] is not None
    if case["queue"] == Queue.DECIDED and (case["comment__visibility"] == target or is_cleared):
        return BulkOutcome.SAME
    return BulkOutcome.OPEN


@transaction.atomic
def _drop(drafts: QuerySet[BulkRun]) -> int:
    """Delete drafts that are still none but that once they are locked."""
    run_ids = list(drafts.select_for_update().values_list("pk", flat=True)[:_MOST_DROPPED])
    BulkRun.objects.filter(pk__in=run_ids).delete()
    return len(run_ids)


def _drafts() -> QuerySet[BulkRun]:
    return BulkRun.objects.filter(confirmed_at__isnull=True)


def _find_busy(moderator_id: int) -> int | None:
    under_way = BulkRun.objects.filter(moderator_id=moderator_id, confirmed_at__isnull=False, finished_at__isnull=True)
    return under_way.values_list("pk", flat=True).first()
