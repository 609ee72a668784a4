"""What waits for moderators now: how much, for how long, and why."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from moderation.models import Case, Queue
from moderation.queries.causes import name_cause
from moderation.queries.queue import select_cases
from moderation.queries.sections import EVERYWHERE, Sections

AGES = (
    dt.timedelta(minutes=10),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=1),
    dt.timedelta(hours=3),
    dt.timedelta(hours=24),
)
"""Up to where each group of ages goes; the last one has no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What stands among those that wait, at one moment."""

    at: dt.datetime
    count: int
    oldest_at: dt.datetime | None
    """Since when the first of them waits."""
    median_at: dt.datetime | None
    """Half of them have waited since then, or longer."""
    ages: tuple[int, ...]
    """How many wait for less than each of AGES and no less than the one before; at last those that wait longer."""


def waiting_cases(sections: Sections = EVERYWHERE) -> QuerySet[Case]:
    """The cases that wait in these sections."""
    return select_cases(queue=Queue.WAITING, sections=sections)


def load_waiting(sections: Sections = EVERYWHERE) -> Waiting:
    """What waits now in these sections, in two queries."""
    now = timezone.now()
    cases = waiting_cases(sections)
    bounds = (now, *(now - age for age in AGES))
    between = [Q(opened_at__gt=older, opened_at__lte=newer) for newer, older in pairwise(bounds)]
    between[0] = Q(opened_at__gt=bounds[1])
    between.append(Q(opened_at__lte=bounds[-1]))
    groups = {f"age_{number}": Count("pk", filter=group) for number, group in enumerate(between)}
    found = cases.aggregate(count=Count("pk"), oldest=Min("opened_at"), **groups)
    return Waiting(
        at=now,
        count=found["count"],
        oldest_at=found["oldest"],
        median_at=_find_median(cases, found["count"]),
        ages=tuple(found[name] for name in groups),
    )


def count_by_section(cases: QuerySet[Case]) -> tuple[tuple[str, int], ...]:
    """The cases of each section, the fullest first, in one query."""
    counts = cases.order_by().values_list("comment__discussion__section").annotate(count=Count("pk"))
    return tuple(counts.order_by("-count", "comment__discussion__section"))


def count_by_cause(cases: QuerySet[Case]) -> tuple[tuple[str, int], ...]:
    """The cases by the first of their reasons, the most frequent first, in one query."""
    parts = ("signal", "gate", "code")
    rows = cases.order_by().values_list(*(f"reasons__0__{part}" for part in parts)).annotate(count=Count("pk"))
    counts: dict[str, int] = {}
    for *said, count in rows:
        cause = name_cause(dict(zip(parts, said, strict=True)))
        counts[cause] = counts.get(cause, 0) + count
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _find_median(cases: QuerySet[Case], count: int) -> dt.datetime | None:
    """The middle of an ordered list, one or two rows of it."""
    if not count:
        return None
    moments = list(cases.order_by("opened_at").values_list("opened_at", flat=True)[(count - 1) // 2 : count // 2 + 1])
    return moments[0] + (moments[-1] - moments[0]) / 2 if moments else None
