"""The circuit breaker in front of the spam checker, shared by all workers through one row.

While the checker answers, everybody asks. After ``circuit_failures`` failures in a row nobody does but one at a time,
the probe, after pauses that grow; the first answer lets everybody ask again. So a dead service is asked by one, and
what waits keeps its place without being tried in vain.

Source: Nygard, Release It!, "Circuit Breaker".
"""

import datetime as dt
import random
import time

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from engagement.signals import announce
from moderation.conf import get_settings
from moderation.models import Circuit, FailureKind
from moderation.signals import circuit_closed

_FRESH = dt.timedelta(seconds=5)
"""So old may the row's last answer be before it is written again: not every answer needs a write."""

_NOT_THE_SERVICES = frozenset({FailureKind.OTHER.value})
"""Failures that say nothing about the service: it was not asked, or the fault is ours."""

_TRUSTED_SECONDS = 1.0
_seen: dict[str, tuple[float, Circuit]] = {}
"""Circuits with which nothing was wrong, and when this process saw that."""

_random = random.SystemRandom()


def find_circuit(checker: str) -> Circuit:
    """A checker's circuit, for one look that serves ``may_ask`` and ``note_answer`` both.

    Where nothing was wrong with it less than a second ago it is not read again: so a process may ask a service once
    more that another one has just found dead.
    """
    seen = _seen.get(checker)
    if seen is not None and time.monotonic() - seen[0] < _TRUSTED_SECONDS:
        return seen[1]
    forget_circuits()
    circuit = _get(checker)
    if _is_quiet(circuit, timezone.now()):
        _seen[checker] = (time.monotonic(), circuit)
    return circuit


def forget_circuits() -> None:
    """Read circuits anew, whatever this process saw of them."""
    _seen.clear()


def may_ask(checker: str, *, seen: Circuit | None = None) -> bool:
    """Whether the checker may be asked now. Where only a probe may ask, true makes the caller the probe."""
    circuit = seen or _get(checker)
    if not circuit.is_open:
        return True
    now = timezone.now()
    lease = dt.timedelta(seconds=get_settings().lease_seconds)
    return bool(_probe_is_due(now).filter(name=checker).update(probing_until=now + lease))


def give_back(checker: str) -> None:
    """Let somebody else be the probe: the caller had nothing to ask."""
    Circuit.objects.filter(name=checker, is_open=True).update(probing_until=None)


def is_open(checker: str) -> bool:
    """Whether the checker is asked by probes alone."""
    return Circuit.objects.filter(name=checker, is_open=True).exists()


def wants_probe(checker: str) -> bool:
    """Whether a probe's time has come and nobody is one."""
    return _probe_is_due(timezone.now()).filter(name=checker).exists()


def note_answer(checker: str, *, seen: Circuit | None = None) -> None:
    """The checker answered: whatever failed before is over.

    Where the circuit was ``seen`` before the call with nothing to mend, it is not looked at again: what failed since
    then is mended by the next answer.
    """
    now = timezone.now()
    if seen is not None and _is_quiet(seen, now):
        return
    circuit = Circuit.objects.filter(name=checker)
    stale = Q(answered_at__isnull=True) | Q(answered_at__lt=now - _FRESH) | Q(failures__gt=0)
    if not circuit.filter(stale | Q(is_open=True)).exists():
        # Most answers bring no news, and even a write that changes no row needs SQLite's one lock.
        return
    closed = circuit.filter(is_open=True).update(
        is_open=False, opened_at=None, probe_at=None, probing_until=None, failures=0, trips=0, answered_at=now
    )
    if closed:
        announce(circuit_closed, sender=Circuit, checker=checker)
        return
    circuit.filter(stale, is_open=False).update(failures=0, answered_at=now)


def note_failure(checker: str, *, kind: str, error: str, retry_after: float | None = None) -> None:
    """The checker gave no answer. ``retry_after`` are the seconds that it asked everybody to wait."""
    settings = get_settings()
    now = timezone.now()
    circuit = Circuit.objects.filter(name=checker)
    said = {"failed_at": now, "failure": kind, "error": error[:500]}
    if kind in _NOT_THE_SERVICES:
        circuit.update(**said)
        give_back(checker)
        return
    forget_circuits()
    _get(checker)
    if circuit.filter(is_open=False).update(failures=F("failures") + 1, **said):
        # A service that says how long it wants to be left alone need not be asked four times more.
        most = 1 if retry_after is not None else settings.circuit_failures
        circuit.filter(is_open=False, failures__gte=most).update(
            is_open=True, opened_at=now, trips=0, probing_until=None, probe_at=now + _find_pause(0, retry_after)
        )
        return
    trips = circuit.values_list("trips", flat=True).first() or 0
    failed = circuit.filter(is_open=True, probing_until__isnull=False, trips=trips)
    failed.update(trips=trips + 1, probing_until=None, probe_at=now + _find_pause(trips + 1, retry_after), **said)


def _get(checker: str) -> Circuit:
    found = next(iter(Circuit.objects.filter(name=checker)), None)
    return found or Circuit.objects.get_or_create(name=checker)[0]


def _is_quiet(circuit: Circuit, now: dt.datetime) -> bool:
    is_fresh = circuit.answered_at is not None and circuit.answered_at >= now - _FRESH
    return is_fresh and not circuit.is_open and not circuit.failures


def _probe_is_due(now: dt.datetime) -> QuerySet[Circuit]:
    free = Q(probing_until__isnull=True) | Q(probing_until__lte=now)
    return Circuit.objects.filter(free, is_open=True, probe_at__lte=now)


def _find_pause(trips: int, retry_after: float | None) -> dt.timedelta:
    """How long until the next probe: half to all of a limit that doubles with each one failed, and not before the
    service wants it, though never longer than a retry may take.
    """
    settings = get_settings()
    limit = min(settings.circuit_first_seconds * 2 ** min(trips, 32), settings.circuit_most_seconds)
    seconds = max(_random.uniform(limit / 2, limit), retry_after or 0)
    return dt.timedelta(seconds=min(seconds, max(settings.retry_most_seconds, limit)))
