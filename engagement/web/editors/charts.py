"""Plots: x in per cent and y in pixels, so that one fits any width and its words never shrink."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.formats import number_format

_TOP, BASE = 18, 150
"""Where the highest value and none at all stand, in pixels from the top."""

_START = 13.0
"""Where the plot begins, in per cent; before it stand the numbers."""

_STEPS = 3
"""Lines above the base."""

_NEAR_END = 92.0
"""From here on, in per cent, a name ends at its place, so as to stand within."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar; numbers as SVG takes them, in every language."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """What joins two values next to each other. ``kind`` is the number of its line, from 1."""

    kind: int
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of a line."""

    kind: int
    x: str
    y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A line with its number, or a place below the plot with its name."""

    x: str
    y: str
    words: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything that is drawn."""

    lines: tuple[Mark, ...]
    names: tuple[Mark, ...]
    bars: tuple[Bar, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    points: tuple[Point, ...] = ()
    start: str = f"{_START:.2f}%"


def draw_bars(values: Sequence[int], names: Sequence[str]) -> Chart:
    """One bar for each value; a place whose name is empty has none."""
    lines, scale = _draw_scale(max(values, default=0))
    bars, marks = [], []
    for (x, room), value, name in zip(_divide(len(values)), values, names, strict=True):
        if value:
            # One too small to be seen is drawn all the same.
            height = max(value * scale, 1.0)
            x_part, width = f"{x + room * 0.12:.2f}%", f"{room * 0.76:.2f}%"
            bars.append(Bar(x=x_part, y=f"{BASE - height:.2f}", width=width, height=f"{height:.2f}"))
        if name:
            marks.append(_name_place(name, x + room / 2))
    return Chart(lines=lines, names=tuple(marks), bars=tuple(bars))


def draw_lines(series: Sequence[Sequence[int]], names: Sequence[str]) -> Chart:
    """One line for each of the series, the first of kind 1."""
    lines, scale = _draw_scale(max((value for values in series for value in values), default=0))
    middles = [x + room / 2 for x, room in _divide(len(names))]
    strokes: list[Stroke] = []
    points: list[Point] = []
    for kind, values in enumerate(series, start=1):
        drawn = [
            Point(kind=kind, x=f"{x:.2f}%", y=f"{BASE - value * scale:.2f}")
            for x, value in zip(middles, values, strict=True)
        ]
        points.extend(drawn)
        strokes.extend(Stroke(kind=kind, x1=one.x, y1=one.y, x2=other.x, y2=other.y) for one, other in pairwise(drawn))
    return Chart(
        lines=lines,
        names=tuple(_name_place(name, x) for x, name in zip(middles, names, strict=True) if name),
        strokes=tuple(strokes),
        points=tuple(points),
    )


def part_of(part: float, whole: float) -> str:
    """How far a bar reaches that lies in a row of a table; the whole row at most."""
    return f"{min(part / whole, 1) * 100:.2f}%" if whole > 0 else "0%"


def _draw_scale(most: int) -> tuple[tuple[Mark, ...], float]:
    """Lines at round numbers of which the highest holds the most, and how many pixels one is high."""
    step = _find_step(most)
    scale = (BASE - _TOP) / (step * _STEPS)
    lines = tuple(
        Mark(x="0", y=f"{BASE - number * step * scale:.2f}", words=number_format(number * step, force_grouping=True))
        for number in range(_STEPS + 1)
    )
    return lines, scale


def _divide(count: int) -> Iterator[tuple[float, float]]:
    """Where each of so many parts begins, and how wide it is, in per cent."""
    room = (100 - _START) / max(count, 1)
    for index in range(count):
        yield _START + index * room, room


def _name_place(words: str, place: float) -> Mark:
    return Mark(x=f"{place:.2f}%", y=f"{BASE + 18}", words=words, anchor="end" if place > _NEAR_END else "middle")


def _find_step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 and so on of which three hold the most."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * _STEPS >= most:
                return step
        power *= 10
