"""The page of all prompts, as editors read it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.models import WordingSource, WordingStyle
from engagement.queries.day_ranges import today_here
from engagement.queries.earned import Earned
from engagement.queries.earned_names import list_sections
from engagement.queries.earnings import earnings
from engagement.web.editors.columns import COLUMNS
from engagement.web.editors.days import Days, load_days
from engagement.web.editors.funnels import Step, make_funnel
from engagement.web.editors.tables import GROUPINGS, Table, make_table
from engagement.web.editors.wishes import NO_SECTION, NO_STYLE, PRESETS, Wish
from engagement.web.editors.words import Shown

_TOLD_FIRST = ("seen", "started", "answers", "per-thousand", "approved", "first-answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that is chosen with one press."""

    label: str | Promise
    query: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of a form's list."""

    value: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a range: none where it is none."""

    numbers: Sequence[tuple[str | Promise, Shown]]
    """Of everything together, the most important first."""
    funnel: Sequence[Step]
    days: Days
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningsPage:
    """The page."""

    at: dt.datetime
    wish: Wish
    today: dt.date
    presets: Sequence[Choice]
    groupings: Sequence[Choice]
    sections: Sequence[Option]
    sources: Sequence[Option]
    styles: Sequence[Option]
    told: Told | None


def load_page(wish: Wish) -> EarningsPage:
    """The page, at a number of queries that nothing changes."""
    return EarningsPage(
        at=timezone.now(),
        wish=wish,
        today=today_here(),
        presets=presets_of(wish),
        groupings=[
            Choice(label=label, query=wish.query(by=by.value), current=by is wish.by) for by, label in GROUPINGS.items()
        ],
        sections=_list_sections(wish),
        sources=_options(("", _("all")), *WordingSource.choices, chosen=wish.source or ""),
        styles=_options(("", _("all")), *WordingStyle.choices, (NO_STYLE, _("not known")), chosen=wish.style),
        told=_tell(wish) if wish.range else None,
    )


def presets_of(wish: Wish) -> list[Choice]:
    """The ranges that are chosen with one press; all else of the wish stays."""
    return [
        Choice(label=label, query=wish.query(range=name), current=name == wish.preset)
        for name, (label, _days) in PRESETS.items()
    ]


def tell_numbers(earned: Earned) -> list[tuple[str | Promise, Shown]]:
    """What is said first of anything."""
    return [(COLUMNS[name].head, COLUMNS[name].show(earned)) for name in _TOLD_FIRST]


def _tell(wish: Wish) -> Told:
    everything = earnings(wish.asked())[None]
    return Told(
        numbers=tell_numbers(everything),
        funnel=make_funnel(everything),
        days=load_days(wish.asked()),
        table=make_table(earnings(wish.asked(by=wish.by)), wish),
    )


def _list_sections(wish: Wish) -> list[Option]:
    """All of them, that which the address names among them also where there is none such."""
    sections = list_sections()
    if wish.section not in {"", NO_SECTION, *sections}:
        sections.append(wish.section)
    named = ((name, name) for name in sections)
    return _options(("", _("all")), *named, (NO_SECTION, _("in no section")), chosen=wish.section)


def _options(*options: tuple[str, str | Promise], chosen: str) -> list[Option]:
    return [Option(value=value, label=label, chosen=value == chosen) for value, label in options]
