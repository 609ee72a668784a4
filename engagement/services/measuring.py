"""Counting what readers' pages tell of prompts: in the memory of the process, and every few seconds in the database.

No event has a row, nor does anything say who caused it. What is lost where a process is killed is what it counted since
it wrote last: at most ``MEASURE_SECONDS``, or ``HURRY_EVENTS`` and what comes while they are written.
"""

import datetime as dt
import logging
import os
import threading
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connections
from django.utils import timezone

from engagement.conf import get_settings
from engagement.models import TallyKind
from engagement.services.counts import Addresses, Counts
from engagement.services.later import Later
from engagement.services.limits import name_sender
from engagement.services.tallies import add_to_tallies

logger = logging.getLogger(__name__)

HURRY_EVENTS = 10_000
"""So many events are written at once, before their time."""

Event = tuple[TallyKind, int]
"""What happened, and to which wording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuringFigures:
    """What this process, one of perhaps many, counted since it began."""

    taken: int
    """Events that were counted."""
    left_out: Mapping[str, int]
    """Events that were not: beyond a ``limit``, for want of ``room``, of a ``robot``, or of a wording ``unknown`` to
    the database."""
    written: int
    """Those that are in the database."""
    waiting: int
    """Those that are still to be written."""
    failures: int
    """How often writing failed; what was to be written waits on."""
    written_at: dt.datetime | None
    """When something was written last."""


class _Told:
    """The figures as they grow; kept apart from what they tell of, so that a forked process begins at nothing."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.addresses = Addresses()
        self.lock = threading.Lock()
        self.numbers: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.written_at: dt.datetime | None = None

    def note(self, name: str, number: int) -> None:
        with self.lock:
            self.numbers[name] += number

    def leave_out(self, why: str, number: int) -> None:
        if number:
            with self.lock:
                self.left_out[why] += number


def take_events(*, events: Collection[Event], ip: str | None) -> None:
    """Count what one page told, unless its address told too much lately. Asks no database."""
    told, settings = _told, get_settings()
    if not told.addresses.let_in(name_sender(user_id=None, ip=ip), len(events), settings.measure_limits):
        told.leave_out("limit", len(events))
        return
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    without_room = told.counts.add(Counter((wording_id, today, kind.value) for kind, wording_id in events))
    told.leave_out("room", without_room)
    told.note("taken", len(events) - without_room)
    _later.ask(at_once=told.counts.events >= HURRY_EVENTS)


def leave_out_robot(*, events: Collection[Event]) -> None:
    """Note that a robot told something, which does not count."""
    _told.leave_out("robot", len(events))


def write_counts() -> None:
    """Write what waits, now."""
    _later.do()


def measuring_figures() -> MeasuringFigures:
    """How measuring fares in this process."""
    told = _told
    with told.lock:
        return MeasuringFigures(
            taken=told.numbers["taken"],
            left_out=dict(told.left_out),
            written=told.numbers["written"],
            waiting=told.counts.events,
            failures=told.numbers["failures"],
            written_at=told.written_at,
        )


def forget_counts() -> None:
    """Be as a process that has just started."""
    global _told  # noqa: PLW0603  One a process, as its memory is.
    _told = _Told()


def _write() -> None:
    """Add to the database what waits. Where that fails, it waits on, together with what comes meanwhile."""
    told = _told
    counts = told.counts.take()
    if not counts:
        return
    try:
        unknown = add_to_tallies(counts)
    except Exception as error:  # noqa: BLE001 - each database fails in its own way, and the thread goes on
        told.note("failures", 1)
        told.counts.let_go(counts)
        told.leave_out("room", told.counts.add(counts))
        logger.warning("What prompts earned could not be written (%s); it is kept.", type(error).__name__)
        return
    told.counts.let_go(counts)
    told.leave_out("unknown", unknown)
    told.note("written", sum(counts.values()) - unknown)
    told.written_at = timezone.now()


_told = _Told()
_later = Later(
    _write,
    waits=lambda: _told.counts.events > 0,
    seconds=lambda: get_settings().measure_seconds,
    tidy=connections.close_all,
)
os.register_at_fork(after_in_child=forget_counts)
