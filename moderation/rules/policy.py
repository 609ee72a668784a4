"""The policy: one table from signals to outcomes. The strictest outcome wins, and names its reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moderation.rules.outcomes import Outcome
from moderation.rules.signals import SIGNALS

Table = Mapping[str, Outcome]
"""What each signal comes to, by its code."""

DEFAULT: Table = {code: signal.outcome for code, signal in SIGNALS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a comment's signals come to."""

    outcome: Outcome
    reasons: tuple[str, ...]
    """The signals that ask for more than publishing, the strictest first; empty where none does."""


def judge(signals: Iterable[str], table: Table) -> Judgement:
    """Weigh signals by a table. A signal that the table does not know holds: it may come from a newer release."""
    weighed = {code: table.get(code, Outcome.HOLD) for code in signals}
    reasons = sorted(
        (code for code, outcome in weighed.items() if outcome is not Outcome.PUBLISH),
        key=lambda code: (-weighed[code].strictness, _position(code)),
    )
    return Judgement(outcome=weighed[reasons[0]] if reasons else Outcome.PUBLISH, reasons=tuple(reasons))


def _position(code: str) -> int:
    """A signal's row in the table, unknown ones last."""
    return list(SIGNALS).index(code) if code in SIGNALS else len(SIGNALS)
