"""The orders in which a queue can be read, each answered by an index and followed by a keyset."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from moderation.models import Queue
from moderation.queries.counts import ALL

Key = dt.datetime | int
"""What an order goes by: a time, or a priority."""


class Order(StrEnum):
    """How a queue is read."""

    RISK = "risk"
    """The riskiest first; of two alike, who waits longer."""
    OLDEST = "oldest"
    NEWEST = "newest"


_DEFAULTS: dict[str, Order] = {
    Queue.WAITING: Order.RISK,
    Queue.REPORTED: Order.RISK,
    Queue.NEW: Order.RISK,
}
"""Where somebody waits, or something may have to go; what is only looked through begins with the newest."""


def orders_of(queue: str) -> tuple[Order, ...]:
    """The orders of a queue, its own first. What is decided is a risk no more."""
    default = _DEFAULTS.get(queue, Order.NEWEST)
    possible = (Order.OLDEST, Order.NEWEST) if queue == Queue.DECIDED else tuple(Order)
    return (default, *(order for order in possible if order is not default))


def find_order(queue: str, order: str) -> Order:
    """The order that is meant: the queue's own where none is named, or none that it has."""
    possible = orders_of(queue)
    return next((known for known in possible if known == order), possible[0])


@dataclass(frozen=True, slots=True)
class Keyset:
    """One order of one queue."""

    column: str
    falls: bool
    """Whether it begins with the highest."""
    id_falls: bool
    """Whether of two alike the one with the higher id comes first."""

    @property
    def columns(self) -> tuple[str, str]:
        """For ``order_by``."""
        return ("-" if self.falls else "") + self.column, ("-" if self.id_falls else "") + "id"

    def beyond(self, key: Key, pk: int) -> Q:
        """The rows behind a place, written so that an index on the column and the id answers."""
        side = "lt" if self.falls else "gt"
        id_side = "lt" if self.id_falls else "gt"
        return Q(**{f"{self.column}__{side}e": key}) & (
            Q(**{f"{self.column}__{side}": key}) | Q(**{f"id__{id_side}": pk})
        )

    def is_behind(self, key: Key, place: Key) -> bool:
        """Whether one key comes behind another."""
        behind: Callable[[Key, Key], bool] = _is_less if self.falls else _is_more
        return behind(key, place)


def keyset_of(queue: str, order: Order) -> Keyset:
    """What an order goes by in a queue."""
    if order is Order.RISK:
        return Keyset("priority", falls=True, id_falls=False)
    column = "decided_at" if queue == Queue.DECIDED else "opened_at"
    falls = order is Order.NEWEST
    return Keyset(column, falls=falls, id_falls=falls)


def is_queue(queue: str) -> bool:
    """Whether there is such a queue, all together being one."""
    return queue == ALL or queue in Queue.values


def _is_less(key: Key, place: Key) -> bool:
    return key < place  # type: ignore[operator]


def _is_more(key: Key, place: Key) -> bool:
    return key > place  # type: ignore[operator]
