"""Everything that an operator wants to know of the spam checker at once, asked of the service and of the database."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from moderation.exceptions import SpamCheckFailed
from moderation.models import FailureKind
from moderation.queries.health import CheckerState, ScreeningHealth, screening_health
from moderation.queries.operations import AlertLine, load_alerts
from moderation.spam.base import SiteCounts, SpamChecker, Usage
from moderation.spam.registry import get_checker, name_checker

_FULL = 100
_OVER = dt.timedelta(hours=1)
"""An alert last heard so long before the latest answer is over: while it lasts, it comes with every answer."""


class Problem(StrEnum):
    """What is wrong; its name is kept for ever, because monitoring goes by it."""

    NO_CHECKER = "no_checker"
    MISCONFIGURED = "misconfigured"
    KEY_INVALID = "key_invalid"
    SITE_REVOKED = "site_revoked"
    UNAVAILABLE = "unavailable"
    THROTTLED = "throttled"
    OVER_LIMIT = "over_limit"
    ALERT = "alert"
    CIRCUIT_OPEN = "circuit_open"
    FAILING = "failing"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the service says when it is asked now."""

    key_is_valid: bool | None = None
    """None: it was not asked, or did not answer."""
    usage: Usage | None = None
    site: SiteCounts | None = None
    error: str = ""
    """Why it did not answer."""
    failure: str = ""
    """The same as a FailureKind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The spam checker at one moment."""

    name: str
    """Empty where none is set."""
    asked: bool
    """Whether the service was asked, and not the database alone."""
    said: Said
    health: ScreeningHealth
    alerts: tuple[AlertLine, ...]
    """Those that last."""
    problems: tuple[Problem, ...]


def inspect_checker(*, ask: bool = True) -> Inspection:
    """Look at the spam checker; without ``ask``, at what the database knows of it alone."""
    health = screening_health()
    built = health.configured and not _cannot_be_built()
    said = _ask(get_checker()) if ask and built else Said()
    name = name_checker() if health.configured else ""
    alerts = tuple(alert for alert in load_alerts() if alert.checker == name and _lasts(alert, health.answered_at))
    return Inspection(
        name=name,
        asked=ask and built,
        said=said,
        health=health,
        alerts=alerts,
        problems=tuple(_find_problems(said, health, alerts)),
    )


def _cannot_be_built() -> bool:
    try:
        get_checker()
    except SpamCheckFailed:
        return True
    return False


def _ask(checker: SpamChecker) -> Said:
    """Ask about the key first; a service that does not answer is asked no more."""
    try:
        if not checker.verify():
            return Said(key_is_valid=False)
        return Said(key_is_valid=True, usage=checker.usage(), site=checker.site_counts())
    except SpamCheckFailed as error:
        return Said(error=str(error), failure=error.kind)


def _lasts(alert: AlertLine, answered_at: dt.datetime | None) -> bool:
    return answered_at is None or alert.latest_at >= answered_at - _OVER


def _find_problems(said: Said, health: ScreeningHealth, alerts: tuple[AlertLine, ...]) -> Iterator[Problem]:
    """Name what is wrong, the causes before their consequences."""
    if health.state is CheckerState.NONE:
        yield Problem.NO_CHECKER
    if health.state is CheckerState.MISCONFIGURED or said.failure == FailureKind.INVALID:
        yield Problem.MISCONFIGURED
    yield from _find_problems_said(said)
    if alerts:
        yield Problem.ALERT
    if health.circuit is not None and health.circuit.is_open:
        yield Problem.CIRCUIT_OPEN
    if health.state is CheckerState.FAILING:
        yield Problem.FAILING
    if health.overdue:
        yield Problem.OVERDUE


def _find_problems_said(said: Said) -> Iterator[Problem]:
    if said.key_is_valid is False:
        yield Problem.KEY_INVALID
    if said.site is not None and said.site.is_revoked:
        yield Problem.SITE_REVOKED
    if said.error and said.failure != FailureKind.INVALID:
        yield Problem.UNAVAILABLE
    if said.usage is not None and said.usage.throttled:
        yield Problem.THROTTLED
    elif said.usage is not None and said.usage.percentage >= _FULL:
        yield Problem.OVER_LIMIT
