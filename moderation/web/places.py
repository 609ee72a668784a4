"""Where a moderator stands: all of it is in the address, so that a reload, a bookmark and the way back work."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from moderation.api import Queue

_LONGEST_NUMBER = 18
_LONGEST_SEARCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One state of the page."""

    queue: str = Queue.WAITING
    comment_id: int | None = None
    """The comment on the card; none: the first of the list."""
    cursor: str = ""
    """Where the list's page begins; empty: at the start of the queue."""
    typed: bool = False
    """Whether the comment is shown as it was typed."""
    search: str = ""
    """What is looked for; empty: everything is shown."""
    told: int | None = None
    """The decision that the line above the card tells of."""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """The place that an address names; what it says of nothing known is left out."""
        queue = query.get("queue", "")
        return cls(
            queue=queue if queue in Queue.values else Queue.WAITING,
            comment_id=_read_number(query.get("case", "")),
            cursor=query.get("cursor", ""),
            typed=query.get("view") == "typed",
            search=query.get("search", "").strip()[:_LONGEST_SEARCH],
            told=_read_number(query.get("done", "")),
        )

    @property
    def query(self) -> str:
        """The place as a query string."""
        return urlencode(
            {
                "queue": self.queue,
                **({"search": self.search} if self.search else {}),
                **({"cursor": self.cursor} if self.cursor else {}),
                **({"case": self.comment_id} if self.comment_id else {}),
                **({"view": "typed"} if self.typed else {}),
                **({"done": self.told} if self.told else {}),
            }
        )

    @property
    def url(self) -> str:
        """The address of the page that shows the place."""
        return f"{reverse('moderation:queue')}?{self.query}"

    def at(self, comment_id: int | None) -> Self:
        """The same list with another card, as shown; none: with no card named."""
        return replace(self, comment_id=comment_id, typed=False)


def _read_number(text: str) -> int | None:
    """A row's number; none for what cannot be one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        return None
    return int(text) or None
