"""How urgent a case is: as if it had been opened earlier, by the head start that its reasons and its article give it.

All cases age alike, so the difference between two of them never changes: the number is written once, when the case is
opened or gets another reason, and no row is touched for growing old.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any

from moderation.rules.outcomes import Outcome
from moderation.rules.signals import SIGNALS

Reason = Mapping[str, Any]

HEAD_STARTS: Mapping[str, float] = {"held": 1, "unscreened": 1, "edited": 2, "moderator": 3, "escalated": 12}
"""Hours by a reason's code; signals and reports have tables of their own."""

BY_OUTCOME: Mapping[Outcome, float] = {Outcome.PUBLISH: 0, Outcome.HOLD: 2, Outcome.SPAM: 3, Outcome.REFUSE: 6}
"""Hours for a signal, by what it comes to by default."""

BY_SIGNAL: Mapping[str, float] = {"author.sanctioned": 4, "words.suspect": 3, "checker.discard": 4}
"""Hours for signals that weigh more than others of their outcome."""

BY_REPORT: Mapping[str, float] = {
    "illegal": 48,
    "personal_data": 24,
    "hate": 12,
    "harassment": 12,
    "offensive": 6,
    "false": 4,
    "spam": 4,
    "off_topic": 2,
}
"""Hours for the first report, by what readers complain of; three of them weigh twice as much, seven three times."""

OTHER_REPORT = 4.0
"""Hours for the first report of any other kind."""

PER_DOUBLING = 0.5
"""Hours for each doubling of the comments that an article has: where more is written, more is read."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def find_priority(*, reasons: Iterable[Reason], reach: int, opened_at: dt.datetime) -> int:
    """The number by which cases stand, the highest first: the head start less the time of opening, in microseconds."""
    return find_head_start(reasons=reasons, reach=reach) // _MICROSECOND - (opened_at - _EPOCH) // _MICROSECOND


def find_hours(*, priority: int, opened_at: dt.datetime) -> float:
    """The head start that a priority says, in hours."""
    return (priority + (opened_at - _EPOCH) // _MICROSECOND) * _MICROSECOND / dt.timedelta(hours=1)


def find_head_start(*, reasons: Iterable[Reason], reach: int) -> dt.timedelta:
    """How much earlier a case counts as opened; ``reach`` is the number of comments that its article has."""
    hours = sum(_weigh(reason) for reason in reasons) + PER_DOUBLING * math.log2(1 + max(reach, 0))
    return dt.timedelta(hours=hours)


def _weigh(reason: Reason) -> float:
    code = reason.get("code", "")
    if code == "signal":
        signal = reason.get("signal", "")
        known = SIGNALS.get(signal)
        return BY_SIGNAL.get(signal, BY_OUTCOME[known.outcome if known else Outcome.HOLD])
    if code == "reported":
        first = BY_REPORT.get(reason.get("kind", ""), OTHER_REPORT)
        return first * math.log2(1 + max(float(reason.get("weight", reason.get("count", 1))), 0.0))
    return HEAD_STARTS.get(code, 0)
