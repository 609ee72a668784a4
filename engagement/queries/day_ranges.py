"""Of which days something is to be told: two days as somebody typed them, judged."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

MOST_DAYS = 366
"""So many days can be told at once."""

_EARLIEST = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRange:
    """From the first day to the last, which is one of them."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def last_days(count: int) -> DayRange:
    """So many days up to today."""
    today = today_here()
    return DayRange(first=today - dt.timedelta(days=count - 1), last=today)


def today_here() -> dt.date:
    """The day that it is for tallies: in the site's time zone, whoever asks."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def judge_days(first: str, last: str) -> DayRange | Mapping[str, str]:
    """The range, or what is wrong with it, by ``from`` and ``to``."""
    errors = {name: error for name, given in (("from", first), ("to", last)) if (error := _find_error(given))}
    if errors:
        return errors
    found = DayRange(first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last))
    if found.days < 1:
        return {"to": _("The last day comes before the first.")}
    if found.days > MOST_DAYS:
        return {"to": _("At most %(days)s days can be told at once.") % {"days": MOST_DAYS}}
    return found


def _find_error(given: str) -> str:
    if not given:
        return _("Please give a day.")
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        day = None
    # Python would also read days by the week, or without dashes.
    if day is None or f"{day}" != given:
        return _("This is no day. Write it as year, month and day, such as 2026-03-16.")
    if day > today_here():
        return _("This day has not come yet.")
    if day < _EARLIEST:
        return _("Nothing is known of days so long ago.")
    return ""
