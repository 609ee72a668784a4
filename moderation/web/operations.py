"""All that the page for operators shows."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise

from moderation.conf import get_settings
from moderation.models import FailureKind
from moderation.queries.digests import count_failing_digests
from moderation.queries.health import ScreeningHealth, screening_health
from moderation.queries.operations import (
    DAY,
    AlertLine,
    FailureLine,
    Hour,
    QueueLine,
    count_published_unchecked,
    load_alerts,
    load_failures,
    load_hours,
    load_queues,
)
from moderation.queries.outgoing import OutgoingHealth, outgoing_health
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.spam.alert_codes import AlertMeaning, describe_alert
from moderation.web.advice import (
    ALERTED,
    DELIVERIES_FAILED,
    DIGESTS_FAILING,
    ENDPOINT_FAILING,
    ENDPOINT_PAUSED,
    FAILURES,
    FEEDBACK_OVERDUE,
    MAILS_BEHIND,
    OVERDUE,
    STATES,
    WEBHOOKS_BEHIND,
    Advice,
)
from moderation.web.charts import Chart, draw_hours
from moderation.web.places import Place
from moderation.web.queues import QUEUE_NAMES

_FEEDBACK_GRACE = dt.timedelta(hours=1)
"""So long a correction may wait before an operator is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A way of failing, with what to do about it."""

    line: FailureLine
    advice: Advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What the checker says about the account, with what that means."""

    line: AlertLine
    meaning: AlertMeaning


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQueue:
    """A queue of the moderators."""

    line: QueueLine
    label: str | Promise
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """The page."""

    at: dt.datetime
    health: ScreeningHealth
    outgoing: OutgoingHealth
    concerns: tuple[Advice, ...]
    """What needs attention, the gravest first; empty: nothing."""
    published_unchecked: int
    grace_minutes: int
    queues: tuple[CaseQueue, ...]
    messages: tuple[tuple[str, int | None], ...]
    """The broker's queues with how many messages wait there; None where it does not tell."""
    failures: tuple[Failure, ...]
    alerts: tuple[Alert, ...]
    chart: Chart | None
    """None where there was nothing to draw."""
    hours: tuple[Hour, ...]
    """Those in which the checker was asked, the newest first."""
    busiest: Hour | None
    asked: int
    """How often it was asked in all of them."""

    @property
    def latest_failure(self) -> Advice | None:
        """What the last failure was."""
        return FAILURES.get(self.health.failure)

    @property
    def can_be_asked(self) -> bool:
        """Whether a command tells more about the account."""
        return self.health.check == "Akismet"


def load_operations(messages: Mapping[str, int | None], *, sections: Sections = EVERYWHERE) -> Operations:
    """The page, at a number of queries that nothing changes; ``messages`` is what the broker says of its queues.

    Queues are those of ``sections``; how the spam checker fares is one for all.
    """
    now = timezone.now()
    health = screening_health()
    outgoing = outgoing_health()
    hours = load_hours()
    alerts = load_alerts()
    asked = tuple(hour for hour in reversed(hours) if hour.total)
    return Operations(
        at=now,
        health=health,
        outgoing=outgoing,
        concerns=(*_find_concerns(health, alerts, now), *_find_concerns_outgoing(outgoing)),
        published_unchecked=count_published_unchecked(),
        grace_minutes=get_settings().unscreened_grace_minutes,
        queues=tuple(
            CaseQueue(line=line, label=QUEUE_NAMES[line.queue], url=Place(queue=line.queue).url)
            for line in load_queues(sections)
        ),
        messages=tuple(messages.items()),
        failures=tuple(
            Failure(line=line, advice=FAILURES.get(line.kind, FAILURES[FailureKind.OTHER]))
            for line in load_failures(DAY)
        ),
        alerts=tuple(Alert(line=line, meaning=describe_alert(line.code, line.message)) for line in alerts),
        chart=draw_hours(hours) if asked else None,
        hours=asked,
        busiest=max(asked, key=lambda hour: hour.total, default=None),
        asked=sum(hour.total for hour in asked),
    )


def _find_concerns(health: ScreeningHealth, alerts: tuple[AlertLine, ...], now: dt.datetime) -> Iterator[Advice]:
    if health.state in STATES:
        yield STATES[health.state]
    if health.overdue:
        yield OVERDUE
    if health.feedback_oldest_at is not None and health.feedback_oldest_at < now - _FEEDBACK_GRACE:
        yield FEEDBACK_OVERDUE
    if count_failing_digests():
        yield DIGESTS_FAILING
    if any(alert.latest_at > now - DAY for alert in alerts):
        yield ALERTED


def _find_concerns_outgoing(health: OutgoingHealth) -> Iterator[Advice]:
    """Our own faults before those of other servers. Mails given up are none: mailboxes are closed every day."""
    if health.webhooks_behind:
        yield WEBHOOKS_BEHIND
    if health.mails_behind:
        yield MAILS_BEHIND
    if health.endpoint_is_paused:
        yield ENDPOINT_PAUSED
    if health.endpoint_is_failing:
        yield ENDPOINT_FAILING
    if health.webhooks is not None and health.webhooks.failed:
        yield DELIVERIES_FAILED
