"""The bar above the list: what it is narrowed to, and the form that narrows it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement import api as engagement
from moderation.models import ReasonCode
from moderation.queries.filters import REASONS, CaseFilter
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.queries.words import name_signal
from moderation.web.places import Place, count_place

MOST_COUNTED = 1000
"""What matches a filter is counted so far: with as many the bar says that there are more."""

AGE_NAMES: Mapping[str, str | Promise] = {
    "1h": gettext_lazy("1 hour"),
    "4h": gettext_lazy("4 hours"),
    "1d": gettext_lazy("1 day"),
    "3d": gettext_lazy("3 days"),
    "7d": gettext_lazy("7 days"),
    "30d": gettext_lazy("30 days"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One part of the filter, with the address of the list without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBar:
    """The filter in force and what may be chosen instead."""

    filter: CaseFilter
    chips: tuple[Chip, ...]
    matches: int | None
    """How many match; None where nothing is asked for."""
    has_more: bool
    """Whether there are more than were counted."""
    sections: tuple[tuple[str, int], ...]
    """Those with any comment in the queue, and how many: exactly."""
    reasons: tuple[tuple[str, str], ...]
    ages: tuple[tuple[str, str | Promise], ...]
    hidden: tuple[tuple[str, str], ...]
    """What the form takes along."""
    hidden_by_search: tuple[tuple[str, str], ...]
    """What the search box takes along."""
    clear_url: str


def load_filter_bar(place: Place, counts: Mapping[str, int], sections: Sections = EVERYWHERE) -> FilterBar:
    """The bar of a place, whose queue has so many comments by section: with a filter a query that counts, where the
    counters do not say it, and with articles one for their titles.
    """
    whole = replace(place.at(None), cursor="", told=None, filter=CaseFilter())
    matching = place.filter
    matches, has_more = _count(place, counts, sections)
    unsearched = replace(whole, filter=replace(matching, search=""))
    return FilterBar(
        filter=matching,
        chips=tuple(_find_chips(whole, matching)),
        matches=matches,
        has_more=has_more,
        sections=tuple(_find_sections(matching.section, counts)),
        reasons=tuple((code, name_reason(code)) for code in REASONS),
        ages=tuple(AGE_NAMES.items()),
        hidden=replace(whole, filter=CaseFilter(search=matching.search, articles=matching.articles)).pairs,
        hidden_by_search=unsearched.pairs,
        clear_url=whole.url,
    )


def describe_filter(matching: CaseFilter) -> tuple[str, ...]:
    """A filter in words, one part each."""
    return tuple(f"{chip.label} {chip.value}" for chip in _find_chips(Place(), matching))


def _count(place: Place, counts: Mapping[str, int], sections: Sections) -> tuple[int | None, bool]:
    """How many match, and whether there are more than were counted; a section alone is counted already, exactly."""
    if not place.filter:
        return None, False
    section = place.filter.section
    if place.filter == CaseFilter(section=section):
        return counts.get(section, 0), False
    count = count_place(place, most=MOST_COUNTED, sections=sections)
    return count, count >= MOST_COUNTED


def _find_sections(chosen: str, sections: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Those that may be chosen, and the one that is, though it be empty."""
    known = {**({chosen: 0} if chosen else {}), **sections}
    return sorted((name, count) for name, count in known.items() if name)


def name_reason(code: str) -> str:
    """A reason as it is offered in a list."""
    return str(ReasonCode(code).label if code in set(ReasonCode) else name_signal(code))


def _find_chips(whole: Place, matching: CaseFilter) -> Iterator[Chip]:
    values = {
        "search": (_("Search"), matching.search),
        "reason": (_("Reason"), name_reason(matching.reason) if matching.reason else ""),
        "section": (_("Section"), matching.section),
        "author": (_("Author"), matching.author),
        "assigned": (_("Assigned to"), matching.assigned),
        "mine": (_("Only"), _("mine") if matching.mine else ""),
        "language": (_("Language"), matching.language),
        "older": (_("Came in over"), _ago(matching.older)),
        "younger": (_("Came in within"), str(AGE_NAMES.get(matching.younger, ""))),
    }
    for name in (field.name for field in fields(matching) if field.name in values):
        label, value = values[name]
        if value:
            empty: dict[str, Any] = {name: "", **({"viewer_id": None} if name == "mine" else {})}
            without = replace(matching, **empty)
            yield Chip(label=label, value=value, url=replace(whole, filter=without).url)
    titles = _find_titles(matching.articles)
    for key in matching.articles:
        rest = tuple(other for other in matching.articles if other != key)
        url = replace(whole, filter=replace(matching, articles=rest)).url
        yield Chip(label=_("Article"), value=titles.get(key) or key, url=url)


def _ago(age: str) -> str:
    return _("%(age)s ago") % {"age": AGE_NAMES[age]} if age else ""


def _find_titles(keys: tuple[str, ...]) -> dict[str, str]:
    if not keys:
        return {}
    return dict(engagement.Discussion.objects.filter(key__in=keys).values_list("key", "title"))
