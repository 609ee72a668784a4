"""The policy: one table from signals to outcomes. The strictest outcome wins, and names its reasons."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from moderation.rules.outcomes import Outcome
from moderation.rules.signals import SIGNALS, TRUSTED

Table = Mapping[str, Outcome]
"""What each signal comes to, by its code."""

DEFAULT: Table = {code: signal.outcome for code, signal in SIGNALS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a comment's signals come to."""

    outcome: Outcome
    reasons: tuple[str, ...]
    """The signals that ask for more than publishing, the strictest first; empty where none does."""
    outweighed: tuple[str, ...] = ()
    """Those that would ask for more, were the author not trusted."""


def judge(signals: Iterable[str], table: Table) -> Judgement:
    """Weigh signals by a table. A signal that the table does not know holds: it may come from a newer release."""
    given = set(signals)
    trusting = trust(given, table)
    reasons = _find_reasons(given, trusting)
    outweighed = tuple(code for code in _find_reasons(given, table) if code not in reasons)
    outcome = _weigh(reasons[0], trusting) if reasons else Outcome.PUBLISH
    return Judgement(outcome=outcome, reasons=reasons, outweighed=outweighed)


def trust(signals: Collection[str], table: Table) -> Table:
    """The table as it counts for whoever these signals are about.

    For a trusted author guesses hold nothing up, where the policy has trust count; what it refuses it refuses to all.
    """
    if TRUSTED not in signals or _weigh(TRUSTED, table) is not Outcome.PUBLISH:
        return table
    doubted = (Outcome.HOLD, Outcome.SPAM)
    lifted = {code for code, signal in SIGNALS.items() if signal.is_guess and _weigh(code, table) in doubted}
    return {**table, **dict.fromkeys(lifted, Outcome.PUBLISH)}


def _find_reasons(signals: Iterable[str], table: Table) -> tuple[str, ...]:
    asking = [code for code in signals if _weigh(code, table) is not Outcome.PUBLISH]
    return tuple(sorted(asking, key=lambda code: (-_weigh(code, table).strictness, _position(code), code)))


def _weigh(code: str, table: Table) -> Outcome:
    return table.get(code, Outcome.HOLD)


def _position(code: str) -> int:
    """A signal's row in the table, unknown ones last."""
    return list(SIGNALS).index(code) if code in SIGNALS else len(SIGNALS)
