"""What prompts earned day by day. Two queries, however many days."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from engagement.models import PromptTally, TallyKind
from engagement.queries.earned import Asked
from engagement.queries.earnings import answers_to, chosen_by, went_well

_TOLD = (TallyKind.SEEN, TallyKind.STARTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEarned:
    """One day, or several from it on."""

    day: dt.date
    seen: int = 0
    started: int = 0
    answers: int = 0
    """Written then, and published since. Never spam."""


def earned_days(asked: Asked, *, step: int = 1) -> list[DayEarned]:
    """Every ``step`` days of the range, those without anything among them. ``asked.by`` is of no account."""
    counts: defaultdict[tuple[dt.date, str], int] = defaultdict(int)
    tallies = PromptTally.objects.filter(chosen_by(asked), day__range=(asked.first, asked.last), kind__in=_TOLD)
    for row in tallies.values("day", "kind").annotate(number=Sum("count")).order_by():
        counts[_begin(asked, row["day"], step), row["kind"]] += int(row["number"])
    on = TruncDate("created_at", tzinfo=timezone.get_default_timezone())
    answers = answers_to(asked).filter(went_well()).annotate(on=on).values("on").annotate(number=Count("pk"))
    for told in answers.order_by():
        counts[_begin(asked, told["on"], step), "answers"] += told["number"]
    days = (asked.first + dt.timedelta(days=number) for number in range(0, (asked.last - asked.first).days + 1, step))
    return [
        DayEarned(
            day=day,
            seen=counts[day, TallyKind.SEEN],
            started=counts[day, TallyKind.STARTED],
            answers=counts[day, "answers"],
        )
        for day in days
    ]


def _begin(asked: Asked, day: dt.date, step: int) -> dt.date:
    """The first of the days with which this one is told."""
    return day - dt.timedelta(days=(day - asked.first).days % step)
