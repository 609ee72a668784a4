"""The counters of the queues proven against the cases, and put right where they differ.

Counters and cases change in one transaction, so nothing should ever be found. Both are read in one statement, which
sees one moment; what is missing is added as one more entry, so cases may be moved meanwhile.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, IntegerField, Sum, Value

from engagement import api as engagement
from moderation.models import Case, CaseCount
from moderation.services.counting import Spot, fold_counts, note_counts

_CASES, _ENTRIES = 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CountDifference:
    """A counter that the cases do not bear out."""

    queue: str
    section: str
    stored: int
    counted: int


def recount_cases(*, repair: bool) -> Iterator[CountDifference]:
    """Every counter that differs from the cases; put right as it is found where ``repair`` says so.

    Then cases whose article has moved to another section unnoticed follow it, too, and entries are folded.
    """
    if repair:
        for discussion_id in _find_strays():
            follow_section(discussion_id=discussion_id)
    stored, counted = _read()
    for queue, section in sorted(set(stored) | set(counted)):
        spot = (queue, section)
        if stored[spot] != counted[spot]:
            if repair:
                note_counts({spot: counted[spot] - stored[spot]})
            yield CountDifference(queue=queue, section=section, stored=stored[spot], counted=counted[spot])
    if repair:
        fold_counts()


@transaction.atomic
def follow_section(*, discussion_id: int) -> int:
    """Count the cases of a discussion's comments where its article stands now; returns how many moved.

    Comments that came with a discussion merged into this one bring their cases.
    """
    discussion = engagement.Discussion.objects.select_for_update().filter(pk=discussion_id).first()
    if discussion is None:
        return 0
    cases = Case.objects.filter(comment__discussion_id=discussion_id)
    strays = cases.exclude(section=discussion.section, discussion=discussion)
    found = dict(strays.values_list("pk", "section"))
    queues = dict(strays.values_list("pk", "queue"))
    changes: Counter[Spot] = Counter()
    for pk, section in found.items():
        changes[queues[pk], section] -= 1
        changes[queues[pk], discussion.section] += 1
    Case.objects.filter(pk__in=list(found)).update(section=discussion.section, discussion=discussion)
    note_counts(changes)
    return len(found)


def _find_strays() -> list[int]:
    strays = Case.objects.exclude(
        section=F("comment__discussion__section"), discussion=F("comment__discussion")
    ).order_by()
    return list(strays.values_list("comment__discussion_id", flat=True).distinct())


def _read() -> tuple[Counter[Spot], Counter[Spot]]:
    """What the entries say, and what the cases do, in one statement."""
    cases = Case.objects.order_by().values("queue", "section").annotate(total=Count("pk"))
    entries = CaseCount.objects.order_by().values("queue", "section").annotate(total=Sum("count"))
    columns = ("queue", "section", "total", "kind")
    both = (
        cases.annotate(kind=Value(_CASES, IntegerField()))
        .values_list(*columns)
        .union(entries.annotate(kind=Value(_ENTRIES, IntegerField())).values_list(*columns), all=True)
    )
    stored: Counter[Spot] = Counter()
    counted: Counter[Spot] = Counter()
    for queue, section, total, kind in both:
        (counted if kind == _CASES else stored)[queue, section] = total
    return stored, counted
