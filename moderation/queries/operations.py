"""What operators watch, beyond whether screening is well: at a number of queries that nothing changes.

All of it is read from the database, so that every process tells the same.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max
from django.db.models.functions import TruncHour
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import ANSWERS, Alert, FailureKind, Finding, FindingVerdict, Queue
from moderation.queries.answers import answered
from moderation.queries.counts import ALL, load_counts
from moderation.queries.queue import select_cases
from moderation.queries.sections import EVERYWHERE, Sections

HOURS = 48
"""How far back the verdicts of each hour are counted."""

DAY = dt.timedelta(hours=24)

_OPEN = (Queue.WAITING, Queue.REPORTED, Queue.SPAM, Queue.DISCARDED, Queue.NEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """The cases in one queue."""

    queue: str
    count: int
    oldest_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureLine:
    """How often the spam checker failed in one way."""

    kind: str
    """A FailureKind."""
    count: int
    latest_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """What the spam checker says about the account."""

    checker: str
    code: str
    message: str
    times: int
    first_at: dt.datetime
    latest_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What the spam checker said within one hour."""

    at: dt.datetime
    ham: int = 0
    spam: int = 0
    """Blatant spam among it."""
    failed: int = 0

    @property
    def total(self) -> int:
        """How often it was asked."""
        return self.ham + self.spam + self.failed


def load_queues(sections: Sections = EVERYWHERE) -> tuple[QueueLine, ...]:
    """Who stands in each queue and since when, in a query and one more for each; the decided are nobody's business."""
    counts = load_counts(sections).queues
    cases = select_cases(queue=ALL, sections=sections)
    oldest = cases.order_by("opened_at", "id").values_list("opened_at", flat=True)
    return tuple(
        QueueLine(queue=queue.value, count=counts[queue], oldest_at=oldest.filter(queue=queue).first())
        for queue in _OPEN
    )


def count_published_unchecked() -> int:
    """The comments that readers see before they were checked, or since they were edited."""
    due = engagement.Comment.objects.filter(next_attempt_at__isnull=False)
    return due.exclude(visibility=Visibility.PENDING).filter(visibility=Visibility.PUBLISHED).count()


def load_failures(since: dt.timedelta) -> tuple[FailureLine, ...]:
    """The failures within that time by their kind, the most frequent first, in one query."""
    failed = Finding.objects.filter(verdict=FindingVerdict.ERROR, at__gte=timezone.now() - since)
    counts: dict[str, FailureLine] = {}
    for row in failed.order_by().values("failure").annotate(count=Count("pk"), latest=Max("at")):
        # What an older release kept names no kind.
        kind = row["failure"] or FailureKind.OTHER.value
        known = counts.get(kind)
        counts[kind] = FailureLine(
            kind=kind,
            count=row["count"] + (known.count if known else 0),
            latest_at=max(row["latest"], known.latest_at) if known else row["latest"],
        )
    return tuple(sorted(counts.values(), key=lambda line: (-line.count, line.kind)))


def count_verdicts(since: dt.timedelta) -> dict[str, int]:
    """The spam checker's answers within that time by verdict, in one query."""
    found = dict(
        answered().filter(at__gte=timezone.now() - since).order_by().values_list("verdict").annotate(count=Count("pk"))
    )
    return {verdict.value: found.get(verdict.value, 0) for verdict in ANSWERS}


def load_alerts() -> tuple[AlertLine, ...]:
    """What the spam checker says about the account, the latest first, in one query."""
    return tuple(
        AlertLine(
            checker=alert.checker,
            code=alert.code,
            message=alert.message,
            times=alert.times,
            first_at=alert.first_at,
            latest_at=alert.latest_at,
        )
        for alert in Alert.objects.order_by("-latest_at", "pk")[:50]
    )


def load_hours() -> tuple[Hour, ...]:
    """What the spam checker said in each of the latest hours, this one last, in two queries."""
    # In UTC: there no hour comes twice a year.
    now = timezone.now().astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    hours = [now - dt.timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    counts: dict[tuple[dt.datetime, str], int] = {}
    for findings in (answered(), Finding.objects.filter(verdict=FindingVerdict.ERROR)):
        found = findings.filter(at__gte=hours[0])
        by_hour = found.annotate(hour=TruncHour("at", tzinfo=dt.UTC)).order_by().values_list("hour", "verdict")
        counts |= {(hour, verdict): count for hour, verdict, count in by_hour.annotate(count=Count("pk"))}
    return tuple(
        Hour(
            at=hour,
            ham=counts.get((hour, FindingVerdict.HAM.value), 0),
            spam=counts.get((hour, FindingVerdict.SPAM.value), 0) + counts.get((hour, FindingVerdict.DISCARD.value), 0),
            failed=counts.get((hour, FindingVerdict.ERROR.value), 0),
        )
        for hour in hours
    )
