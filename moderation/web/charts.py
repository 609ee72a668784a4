"""A bar for each hour: x in per cent and y in pixels, so that a chart fits any width and its words never shrink."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format, number_format

from moderation.queries.operations import Hour

_TOP, _BASE = 18, 150
"""Where the highest value and none at all stand, in pixels from the top."""

_START = 9.0
"""Where the bars begin, in per cent; before them stand the numbers."""

_STEPS = 3
"""Lines above the base."""

_NEAR_END = 86.0
"""From here on, in per cent, an hour's name ends at its bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One part of an hour's bar; numbers as SVG takes them, in every language."""

    kind: int
    """1: not spam, 2: not answered, 3: spam."""
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A line with its number, or the hour in which a day begins, with the day's name."""

    x: str
    y: str
    words: str
    anchor: str = "start"
    """How it stands to its place: at the edges within the chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything that is drawn."""

    bars: tuple[Bar, ...]
    lines: tuple[Mark, ...]
    days: tuple[Mark, ...]
    """Where each begins."""
    start: str = f"{_START:.2f}%"


def draw_hours(hours: Sequence[Hour]) -> Chart:
    """The chart of these hours, from the oldest to the newest."""
    step = _find_step(max((hour.total for hour in hours), default=0))
    scale = (_BASE - _TOP) / (step * _STEPS)
    room = (100 - _START) / max(len(hours), 1)
    bars: list[Bar] = []
    names: list[Mark] = []
    for index, hour in enumerate(hours):
        x = _START + index * room
        bars.extend(_stack(hour, x + room * 0.12, room * 0.76, scale))
        local = timezone.localtime(hour.at)
        if local.hour == 0:
            # Only the days are named: twice in 48 hours is what fits on a phone.
            names.append(_name_day(date_format(local, "MONTH_DAY_FORMAT"), x + room / 2))
    lines = tuple(
        Mark(x="0", y=f"{_BASE - number * step * scale:.2f}", words=number_format(number * step, force_grouping=True))
        for number in range(_STEPS + 1)
    )
    return Chart(bars=tuple(bars), lines=lines, days=tuple(names))


def _name_day(words: str, place: float) -> Mark:
    anchor = "end" if place > _NEAR_END else "middle"
    return Mark(x=f"{place:.2f}%", y=f"{_BASE + 18}", words=words, anchor=anchor)


def _stack(hour: Hour, x: float, width: float, scale: float) -> list[Bar]:
    """The parts of an hour's bar, one above the other, parted by a hair."""
    bars = []
    y = float(_BASE)
    for kind, count in ((1, hour.ham), (3, hour.spam), (2, hour.failed)):
        if not count:
            continue
        height = count * scale
        y -= height
        # A part too small to be seen is drawn all the same.
        drawn = max(height - 1, 1.0)
        bars.append(Bar(kind=kind, x=f"{x:.2f}%", y=f"{y:.2f}", width=f"{width:.2f}%", height=f"{drawn:.2f}"))
    return bars


def _find_step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 and so on of which three hold the most."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * _STEPS >= most:
                return step
        power *= 10
