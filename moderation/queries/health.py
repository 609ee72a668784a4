"""How screening fares, in short: for the side of the queue, and for whoever watches the site from outside."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured
from moderation.models import Circuit, FailureKind, Feedback, FeedbackState, Finding, FindingVerdict
from moderation.queries.answers import answered
from moderation.queries.words import name_check
from moderation.spam.registry import get_checker, name_checker


class CheckerState(StrEnum):
    """How the spam checker does."""

    NONE = "none"
    """None is set: every comment waits for a moderator."""
    MISCONFIGURED = "misconfigured"
    """It cannot be built, or it called the key, the site or the request invalid: only an operator can help."""
    NEVER_ASKED = "never_asked"
    WELL = "well"
    FAILING = "failing"
    """It gave no answer last time; comments are tried again by themselves."""
    PAUSED = "paused"
    """It failed so often that it is asked by one probe at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitLine:
    """Whether the spam checker is asked at all."""

    is_open: bool
    opened_at: dt.datetime | None
    probe_at: dt.datetime | None
    """When it is asked next, where the circuit is open."""
    is_probing: bool
    """Whether somebody is asking just now."""
    failures: int
    """In a row, while it is closed."""
    trips: int
    """Probes failed in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningHealth:
    """The state of screening at one moment."""

    state: CheckerState
    check: str
    """The name of what is asked, as people read it; empty where nothing is set."""
    circuit: CircuitLine | None
    """None where it was never asked."""
    answered_at: dt.datetime | None
    """When it answered last."""
    duration_ms: int | None
    """How long that took."""
    failed_at: dt.datetime | None
    """When it failed last."""
    failure: str
    """The kind of that failure; a FailureKind."""
    error: str
    """How it failed then, or why it cannot be asked."""
    waiting: int
    """Comments not yet checked."""
    oldest_at: dt.datetime | None
    """When the oldest of them was written."""
    feedback_waiting: int
    """Moderators' corrections not yet told."""
    feedback_oldest_at: dt.datetime | None
    """When the oldest of them was made."""
    overdue: bool
    """Whether a comment waits past its grace."""

    @property
    def configured(self) -> bool:
        """Whether anything is set that checks comments."""
        return self.state is not CheckerState.NONE

    @property
    def is_well(self) -> bool:
        """Whether the checker answered last time, and nobody is kept waiting."""
        return self.state in (CheckerState.NEVER_ASKED, CheckerState.WELL) and not self.overdue


def screening_health() -> ScreeningHealth:
    """The state of screening now, in five queries."""
    check_name, problem = _find_checker()
    circuit = Circuit.objects.filter(name=check_name).first()
    answer = answered().order_by("-at").first()
    failed = Finding.objects.filter(verdict=FindingVerdict.ERROR).order_by("-at").first()
    backlog = _count_backlog()
    reports = Feedback.objects.filter(state=FeedbackState.QUEUED).aggregate(count=Count("pk"), oldest=Min("created_at"))
    grace = dt.timedelta(minutes=get_settings().unscreened_grace_minutes)
    return ScreeningHealth(
        state=_judge(problem, circuit, answer, failed),
        check=name_check(check_name) if check_name else "",
        circuit=_circuit_line(circuit) if circuit else None,
        answered_at=answer.at if answer else None,
        duration_ms=answer.duration_ms if answer else None,
        failed_at=failed.at if failed else None,
        failure=(failed.failure or FailureKind.OTHER.value) if failed else "",
        error=problem or (failed.detail.get("error", "") if failed else ""),
        waiting=backlog["count"],
        oldest_at=backlog["oldest"],
        feedback_waiting=reports["count"],
        feedback_oldest_at=reports["oldest"],
        overdue=backlog["oldest"] is not None and backlog["oldest"] < timezone.now() - grace,
    )


def _find_checker() -> tuple[str, str]:
    """The name of the checker, and what keeps it from being built; both empty where none is set."""
    if not get_settings().spam_checker:
        return "", ""
    try:
        get_checker()
    except SpamCheckMisconfigured as error:
        return name_checker(), str(error)
    return name_checker(), ""


def _judge(problem: str, circuit: Circuit | None, answer: Finding | None, failed: Finding | None) -> CheckerState:
    if not get_settings().spam_checker:
        return CheckerState.NONE
    if problem:
        return CheckerState.MISCONFIGURED
    if failed is not None and (answer is None or failed.at > answer.at):
        if failed.failure == FailureKind.INVALID:
            return CheckerState.MISCONFIGURED
        return CheckerState.PAUSED if circuit and circuit.is_open else CheckerState.FAILING
    if circuit and circuit.is_open:
        # It fails while it is told of moderators' decisions, which leaves no finding.
        return CheckerState.MISCONFIGURED if circuit.failure == FailureKind.INVALID else CheckerState.PAUSED
    return CheckerState.WELL if answer else CheckerState.NEVER_ASKED


def _circuit_line(circuit: Circuit) -> CircuitLine:
    return CircuitLine(
        is_open=circuit.is_open,
        opened_at=circuit.opened_at,
        probe_at=circuit.probe_at,
        is_probing=circuit.probing_until is not None and circuit.probing_until > timezone.now(),
        failures=circuit.failures,
        trips=circuit.trips,
    )


def _count_backlog() -> dict[str, Any]:
    pending = engagement.Comment.objects.filter(visibility=Visibility.PENDING, cleared_at__isnull=True)
    return pending.aggregate(count=Count("pk"), oldest=Min("created_at"))
