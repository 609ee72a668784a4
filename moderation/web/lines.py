"""Lines over time: what was measured in each part of it. Where nothing was, the line is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from moderation.web.charts import BASE, Mark, divide, draw_scale, name_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of a line; numbers as SVG takes them, in every language."""

    kind: int
    x: str
    y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """What joins two values next to each other."""

    kind: int
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Everything that is drawn."""

    strokes: tuple[Stroke, ...]
    points: tuple[Point, ...]
    lines: tuple[Mark, ...]
    names: tuple[Mark, ...]
    start: str


def draw_lines(series: Sequence[Sequence[float | None]], names: Sequence[str]) -> LineChart:
    """One line for each of the series, the first of kind 1; a place whose name is empty has none."""
    lines, scale = draw_scale(max((value for values in series for value in values if value is not None), default=0))
    middles = [x + room / 2 for x, room in divide(len(names))]
    strokes: list[Stroke] = []
    points: list[Point] = []
    for kind, values in enumerate(series, start=1):
        drawn = [
            None if value is None else Point(kind=kind, x=f"{x:.2f}%", y=f"{BASE - value * scale:.2f}")
            for x, value in zip(middles, values, strict=True)
        ]
        points.extend(point for point in drawn if point)
        strokes.extend(
            Stroke(kind=kind, x1=one.x, y1=one.y, x2=other.x, y2=other.y)
            for one, other in pairwise(drawn)
            if one and other
        )
    return LineChart(
        strokes=tuple(strokes),
        points=tuple(points),
        lines=lines,
        names=tuple(name_place(name, x) for x, name in zip(middles, names, strict=True) if name),
        start=f"{next(divide(1))[0]:.2f}%",
    )
