"""How many acts and views an experiment needs, said before it begins."""

import math
from dataclasses import dataclass
from functools import lru_cache

from engagement.experiments.sequences import log_evidence, narrowness

_MOST_LIFT = 10
"""Eleven times as many: beyond anything ever seen."""

_MOST_ALPHA = 0.5
_FEWEST = 20
_MOST = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is settled before the first reader is counted; an experiment keeps it to its end.

    ``acts`` is the number of acts, in both wordings together, at which the comparison is sharpest: ``plan_acts`` says
    it. More or fewer may come. ``lift`` is the least difference worth having, .25 for a quarter more; ``alpha`` how
    often at most a winner is named where there is none, over all looks.
    """

    acts: int
    lift: float = 0.25
    alpha: float = 0.05

    def __post_init__(self) -> None:
        if self.acts < 1:
            message = "A plan needs at least one act."
            raise ValueError(message)
        if not 0 < self.lift <= _MOST_LIFT:
            message = "The least difference worth having must be above 0 and at most 10 (eleven times as many)."
            raise ValueError(message)
        if not 0 < self.alpha < _MOST_ALPHA:
            message = "The share of false winners must be above 0 and below one half."
            raise ValueError(message)


@lru_cache(maxsize=256)
def plan_acts(*, lift: float, alpha: float = 0.05, power: float = 0.8, wordings: int = 2) -> int:
    """How many acts two wordings need together, so that one that is better by ``lift`` than every other is named with
    at least the probability ``power``.

    The chance of having crossed the border at the last act alone is reckoned; whoever looks earlier as well finds the
    better one sooner and no less often, so the number is a little more than enough. With more than two wordings the
    pairs share ``alpha``, and each may miss its share of ``1 - power``.
    """
    Plan(acts=1, lift=lift, alpha=alpha)
    alpha, power = alpha / math.comb(wordings, 2), 1 - (1 - power) / (wordings - 1)
    low, high = _FEWEST, _FEWEST
    while _power(high, lift, alpha) < power:
        low, high = high, high * 2
        if high > _MOST:
            break
    while high - low > max(1, low // 200):
        middle = (low + high) // 2
        low, high = (low, middle) if _power(middle, lift, alpha) >= power else (middle, high)
    return high


def views_needed(acts: int, *, rate: float, lift: float, wordings: int = 2) -> int:
    """How many views of all wordings together lead to ``plan_acts``, where ``rate`` of those who see a poorer one act
    and the best is better by ``lift``.
    """
    return math.ceil(acts / (rate * (1 + lift / 2)) * wordings / 2)


def _power(acts: int, lift: float, alpha: float) -> float:
    """The chance that the better of two wordings stands proven after ``acts`` acts, by the binomial distribution."""
    needed = _hits_needed(acts, alpha)
    share = (1 + lift) / (2 + lift)
    spread = math.sqrt(acts * share * (1 - share))
    last = min(acts, int(acts * share + 9 * spread) + 1)
    choose = math.lgamma(acts + 1)
    hit, miss = math.log(share), math.log1p(-share)
    return math.fsum(
        math.exp(choose - math.lgamma(k + 1) - math.lgamma(acts - k + 1) + k * hit + (acts - k) * miss)
        for k in range(needed, last + 1)
    )


def _hits_needed(acts: int, alpha: float) -> int:
    """The fewest hits of so many throws that prove a share above one half."""
    prior, limit = narrowness(acts, alpha), -math.log(alpha)
    low, high = acts // 2, acts + 1
    while high - low > 1:
        middle = (low + high) // 2
        proven = log_evidence(middle, acts - middle, share=0.5, prior=prior) >= limit
        low, high = (low, middle) if proven else (middle, high)
    return high
