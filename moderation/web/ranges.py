"""Of which days the figures are to tell: read from the address, refused with a reason at its field."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.queries.periods import MOST_DAYS, Period, last_days

PRESETS: dict[str, tuple[str | Promise, int]] = {
    "today": (gettext_lazy("Today"), 1),
    "7-days": (gettext_lazy("7 days"), 7),
    "30-days": (gettext_lazy("30 days"), 30),
}
"""By their name in the address: what people read, and how many days up to today."""

_DEFAULT = "7-days"
_EARLIEST = dt.date(2000, 1, 1)
_LONGEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What was asked for."""

    preset: str = ""
    """A key of PRESETS; empty where two days are given."""
    first: str = ""
    """As typed."""
    last: str = ""
    period: Period | None = None
    """None where it is none."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by the names of the fields: ``from``, ``to``."""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """The range that an address names; the last seven days where it names none."""
        first, last = query.get("from", "").strip()[:_LONGEST], query.get("to", "").strip()[:_LONGEST]
        if not first and not last:
            preset = query.get("range", "")
            preset = preset if preset in PRESETS else _DEFAULT
            period = last_days(PRESETS[preset][1])
            return cls(preset=preset, first=f"{period.first}", last=f"{period.last}", period=period)
        errors = {name: error for name, given in (("from", first), ("to", last)) if (error := _find_error(given))}
        if errors:
            return cls(first=first, last=last, errors=errors)
        period = Period(first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last))
        error = _find_error_between(period)
        return (
            cls(first=first, last=last, errors={"to": error}) if error else cls(first=first, last=last, period=period)
        )

    @property
    def query(self) -> str:
        """The range as a query string."""
        return urlencode({"range": self.preset} if self.preset else {"from": self.first, "to": self.last})


def _find_error(given: str) -> str:
    if not given:
        return _("Please give a day.")
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        return _("This is no day. Write it as year, month and day, such as 2026-03-16.")
    if day > timezone.localdate():
        return _("This day has not come yet.")
    if day < _EARLIEST:
        return _("Nothing is known of days so long ago.")
    return ""


def _find_error_between(period: Period) -> str:
    if period.days < 1:
        return _("The last day comes before the first.")
    if period.days > MOST_DAYS:
        return _("At most %(days)s days can be told at once.") % {"days": MOST_DAYS}
    return ""
