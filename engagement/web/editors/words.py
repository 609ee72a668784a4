"""Numbers as editors read them: every rate with what it is of, nothing where that is nothing."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import avoid_wrapping
from django.utils.translation import gettext as _

FEW_SEEN = 100
"""Of fewer prompts seen, a rate is more chance than anything else: one more answer moves it by over a point."""

FEW_ANSWERS = 20
"""The same of answers: one more moves a share of them by five points."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One number in a table; empty where there is none."""

    words: str = ""
    base: str = ""
    """Of how many; empty where it is no share."""
    few: bool = False
    """Whether that is so little that the number says little."""


def show_count(number: int) -> Shown:
    """A number of something."""
    return Shown(words=number_format(number, force_grouping=True))


def show_rate(rate: float | None, base: int, *, least: int) -> Shown:
    """A share of ``base`` in per cent; ``least`` is from where on it says something."""
    return _of_base(_("%(percent)s %%") % {"percent": _round(100 * (rate or 0))}, base, least)


def show_mean(number: float | None, base: int, *, least: int) -> Shown:
    """A number on average of ``base``."""
    return _of_base(_round(number or 0), base, least)


def show_wait(wait: dt.timedelta | None, base: int | None = None) -> Shown:
    """How long something took; of how many that is the median, where that is known."""
    if wait is None:
        return Shown()
    words = spell(wait.total_seconds())
    return Shown(words=words) if base is None else _of_base(words, base, 0)


def spell(seconds: float) -> str:
    """A time in words of at most two units, such as "48 s", "12 min", "3 h 12 min" or "2 d 4 h"."""
    whole = round(seconds)
    if whole < _MINUTE:
        return avoid_wrapping(_("%(seconds)d s") % {"seconds": whole})
    if whole < _HOUR:
        return avoid_wrapping(_("%(minutes)d min") % {"minutes": whole // _MINUTE})
    if whole < _DAY:
        told = {"hours": whole // _HOUR, "minutes": whole % _HOUR // _MINUTE}
        return avoid_wrapping((_("%(hours)d h %(minutes)d min") if told["minutes"] else _("%(hours)d h")) % told)
    told = {"days": whole // _DAY, "hours": whole % _DAY // _HOUR}
    return avoid_wrapping((_("%(days)d d %(hours)d h") if told["hours"] else _("%(days)d d")) % told)


def _round(number: float) -> str:
    """To one decimal; Django's own formatting would cut the rest off."""
    return number_format(round(number, 1), 1, force_grouping=True)


def _of_base(words: str, base: int, least: int) -> Shown:
    if base <= 0:
        return Shown()
    return Shown(words=words, base=number_format(base, force_grouping=True), few=base < least)
