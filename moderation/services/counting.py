"""The counters of the queues: written in the transaction that moves the cases, and folded from time to time."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from engagement.statements import store
from moderation.models import CaseCount

Spot = tuple[str, str]
"""A queue and a section."""

_BATCH = 1000


def note_counts(changes: Mapping[Spot, int]) -> None:
    """Count cases up and down, in one query however many there are. Nobody waits for it."""
    store(
        [CaseCount(queue=queue, section=section, count=count) for (queue, section), count in changes.items() if count]
    )


def note_move(*, before: Spot | None, after: Spot | None) -> None:
    """Count one case out of one place and into another; None: it was not there before, or is not any more."""
    if before == after:
        return
    changes: Counter[Spot] = Counter()
    if before:
        changes[before] -= 1
    if after:
        changes[after] += 1
    note_counts(changes)


def fold_counts() -> int:
    """Sum entries up into one for each queue and section; returns how many are gone. The counts stay as they are."""
    gone = 0
    while folded := _fold():
        gone += folded
    return gone


@transaction.atomic
def _fold() -> int:
    entries = list(CaseCount.objects.select_for_update(skip_locked=True).order_by("pk")[:_BATCH])
    totals: Counter[Spot] = Counter()
    for entry in entries:
        totals[entry.queue, entry.section] += entry.count
    left = sum(1 for total in totals.values() if total)
    if left < len(entries):
        CaseCount.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
        note_counts(totals)
    return len(entries) - left
