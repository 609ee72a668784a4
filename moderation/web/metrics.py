"""The same facts as on the page for operators, as Prometheus reads them. Needs the package ``prometheus-client``.

Each request builds a registry of its own from the database and the broker, so that every process tells the same and
nothing is counted in memory. What happened within an hour is a gauge and no counter: rows are deleted in time, and a
counter must never fall.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from moderation.models import FailureKind
from moderation.queries.digests import count_failing_digests
from moderation.queries.health import CheckerState, ScreeningHealth, screening_health
from moderation.queries.operations import (
    AlertLine,
    FailureLine,
    QueueLine,
    count_published_unchecked,
    count_verdicts,
    load_alerts,
    load_failures,
    load_queues,
)
from moderation.queries.outgoing import OutgoingHealth, outgoing_health
from moderation.web.gauges import age, gauge, gauges
from moderation.web.outgoing_metrics import tell_outgoing

_WINDOW = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is told, read once."""

    at: dt.datetime
    health: ScreeningHealth
    published_unchecked: int
    queues: tuple[QueueLine, ...]
    verdicts: Mapping[str, int]
    failures: tuple[FailureLine, ...]
    alerts: tuple[AlertLine, ...]
    messages: Mapping[str, int | None]
    digests_failing: int
    outgoing: OutgoingHealth


def load_facts(messages: Mapping[str, int | None]) -> Facts:
    """The facts now, at a fixed number of queries; ``messages`` is what the broker says of its queues."""
    return Facts(
        at=timezone.now(),
        health=screening_health(),
        published_unchecked=count_published_unchecked(),
        queues=load_queues(),
        verdicts=count_verdicts(_WINDOW),
        failures=load_failures(_WINDOW),
        alerts=load_alerts(),
        messages=messages,
        digests_failing=count_failing_digests(),
        outgoing=outgoing_health(),
    )


def write_metrics(facts: Facts, *, accept: str) -> tuple[bytes, str]:
    """The metrics, and their content type, in the format that the ``Accept`` header asks for."""
    registry = CollectorRegistry()
    registry.register(_Facts(facts))
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class _Facts(Collector):
    """Hands facts to a registry."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def collect(self) -> Iterator[Metric]:
        yield from _tell_checker(self.facts.health)
        yield from _tell_backlog(self.facts)
        yield from _tell_answers(self.facts)
        yield from _tell_queues(self.facts)
        yield from tell_outgoing(self.facts.outgoing)


def _tell_checker(health: ScreeningHealth) -> Iterator[Metric]:
    yield gauge("screening_well", "1 where the spam checker answers and nothing waits past its grace.", health.is_well)
    states = {(state.value,): int(state is health.state) for state in CheckerState}
    yield gauges("checker_state", "1 for the state that the spam checker is in.", ["state"], states.items())
    is_open = bool(health.circuit and health.circuit.is_open)
    yield gauge("circuit_open", "1 where the spam checker is asked by one probe at a time.", is_open)
    if health.answered_at is not None and health.duration_ms is not None:
        told = "When the spam checker answered last, in seconds since 1970."
        yield gauge("last_answer_timestamp_seconds", told, health.answered_at.timestamp())
        yield gauge("last_answer_duration_seconds", "How long that took.", health.duration_ms / 1000)
    if health.failed_at is not None:
        told = "When the spam checker failed last, in seconds since 1970."
        yield gauge("last_failure_timestamp_seconds", told, health.failed_at.timestamp())


def _tell_backlog(facts: Facts) -> Iterator[Metric]:
    health = facts.health
    yield gauge("comments_unchecked", "Comments that wait to be checked.", health.waiting)
    oldest = age(health.oldest_at, facts.at)
    yield gauge(
        "comments_unchecked_oldest_seconds", "For how long the first of them has waited; 0: none waits.", oldest
    )
    told = "Comments that readers see before they were checked."
    yield gauge("comments_published_unchecked", told, facts.published_unchecked)
    yield gauge("reports_queued", "Moderators' corrections still to be sent.", health.feedback_waiting)
    oldest = age(health.feedback_oldest_at, facts.at)
    yield gauge("reports_queued_oldest_seconds", "For how long the first of them has waited; 0: none waits.", oldest)


def _tell_answers(facts: Facts) -> Iterator[Metric]:
    verdicts = {(verdict,): count for verdict, count in facts.verdicts.items()}
    yield gauges("verdicts_last_hour", "The spam checker's answers within an hour.", ["verdict"], verdicts.items())
    failures = dict.fromkeys(((kind,) for kind in FailureKind.values), 0)
    failures |= {(line.kind,): line.count for line in facts.failures}
    yield gauges("failures_last_hour", "How often it gave none within an hour, by kind.", ["kind"], failures.items())
    alerts = {(alert.checker, alert.code): alert.latest_at.timestamp() for alert in facts.alerts}
    told = "When the spam checker last said this about the account, in seconds since 1970."
    yield gauges("alert_last_seen_timestamp_seconds", told, ["checker", "code"], alerts.items())


def _tell_queues(facts: Facts) -> Iterator[Metric]:
    cases = {(line.queue,): line.count for line in facts.queues}
    yield gauges("cases", "Comments in each of the moderators' queues.", ["queue"], cases.items())
    oldest = {(line.queue,): age(line.oldest_at, facts.at) for line in facts.queues}
    yield gauges("cases_oldest_seconds", "For how long the first of them has stood there.", ["queue"], oldest.items())
    told = "Digests to moderators that could not be sent last time."
    yield gauge("digests_failing", told, facts.digests_failing)
    messages = {(name,): count for name, count in facts.messages.items() if count is not None}
    yield gauges("messages", "Messages in each of the broker's queues, where it tells.", ["queue"], messages.items())
