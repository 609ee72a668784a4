"""How many cases stand where, read from the counters alone: one query, whatever the queues hold."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Sum

from moderation.models import CaseCount, Queue

ALL = "all"
"""The name of all queues together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCounts:
    """The counters at one moment."""

    queues: Mapping[str, int]
    """By queue, and of all together."""
    sections: Mapping[str, Mapping[str, int]]
    """By queue, then by section, those alone where any stands."""


def load_counts() -> CaseCounts:
    """All counters, in one query."""
    found = CaseCount.objects.order_by().values_list("queue", "section").annotate(total=Sum("count"))
    sections: dict[str, dict[str, int]] = defaultdict(dict)
    for queue, section, total in found:
        if total:
            sections[queue][section] = total
            sections[ALL][section] = sections[ALL].get(section, 0) + total
    queues = {queue: sum(sections.get(queue, {}).values()) for queue in (*Queue.values, ALL)}
    return CaseCounts(queues=queues, sections=dict(sections))


def queue_counts() -> dict[str, int]:
    """How many comments stand in each queue, and in all together."""
    return dict(load_counts().queues)
