"""Bars side by side: x in per cent and y in pixels, so that a chart fits any width and its words never shrink."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format, number_format

from moderation.queries.operations import Hour

_TOP, BASE = 18, 150
"""Where the highest value and none at all stand, in pixels from the top."""

_START = 9.0
"""Where the bars begin, in per cent; before them stand the numbers."""

_STEPS = 3
"""Lines above the base."""

_NEAR_END = 86.0
"""From here on, in per cent, an hour's name ends at its bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One part of a bar; numbers as SVG takes them, in every language."""

    kind: int
    """The number of its colour: 1 for what is good, 2 for what failed or was rejected, 3 for spam."""
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A line with its number, or a place below the bars with its name."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one bar is made of, from the base up, each part with its kind; and what it is called, if anything."""

    parts: tuple[tuple[int, int], ...]
    name: str = ""

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(count for _kind, count in self.parts)


def draw_hours(hours: Sequence[Hour]) -> Chart:
    """The chart of these hours, from the oldest to the newest."""
    columns = []
    for hour in hours:
        local = timezone.localtime(hour.at)
        # Only the days are named: twice in 48 hours is what fits on a phone.
        name = date_format(local, "MONTH_DAY_FORMAT") if local.hour == 0 else ""
        columns.append(Column(parts=((1, hour.ham), (3, hour.spam), (2, hour.failed)), name=name))
    return draw_columns(columns)


def draw_columns(columns: Sequence[Column]) -> Chart:
    """The chart of these bars, from the first to the last."""
    lines, scale = draw_scale(max((column.total for column in columns), default=0))
    bars: list[Bar] = []
    names: list[Mark] = []
    for (x, room), column in zip(divide(len(columns)), columns, strict=True):
        bars.extend(_stack(column, x + room * 0.12, room * 0.76, scale))
        if column.name:
            names.append(name_place(column.name, x + room / 2))
    return Chart(bars=tuple(bars), lines=lines, days=tuple(names))


def draw_scale(most: float) -> tuple[tuple[Mark, ...], float]:
    """Lines at round numbers of which the highest holds the most, and how many pixels one is high."""
    step = _find_step(most)
    scale = (BASE - _TOP) / (step * _STEPS)
    lines = tuple(
        Mark(x="0", y=f"{BASE - number * step * scale:.2f}", words=number_format(number * step, force_grouping=True))
        for number in range(_STEPS + 1)
    )
    return lines, scale


def divide(count: int) -> Iterator[tuple[float, float]]:
    """Where each of so many parts begins, and how wide it is, in per cent."""
    room = (100 - _START) / max(count, 1)
    for index in range(count):
        yield _START + index * room, room


def name_place(words: str, place: float) -> Mark:
    """A name below the chart; near its end it ends at its place, so as to stand within."""
    anchor = "end" if place > _NEAR_END else "middle"
    return Mark(x=f"{place:.2f}%", y=f"{BASE + 18}", words=words, anchor=anchor)


def _stack(column: Column, x: float, width: float, scale: float) -> list[Bar]:
    """The parts of a bar, one above the other, parted by a hair."""
    bars = []
    y = float(BASE)
    for kind, count in column.parts:
        if not count:
            continue
        height = count * scale
        y -= height
        # A part too small to be seen is drawn all the same.
        drawn = max(height - 1, 1.0)
        bars.append(Bar(kind=kind, x=f"{x:.2f}%", y=f"{y:.2f}", width=f"{width:.2f}%", height=f"{drawn:.2f}"))
    return bars


def _find_step(most: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 and so on of which three hold the most."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * _STEPS >= most:
                return step
        power *= 10
