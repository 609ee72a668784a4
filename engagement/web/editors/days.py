"""Days as plots, with the table of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import pgettext

from engagement.queries.day_ranges import DayRange
from engagement.queries.earned import Asked
from engagement.queries.earned_days import DayEarned, earned_days
from engagement.web.editors.charts import Chart, draw_bars, draw_lines

_MOST_SINGLE = 92
"""Of more days than that, seven are told together: bars would be thinner than what parts them."""

_NAMES = 5
"""Names below a plot, about: what fits on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a range."""

    rows: Sequence[DayEarned]
    weekly: bool
    seen: Chart | None
    """None where nothing was seen, which is no plot."""
    answered: Chart | None
    most_seen: DayEarned | None


def load_days(asked: Asked) -> Days:
    """Two queries, however long the range."""
    weekly = DayRange(first=asked.first, last=asked.last).days > _MOST_SINGLE
    rows = earned_days(asked, step=7 if weekly else 1)
    names = _name(rows)
    seen = [row.seen for row in rows]
    lines = ([row.started for row in rows], [row.answers for row in rows])
    busiest = max(rows, key=lambda row: row.seen)
    return Days(
        rows=rows,
        weekly=weekly,
        seen=draw_bars(seen, names) if any(seen) else None,
        answered=draw_lines(lines, names) if any(map(any, lines)) else None,
        most_seen=busiest if busiest.seen else None,
    )


def _name(rows: Sequence[DayEarned]) -> list[str]:
    every = max(1, -(-len(rows) // _NAMES))
    form = pgettext("date format of a day and its month, in short", "j M")
    return ["" if number % every else date_format(row.day, form) for number, row in enumerate(rows)]
