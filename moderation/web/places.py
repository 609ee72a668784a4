"""Where a moderator stands: all of it is in the address, so that a reload, a bookmark and the way back work."""

from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from moderation.api import Queue
from moderation.queries.filters import CaseFilter
from moderation.queries.orders import find_order, is_queue, orders_of
from moderation.queries.queue import count_cases
from moderation.queries.sections import EVERYWHERE, Sections

_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One state of the page."""

    queue: str = Queue.WAITING
    filter: CaseFilter = field(default_factory=CaseFilter)
    """Which of the queue's comments the list shows."""
    comment_id: int | None = None
    """The comment on the card; none: the first of the list."""
    order: str = ""
    """How the list is read; empty: in the queue's own order."""
    cursor: str = ""
    """Where the list's page begins; empty: at the start of the queue."""
    typed: bool = False
    """Whether the comment is shown as it was typed."""
    one: bool = False
    """Whether the card stands alone, without the list."""
    told: int | None = None
    """The decision that the line above the card tells of."""

    @classmethod
    def read(cls, query: QueryDict, *, viewer_id: int | None) -> Self:
        """The place that an address names to whoever looks; what it says of nothing known is left out."""
        queue = query.get("queue", "")
        queue = queue if is_queue(queue) else Queue.WAITING
        order = find_order(queue, query.get("order", ""))
        return cls(
            queue=queue,
            filter=CaseFilter.read(query, viewer_id=viewer_id),
            order="" if order is orders_of(queue)[0] else order.value,
            comment_id=read_number(query.get("case", "")),
            cursor=query.get("cursor", ""),
            typed=query.get("view") == "typed",
            one=query.get("one") == "1",
            told=read_number(query.get("done", "")),
        )

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The place as names and values."""
        order = (("order", self.order),) if self.order else ()
        named = {
            "cursor": self.cursor,
            "case": self.comment_id,
            "view": "typed" if self.typed else "",
            "one": "1" if self.one else "",
            "done": self.told,
        }
        rest = [(name, str(value)) for name, value in named.items() if value]
        return (("queue", self.queue), *order, *self.filter.as_query(), *rest)

    @property
    def query(self) -> str:
        """The place as a query string."""
        return urlencode(self.pairs)

    @property
    def url(self) -> str:
        """The address of the page that shows the place."""
        return f"{reverse('moderation:queue')}?{self.query}"

    @property
    def list_query(self) -> str:
        """The list alone, from its start, as a query string: what a saved view keeps."""
        return replace(self, comment_id=None, cursor="", typed=False, one=False, told=None).query

    def at(self, comment_id: int | None) -> Self:
        """The same list with another card, as shown; none: with no card named."""
        return replace(self, comment_id=comment_id, typed=False)


def count_place(place: Place, *, most: int = 1000, sections: Sections = EVERYWHERE) -> int:
    """How many comments stand in a place's list, counted no further than ``most``."""
    return count_cases(queue=place.queue, matching=place.filter, most=most, sections=sections)


def read_number(text: str) -> int | None:
    """A row's number; none for what cannot be one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        return None
    return int(text) or None
