"""Intervals drawn on one scale: how many per cent more or fewer, halving as far from the middle as doubling."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from engagement.experiments import Interval

_REACH = 4.0
"""A quarter as many stands at the left edge, four times as many at the right."""

_TICKS = (0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A place of the scale; numbers as SVG takes them, in every language."""

    x: str
    words: str
    is_none: bool
    """Whether it stands for no difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnInterval:
    """One interval."""

    x1: str
    x2: str
    words: str


def ticks() -> Sequence[Tick]:
    """The scale."""
    return [Tick(x=_place(ratio), words=_say(ratio), is_none=ratio == 1.0) for ratio in _TICKS]


def draw_interval(interval: Interval | None) -> DrawnInterval | None:
    """The interval, cut off where the scale ends; none where nothing fits any more."""
    if interval is None:
        return None
    # Rounded outwards, as in the verdict, so that nothing is ruled out that is still possible.
    low, high = _say(interval.low, math.floor), _say(interval.high, math.ceil)
    if math.isinf(interval.high):
        words = _("%(low)s or more") % {"low": low} if interval.low > 0 else _("anything")
    else:
        words = _("%(low)s to %(high)s") % {"low": low, "high": high}
    return DrawnInterval(x1=_place(interval.low), x2=_place(interval.high), words=words)


def _place(ratio: float) -> str:
    cut = min(max(ratio, 1 / _REACH), _REACH)
    return f"{50 + 50 * math.log(cut, _REACH):.2f}%"


def _say(ratio: float, to_whole: Callable[[float], int] = round) -> str:
    """Such as "+25 %", "−50 %" or "0 %"; at no end."""
    if math.isinf(ratio):
        return ""
    # A hair less than a whole number is that number, which floats could not hold.
    per_cent = to_whole(round((ratio - 1) * 100, 6))
    sign = "+" if per_cent > 0 else "−" if per_cent < 0 else ""
    return _("%(percent)s %%") % {"percent": f"{sign}{number_format(abs(per_cent), force_grouping=True)}"}
