"""Saved views as they stand at the side, and on the page where they are kept."""

from dataclasses import dataclass

from django.http import QueryDict

from moderation.queries.saved_views import SavedViewLine, load_views
from moderation.queries.sections import Sections
from moderation.web.places import Place, count_place

MOST = 1000
"""How far the comments of a view are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLink:
    """A saved view at the side."""

    line: SavedViewLine
    url: str
    count: int
    current: bool

    @property
    def is_more(self) -> bool:
        """Whether there are more than are counted."""
        return self.count >= MOST


def link_views(place: Place, *, moderator_id: int, sections: Sections) -> tuple[ViewLink, ...]:
    """The moderator's views and those that others share, each counted in a query that ends at a thousand."""
    lines = load_views(moderator_id=moderator_id)
    return tuple(_link(place, line, sections, viewer_id=moderator_id) for line in lines)


def normalise(query: str) -> str:
    """A query string as a view keeps it: the list alone, and nothing that no list knows."""
    return Place.read(QueryDict(query), viewer_id=None).list_query


def _link(place: Place, line: SavedViewLine, sections: Sections, *, viewer_id: int) -> ViewLink:
    there = Place.read(QueryDict(line.query), viewer_id=viewer_id)
    return ViewLink(
        line=line,
        url=there.url,
        count=count_place(there, most=MOST, sections=sections),
        current=there.list_query == place.list_query,
    )
