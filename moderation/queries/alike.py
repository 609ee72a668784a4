"""Comments of one list that say nearly the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from moderation.models import SearchEntry
from moderation.queries.waves import LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What the first of them stands for."""

    key: str
    """The wave's key among those of nearly the same text."""
    count: int
    """How many of the list belong to it."""


def find_alike(comment_ids: Iterable[int]) -> dict[int, Alike]:
    """For each wave among the comments of a list the first of them, in one query."""
    ordered = list(comment_ids)
    entries = SearchEntry.objects.filter(comment_id__in=ordered, alike__gt=0)
    keys = {comment_id: str(alike) for comment_id, alike in entries.values_list("comment_id", "alike")}
    groups: dict[str, list[int]] = defaultdict(list)
    for comment_id in ordered:
        if comment_id in keys:
            groups[keys[comment_id]].append(comment_id)
    return {found[0]: Alike(key=key, count=len(found)) for key, found in groups.items() if len(found) >= LEAST}
