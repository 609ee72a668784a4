"""The queues that stand at the side of the list."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.api import Queue
from moderation.queries.counts import ALL
from moderation.web.places import Place

QUEUE_NAMES: dict[str, str | Promise] = {
    Queue.WAITING: _("Waiting"),
    Queue.REPORTED: _("Reported"),
    Queue.SPAM: _("Spam"),
    Queue.NEW: _("New"),
    ALL: _("All"),
    Queue.DECIDED: _("Decided"),
    Queue.DISCARDED: _("Discarded"),
}
_SIDE = (Queue.WAITING, Queue.REPORTED, Queue.SPAM, Queue.NEW, Queue.DECIDED, ALL)
"""The queues at the side, in the order of their keys; what was discarded is reached through the spam alone."""

_UNCOUNTED = (Queue.DECIDED, ALL)
"""They only grow: at the side their numbers would say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLink:
    """A queue at the side."""

    name: str
    label: str | Promise
    url: str
    key: str
    count: int | None
    """None where nobody counts."""
    current: bool


def link_queues(place: Place, counts: Mapping[str, int]) -> tuple[QueueLink, ...]:
    """The queues with how many stand in each."""
    current = Queue.SPAM if place.queue == Queue.DISCARDED else place.queue
    return tuple(
        QueueLink(
            name=queue,
            label=QUEUE_NAMES[queue],
            url=Place(queue=queue).url,
            key=str(number),
            count=None if queue in _UNCOUNTED else counts[queue],
            current=queue == current,
        )
        for number, queue in enumerate(_SIDE, start=1)
    )
