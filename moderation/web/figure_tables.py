"""The tables of the figures: each is shown on the page, and downloaded as it stands there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.conf import get_settings
from moderation.queries.causes import describe_cause
from moderation.queries.figures import Group, Person, Slice, Speed
from moderation.queries.periods import Grain, Period
from moderation.queries.spells import spell_seconds
from moderation.queries.waiting import Waiting
from moderation.web.csvs import Cell

MOST_ROWS = 100
"""Rows of one table on the page; the download has all of them."""

_AGES = (
    gettext_lazy("under 10 min"),
    gettext_lazy("10 to 30 min"),
    gettext_lazy("30 to 60 min"),
    gettext_lazy("1 to 3 hours"),
    gettext_lazy("3 to 24 hours"),
    gettext_lazy("over a day"),
)

_SPEED_HEADS = (gettext_lazy("Median time"), gettext_lazy("95 in 100 within"))
_SPEED_COLUMNS = ("median_seconds", "p95_seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table."""

    name: str
    """What it is about, as people read it."""
    shown: tuple[str, ...]
    """Its numbers, as people read them."""
    cells: tuple[Cell, ...]
    """All of it for a spreadsheet, the name or its code first."""
    share: str = ""
    """How long its bar is, in per cent as SVG takes it; empty: it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures in rows."""

    name: str
    """In addresses and file names."""
    title: str | Promise
    heads: tuple[str | Promise, ...]
    columns: tuple[str, ...]
    """The heads for a spreadsheet, the same in every language."""
    rows: tuple[Row, ...]

    @property
    def top(self) -> tuple[Row, ...]:
        """The rows that the page shows."""
        return self.rows[:MOST_ROWS]

    @property
    def more(self) -> int:
        """How many rows only the download has."""
        return max(0, len(self.rows) - MOST_ROWS)

    @property
    def has_bars(self) -> bool:
        """Whether its rows have bars."""
        return any(row.share for row in self.rows)


def tell_ages(waiting: Waiting) -> Table:
    """What waits now by its age."""
    most = max(waiting.ages)
    return Table(
        name="waiting",
        title=gettext_lazy("Waiting now, by age"),
        heads=(gettext_lazy("Age"), gettext_lazy("Comments")),
        columns=("age", "comments"),
        rows=tuple(
            Row(name=str(name), shown=(_count(count),), cells=(str(name), count), share=_share(count, most))
            for name, count in zip(_AGES, waiting.ages, strict=True)
        ),
    )


def tell_slices(slices: Sequence[Slice], period: Period) -> Table:
    """The decisions, and how long they took, in each hour, day or week."""
    titles = {
        Grain.HOUR: gettext_lazy("Hour from"),
        Grain.DAY: gettext_lazy("Day"),
        Grain.WEEK: gettext_lazy("Week from"),
    }
    rows = []
    for part in slices:
        counts = (part.counts.approved, part.counts.rejected, part.counts.spam, part.counts.held)
        if any(counts):
            rows.append(
                Row(
                    name=_name_part(part, period),
                    shown=(*map(_count, counts), *_spell_speed(part.speed)),
                    cells=(part.at.isoformat(), *counts, *_speed_cells(part.speed)),
                )
            )
    return Table(
        name="decisions",
        title=gettext_lazy("Decisions"),
        heads=(
            titles[period.grain],
            gettext_lazy("Approved"),
            gettext_lazy("Rejected"),
            gettext_lazy("Spam"),
            gettext_lazy("Held"),
            *_SPEED_HEADS,
        ),
        columns=(period.grain.value, "approved", "rejected", "spam", "held", *_SPEED_COLUMNS),
        rows=tuple(rows),
    )


