"""The spam checker's state as ``manage.py akismet status`` tells it: in lines for people, or as JSON takes it."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.timesince import timesince

from moderation.models import FailureKind
from moderation.queries.operations import AlertLine
from moderation.services.inspecting import Inspection, Problem
from moderation.spam.alert_codes import describe_alert

PROBLEMS = {
    Problem.NO_CHECKER: "no spam checker is set: every comment waits for a moderator",
    Problem.MISCONFIGURED: "the spam checker cannot work with its settings",
    Problem.KEY_INVALID: "the service does not know this key and site",
    Problem.SITE_REVOKED: "the key's owner took it away from this site",
    Problem.UNAVAILABLE: "the service did not answer",
    Problem.THROTTLED: "the service refuses checks, for there were too many this month",
    Problem.OVER_LIMIT: "more checks were made this month than are paid for",
    Problem.ALERT: "the service says something about the account",
    Problem.CIRCUIT_OPEN: "the service failed so often that it is asked by one probe at a time",
    Problem.FAILING: "the latest check failed",
    Problem.OVERDUE: "comments wait for their check longer than they should",
}


def spell_status(found: Inspection) -> Iterator[str]:
    """Say it in lines, a name and what there is to it."""
    health = found.health
    lines = [
        ("spam checker", found.name or "none is set"),
        ("key", _spell_key(found)),
        ("usage", _spell_usage(found)),
        ("this site", _spell_site(found)),
        ("circuit", _spell_circuit(found)),
        ("last success", _spell_moment(health.answered_at, _spell_duration(health.duration_ms))),
        ("last failure", _spell_moment(health.failed_at, _spell_failure(found))),
        ("backlog", _spell_backlog(health.waiting, health.oldest_at, "not yet checked")),
        ("reports", _spell_backlog(health.feedback_waiting, health.feedback_oldest_at, "not yet sent")),
        *_spell_alerts(found.alerts),
    ]
    for name, said in lines:
        yield f"{name:<14}{said}"
    for problem in found.problems:
        yield f"{'WRONG':<14}{PROBLEMS[problem]}"


def list_status(found: Inspection) -> dict[str, Any]:
    """The same as JSON takes it; times in ISO 8601."""
    health = found.health
    return {
        "checker": found.name,
        "asked": found.asked,
        "key_valid": found.said.key_is_valid,
        "error": found.said.error,
        "usage": dataclasses.asdict(found.said.usage) if found.said.usage else None,
        "site": dataclasses.asdict(found.said.site) if found.said.site else None,
        "alerts": [_list_alert(alert) for alert in found.alerts],
        "circuit": {name: _plain(value) for name, value in dataclasses.asdict(health.circuit).items()}
        if health.circuit
        else None,
        "state": health.state.value,
        "last_success": _plain(health.answered_at),
        "last_failure": _plain(health.failed_at),
        "failure": health.failure,
        "failure_text": health.error,
        "backlog": {"count": health.waiting, "oldest": _plain(health.oldest_at)},
        "reports": {"count": health.feedback_waiting, "oldest": _plain(health.feedback_oldest_at)},
        "problems": [problem.value for problem in found.problems],
    }


def _spell_key(found: Inspection) -> str:
    if not found.asked:
        return "not asked"
    if found.said.key_is_valid is None:
        return f"not known: {found.said.error}"
    return "valid" if found.said.key_is_valid else "INVALID: the service does not know this key and site"


def _spell_usage(found: Inspection) -> str:
    usage = found.said.usage
    if usage is None:
        return "not known"
    throttled = "THROTTLED" if usage.throttled else "not throttled"
    if usage.limit is None:
        return f"{usage.used:,} checks this month, without a limit; {throttled}"
    return f"{usage.used:,} of {usage.limit:,} checks this month ({usage.percentage:.2f} %); {throttled}"


def _spell_site(found: Inspection) -> str:
    site = found.said.site
    if site is None:
        return "nothing counted this month" if found.said.key_is_valid else "not known"
    return (
        f"{site.checks:,} checks this month: {site.ham:,} not spam, {site.spam:,} spam; reported: "
        f"{site.missed_spam:,} missed, {site.false_positives:,} taken for spam wrongly"
    )


def _spell_circuit(found: Inspection) -> str:
    circuit = found.health.circuit
    if circuit is None:
        return "closed; never asked"
    if not circuit.is_open:
        return f"closed; failures in a row: {circuit.failures}" if circuit.failures else "closed"
    probe = "being probed" if circuit.is_probing else f"next probe {_spell_time(circuit.probe_at)}"
    return f"OPEN since {_spell_time(circuit.opened_at)}; probes failed: {circuit.trips}; {probe}"


def _spell_failure(found: Inspection) -> str:
    health = found.health
    if not health.failed_at:
        return ""
    return ": ".join(filter(None, [str(FailureKind(health.failure).label), health.error]))


def _spell_backlog(count: int, oldest_at: dt.datetime | None, what: str) -> str:
    return f"{count:,} {what}" + (f", the oldest {_spell_moment(oldest_at)}" if oldest_at else "")


def _spell_alerts(alerts: tuple[AlertLine, ...]) -> Iterator[tuple[str, str]]:
    if not alerts:
        yield "alerts", "none"
    for alert in alerts:
        meaning = describe_alert(alert.code, alert.message)
        yield "alert", f"{alert.code}, {_spell_moment(alert.latest_at)}: {alert.message}"
        yield "", meaning.meaning
        if meaning.url:
            yield "", meaning.url


def _list_alert(alert: AlertLine) -> dict[str, Any]:
    meaning = describe_alert(alert.code, alert.message)
    return {
        "code": alert.code,
        "message": alert.message,
        "meaning": meaning.meaning,
        "url": meaning.url,
        "first": _plain(alert.first_at),
        "latest": _plain(alert.latest_at),
    }


def _spell_moment(moment: dt.datetime | None, more: str = "") -> str:
    if moment is None:
        return "none yet"
    return f"{timesince(moment).replace(chr(160), ' ')} ago, {_spell_time(moment)}" + (f"; {more}" if more else "")


def _spell_time(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S %Z") if moment else "never"


def _spell_duration(duration_ms: int | None) -> str:
    return f"answered in {duration_ms / 1000:.2f} s" if duration_ms is not None else ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
