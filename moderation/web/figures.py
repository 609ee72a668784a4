"""All that the page of figures shows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from moderation.conf import get_settings
from moderation.policies import Rights
from moderation.queries.figures import (
    Slice,
    Totals,
    load_causes,
    load_overturned,
    load_people,
    load_sections,
    load_slices,
    load_totals,
)
from moderation.queries.figures import count_rejections as load_rejections
from moderation.queries.periods import Grain, Period
from moderation.queries.sections import Sections
from moderation.queries.waiting import Waiting, load_waiting
from moderation.web.charts import Chart, Column, draw_columns
from moderation.web.figure_tables import (
    Table,
    tell_ages,
    tell_causes,
    tell_people,
    tell_rejections,
    tell_sections,
    tell_slices,
)
from moderation.web.lines import LineChart, draw_lines
from moderation.web.ranges import PRESETS, Range

_UNITS: tuple[tuple[int, int, str | Promise], ...] = (
    (86400, 3 * 86400, _("Days from waiting to decided")),
    (3600, 3 * 3600, _("Hours from waiting to decided")),
    (60, 0, _("Minutes from waiting to decided")),
)
"""Seconds of a unit, from how many seconds on it is used, and what the chart is called then."""

_NAMES = 5
"""Names below a chart, about: what fits on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A range that is chosen with one press."""

    label: str | Promise
    query: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is told of a period."""

    period: Period
    totals: Totals
    judged: int
    """Decisions that could turn out to have been wrong, those of the checks among them."""
    overturned: int
    chart: Chart
    """Decisions in each part of the period."""
    busiest: Slice | None
    speed_chart: LineChart
    speed_title: str | Promise
    slices: Table
    people: Table | None
    """None where the settings want it so."""
    causes: Table
    sections: Table
    rejections: Table

    @property
    def per_hour(self) -> float:
        """Decisions in an hour in which anybody decided."""
        return self.totals.decided / self.totals.hours if self.totals.hours else 0.0

    @property
    def overturned_share(self) -> float:
        """In per cent."""
        return 100 * self.overturned / self.judged if self.judged else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage:
    """The page."""

    at: dt.datetime
    range: Range
    today: dt.date
    presets: tuple[Preset, ...]
    waiting: Waiting
    ages: Table
    figures: Figures | None
    """None where the range is none."""
    may_export: bool
    """Whether tables are offered as files."""


def load_page(asked: Range, *, rights: Rights, sections: Sections) -> FiguresPage:
    """The page, at a number of queries that nothing changes."""
    waiting = load_waiting(sections)
    return FiguresPage(
        at=timezone.now(),
        range=asked,
        today=timezone.localdate(),
        presets=tuple(
            Preset(label=label, query=f"range={name}", current=name == asked.preset)
            for name, (label, _days) in PRESETS.items()
        ),
        waiting=waiting,
        ages=tell_ages(waiting),
        figures=_load_figures(asked.period, sections) if asked.period else None,
        may_export=rights.export,
    )


def load_table(name: str, period: Period, *, sections: Sections) -> Table | None:
    """One table for itself; none of that name, or none that the settings allow."""
    if name == "waiting":
        return tell_ages(load_waiting(sections))
    if name == "people" and not get_settings().figures_by_person:
        return None
    tell = _TABLES.get(name)
    return tell(period, sections) if tell else None


_TABLES = {
    "decisions": lambda period, sections: tell_slices(load_slices(period, sections), period),
    "people": lambda period, sections: tell_people(load_people(period, sections)),
    "reasons": lambda period, sections: tell_causes(load_causes(period, sections)),
    "sections": lambda period, sections: tell_sections(load_sections(period, sections)),
    "rejections": lambda period, sections: tell_rejections(load_rejections(period, sections)),
}


def _load_figures(period: Period, sections: Sections) -> Figures:
    slices = load_slices(period, sections)
    overturned = load_overturned(period, sections)
    causes = load_causes(period, sections, overturned=overturned)
    busiest = max(slices, key=lambda part: part.counts.total)
    unit, title = _choose_unit(slices)
    return Figures(
        period=period,
        totals=load_totals(period, sections),
        judged=sum(group.judged for group in causes),
        overturned=sum(group.overturned for group in causes),
        chart=_draw_decisions(slices, period),
        busiest=busiest if busiest.counts.total else None,
        speed_chart=draw_lines(
            (
                [part.speed.median / unit if part.speed else None for part in slices],
                [part.speed.p95 / unit if part.speed else None for part in slices],
            ),
            _name_parts(slices, period),
        ),
        speed_title=title,
        slices=tell_slices(slices, period),
        people=tell_people(load_people(period, sections, overturned=overturned))
        if get_settings().figures_by_person
        else None,
        causes=tell_causes(causes),
        sections=tell_sections(load_sections(period, sections, overturned=overturned)),
        rejections=tell_rejections(load_rejections(period, sections)),
    )


def _draw_decisions(slices: Sequence[Slice], period: Period) -> Chart:
    return draw_columns(
        [
            Column(
                parts=(
                    (1, part.counts.approved),
                    (2, part.counts.rejected),
                    (3, part.counts.spam),
                    (4, part.counts.held),
                ),
                name=name,
            )
            for part, name in zip(slices, _name_parts(slices, period), strict=True)
        ]
    )


def _name_parts(slices: Sequence[Slice], period: Period) -> list[str]:
    """What stands below each part: a name every few of them."""
    every = max(1, -(-len(slices) // _NAMES))
    form = "H" if period.grain is Grain.HOUR else pgettext("date format of a day and its month, in short", "j M")
    return ["" if number % every else date_format(part.at, form) for number, part in enumerate(slices)]


def _choose_unit(slices: Sequence[Slice]) -> tuple[int, str | Promise]:
    """In what the times are told: so that the longest is a number of few digits."""
    longest = max((part.speed.p95 for part in slices if part.speed), default=0.0)
    return next((seconds, title) for seconds, least, title in _UNITS if longest >= least)
