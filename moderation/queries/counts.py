"""How many cases stand where, read from the counters alone: one query, whatever the queues hold."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Sum

from moderation.models import CaseCount, Queue
from moderation.queries.sections import EVERYWHERE, Sections

ALL = "all"
"""The name of all queues together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCounts:
    """The counters at one moment."""

    queues: Mapping[str, int]
    """By queue, and of all together."""
    sections: Mapping[str, Mapping[str, int]]
    """By queue, then by section, those alone where any stands."""


def load_counts(sections: Sections = EVERYWHERE) -> CaseCounts:
    """All counters of these sections, in one query."""
    entries = sections.only(CaseCount.objects.order_by(), "section")
    found = entries.values_list("queue", "section").annotate(total=Sum("count"))
    by_queue: dict[str, dict[str, int]] = defaultdict(dict)
    for queue, section, total in found:
        if total:
            by_queue[queue][section] = total
            by_queue[ALL][section] = by_queue[ALL].get(section, 0) + total
    queues = {queue: sum(by_queue.get(queue, {}).values()) for queue in (*Queue.values, ALL)}
    return CaseCounts(queues=queues, sections=dict(by_queue))


def queue_counts(sections: Sections = EVERYWHERE) -> dict[str, int]:
    """How many comments stand in each queue, and in all together, in these sections."""
    return dict(load_counts(sections).queues)
