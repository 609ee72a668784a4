"""A stretch of days in the site's time zone, and the parts in which it is counted."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db.models import DateTimeField, Model, QuerySet
from django.db.models.functions import Trunc
from django.utils import timezone

MOST_DAYS = 366

_MOST_DAYS_BY_HOUR = 2
_MOST_DAYS_BY_DAY = 92

_Row = TypeVar("_Row", bound=Model)


class Grain(StrEnum):
    """How fine a period is counted."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days, the first and the last among them."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def start(self) -> dt.datetime:
        """When its first day begins."""
        return _begin(self.first)

    @property
    def end(self) -> dt.datetime:
        """When its last day is over."""
        return _begin(self.last + dt.timedelta(days=1))

    @property
    def grain(self) -> Grain:
        """Hours for two days, days for a quarter, weeks beyond."""
        if self.days <= _MOST_DAYS_BY_HOUR:
            return Grain.HOUR
        return Grain.DAY if self.days <= _MOST_DAYS_BY_DAY else Grain.WEEK

    def limit(self, rows: QuerySet[_Row], column: str) -> QuerySet[_Row]:
        """The rows whose time lies within it."""
        return rows.filter(**{f"{column}__gte": self.start, f"{column}__lt": self.end})

    def truncate(self, column: str) -> Trunc:
        """The part in which a time lies, for the database to group by."""
        return Trunc(column, self.grain.value, output_field=DateTimeField(), tzinfo=self._zone)

    def parts(self) -> Iterator[dt.datetime]:
        """The beginnings of its parts, as ``truncate`` gives them, up to now; at least the first."""
        end = min(self.end, timezone.now())
        part = self._find_first()
        yield part
        while (part := self._find_next(part)) < end:
            yield part

    @property
    def _zone(self) -> dt.tzinfo:
        """Hours are counted without the change of the clocks, by which one would come twice a year."""
        zone = timezone.get_current_timezone()
        return dt.timezone(self.start.utcoffset() or dt.timedelta()) if self.grain is Grain.HOUR else zone

    def _find_first(self) -> dt.datetime:
        if self.grain is Grain.WEEK:
            return _begin(self.first - dt.timedelta(days=self.first.weekday()))
        return self.start.astimezone(self._zone)

    def _find_next(self, part: dt.datetime) -> dt.datetime:
        if self.grain is Grain.HOUR:
            return part + dt.timedelta(hours=1)
        return _begin(part.date() + dt.timedelta(days=1 if self.grain is Grain.DAY else 7))


def last_days(days: int) -> Period:
    """So many days up to today."""
    today = timezone.localdate()
    return Period(first=today - dt.timedelta(days=days - 1), last=today)


def _begin(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