def tell_people(people: Sequence[Person]) -> Table:
    """Who decided how much."""
    rows = []
    for person in people:
        name = person.name or _("An account that is gone")
        counts = person.counts
        per_hour = round(counts.total / person.hours, 1)
        rows.append(
            Row(
                name=name,
                shown=(
                    _count(counts.total),
                    number_format(per_hour, decimal_pos=1),
                    _per_cent(person.overturned, counts.total),
                ),
                cells=(
                    name,
                    counts.total,
                    counts.approved,
                    counts.rejected,
                    counts.spam,
                    counts.held,
                    per_hour,
                    person.overturned,
                ),
            )
        )
    return Table(
        name="people",
        title=gettext_lazy("By person"),
        heads=(
            gettext_lazy("Moderator"),
            gettext_lazy("Decisions"),
            gettext_lazy("An hour"),
            gettext_lazy("Overturned"),
        ),
        columns=("moderator", "decisions", "approved", "rejected", "spam", "held", "per_hour", "overturned"),
        rows=tuple(rows),
    )


def tell_causes(groups: Sequence[Group]) -> Table:
    """The decisions by what the comment came for."""
    names = [describe_cause(group.key) for group in groups]
    return _tell_groups(groups, names, name="reasons", title=gettext_lazy("By reason"), head=gettext_lazy("Reason"))


def tell_sections(groups: Sequence[Group]) -> Table:
    """The decisions by section."""
    names = [group.key or _("No section") for group in groups]
    return _tell_groups(groups, names, name="sections", title=gettext_lazy("By section"), head=gettext_lazy("Section"))


def tell_rejections(rejections: Sequence[tuple[str, int]]) -> Table:
    """For what moderators rejected."""
    labels = {code: str(label) for code, label in get_settings().reject_reasons}
    most = max((count for _code, count in rejections), default=0)
    return Table(
        name="rejections",
        title=gettext_lazy("Rejected, by the reason given"),
        heads=(gettext_lazy("Reason"), gettext_lazy("Decisions")),
        columns=("reason", "decisions"),
        rows=tuple(
            Row(name=labels.get(code, code), shown=(_count(count),), cells=(code, count), share=_share(count, most))
            for code, count in rejections
        ),
    )


def _tell_groups(
    groups: Sequence[Group], names: Sequence[str], *, name: str, title: str | Promise, head: str | Promise
) -> Table:
    return Table(
        name=name,
        title=title,
        heads=(
            head,
            gettext_lazy("By people"),
            gettext_lazy("By checks"),
            gettext_lazy("Overturned"),
            *_SPEED_HEADS,
        ),
        columns=(name.removesuffix("s"), "by_moderators", "by_checks", "overturned", *_SPEED_COLUMNS),
        rows=tuple(
            Row(
                name=words,
                shown=(
                    _count(group.by_moderators),
                    _count(group.by_checks),
                    _per_cent(group.overturned, group.judged),
                    *_spell_speed(group.speed),
                ),
                cells=(
                    group.key,
                    group.by_moderators,
                    group.by_checks,
                    group.overturned,
                    *_speed_cells(group.speed),
                ),
            )
            for group, words in zip(groups, names, strict=True)
        ),
    )


def _name_part(part: Slice, period: Period) -> str:
    if period.grain is not Grain.HOUR:
        return date_format(part.at, "DATE_FORMAT")
    time = date_format(part.at, "TIME_FORMAT")
    return time if period.days == 1 else f"{date_format(part.at, 'MONTH_DAY_FORMAT')}, {time}"


def _spell_speed(speed: Speed | None) -> tuple[str, str]:
    return (spell_seconds(speed.median), spell_seconds(speed.p95)) if speed else ("", "")


def _speed_cells(speed: Speed | None) -> tuple[Cell, Cell]:
    return (round(speed.median), round(speed.p95)) if speed else (None, None)


def _count(number: int) -> str:
    return number_format(number, decimal_pos=0, force_grouping=True)


def _per_cent(part: int, whole: int) -> str:
    return f"{number_format(100 * part / whole if whole else 0, decimal_pos=1)} %"


def _share(count: int, most: int) -> str:
    return f"{100 * count / most:.2f}%" if most else "0%"
