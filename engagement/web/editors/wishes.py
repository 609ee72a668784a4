"""What an editor wants to see: read from the address, where everything stands, so that a page can be passed on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.models import WordingSource, WordingStyle
from engagement.queries.day_ranges import DayRange, judge_days, last_days
from engagement.queries.earned import Asked, Grouping
from engagement.text.characters import FORBIDDEN
from engagement.web.editors.columns import COLUMNS

PRESETS: Mapping[str, tuple[str | Promise, int]] = {
    "7-days": (_("7 days"), 7),
    "28-days": (_("28 days"), 28),
    "90-days": (_("90 days"), 90),
}
"""By their name in the address: what people read, and how many days up to today."""

ANY_SECTION, NO_SECTION = "", "-"
"""What the filter says of all sections together, and of what stands in none."""

ANY_STYLE, NO_STYLE = "", "-"
"""The same of all styles, and of wordings of which none is known."""

SORT = "-seen"
"""The order where the address names none: most seen first."""

_DEFAULT = "28-days"
_LONGEST = 20
_LONGEST_SECTION = 200
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Everything that an address can ask for. What it says wrongly of anything but the days counts as not said."""

    by: Grouping = Grouping.PROMPT
    preset: str = ""
    """A key of PRESETS; empty where two days are given."""
    first: str = ""
    """As typed."""
    last: str = ""
    range: DayRange | None = None
    """None where it is none."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with the days: ``from``, ``to``."""
    section: str = ANY_SECTION
    source: WordingSource | None = None
    style: str = ANY_STYLE
    sort: str = SORT
    """The name of a column, with a dash before it where the largest come first."""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What the address asks for; prompts of the last 28 days where it asks for nothing."""
        by, source, page = query.get("by", ""), query.get("source", ""), query.get("page", "")
        style, sort = query.get("style", ""), query.get("sort", "")
        return cls(
            by=Grouping(by) if by in set(Grouping) else Grouping.PROMPT,
            section=FORBIDDEN.sub("\ufffd", query.get("section", ""))[:_LONGEST_SECTION],
            source=WordingSource(source) if source in WordingSource.values else None,
            style=style if style in {NO_STYLE, *WordingStyle.values} else ANY_STYLE,
            sort=sort if sort.removeprefix("-") in {"name", *COLUMNS} else SORT,
            page=max(int(page), 1) if page.isascii() and page.isdigit() and len(page) <= _MOST_DIGITS else 1,
            **_read_days(query),
        )

    def asked(self, *, by: Grouping | None = None, prompts: tuple[int, ...] = ()) -> Asked:
        """The question to ask; only of a wish whose range is one."""
        if self.range is None:
            message = "no range"
            raise ValueError(message)
        return Asked(
            first=self.range.first,
            last=self.range.last,
            by=by,
            prompts=prompts,
            source=self.source,
            style=None if self.style == ANY_STYLE else "" if self.style == NO_STYLE else self.style,
            section=None if self.section == ANY_SECTION else "" if self.section == NO_SECTION else self.section,
        )

    def query(self, **changed: str | int) -> str:
        """The address's query with some of it changed; a change of anything but the page begins at the first."""
        members: dict[str, str | int] = {"by": self.by.value, **self._days()}
        if self.section:
            members["section"] = self.section
        if self.source:
            members["source"] = self.source.value
        if self.style:
            members["style"] = self.style
        if self.sort != SORT:
            members["sort"] = self.sort
        if "range" in changed:
            members = {name: told for name, told in members.items() if name not in {"from", "to"}}
        return urlencode({**members, **changed})

    def days_query(self) -> str:
        """The days alone, for a page of something else."""
        return urlencode(self._days())

    def _days(self) -> dict[str, str]:
        return {"range": self.preset} if self.preset else {"from": self.first, "to": self.last}


def _read_days(query: Mapping[str, str]) -> dict[str, Any]:
    first, last = query.get("from", "").strip()[:_LONGEST], query.get("to", "").strip()[:_LONGEST]
    if not first and not last:
        preset = query.get("range", "")
        preset = preset if preset in PRESETS else _DEFAULT
        found = last_days(PRESETS[preset][1])
        return {"preset": preset, "first": f"{found.first}", "last": f"{found.last}", "range": found}
    judged = judge_days(first, last)
    if not isinstance(judged, DayRange):
        return {"first": first, "last": last, "errors": judged}
    # A form sends the days of the range that was chosen before with one press: that is still what is chosen.
    same = (name for name, (_label, days) in PRESETS.items() if judged == last_days(days))
    return {"preset": next(same, ""), "first": first, "last": last, "range": judged}
