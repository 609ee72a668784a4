"""Confidence sequences for a share: intervals that all hold at once, at whichever moments somebody looks.

A mixture over shares, a symmetric beta distribution around one half, is set against each possible share. The quotient
of what both make of the throws so far is a martingale that starts at 1 where that share is the true one, so by Ville's
inequality it ever reaches ``1 / alpha`` with a probability of at most ``alpha``. The shares for which it has not are
the interval (Lindon and Malek, arXiv:2011.03567, sections 2 and 3, for two kinds of events).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

_STEPS = 40
"""Halvings: to a millionth of a millionth."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both within it."""

    low: float
    high: float

    def meets(self, other: "Interval") -> bool:
        """Whether both share a point."""
        return self.low <= other.high and other.low <= self.high

    def within(self, other: "Interval") -> "Interval":
        """What both share; turned round (``low`` above ``high``) where they share nothing."""
        return Interval(max(self.low, other.low), min(self.high, other.high))


EVERYTHING = Interval(0.0, 1.0)


def narrowness(throws: int, alpha: float) -> float:
    """The parameter of the symmetric beta distribution that tells a share from one half with the fewest hits after so
    many throws.

    A throw near one half has the spread one half. Any other value is as valid, and only slower.
    """
    return max(0.5, (throws / reach(alpha) - 1) / 2)


def reach(alpha: float) -> float:
    """At how many times the variance of the mixture a bound is tightest, for normal observations with a known spread.

    Waudby-Smith and others give it: "Time-uniform central limit theory and asymptotic confidence sequences",
    arXiv:2103.06476, appendix B.2.
    """
    depth = 1 - 2 * math.log(alpha)
    w = depth
    for _step in range(_STEPS):
        w = depth + math.log(w)
    return w - 1


def log_evidence(hits: int, misses: int, *, share: float, prior: float) -> float:
    """The logarithm of the evidence against ``share``, after so many hits and misses in any order.

    ``prior`` is the parameter of the mixture, chosen before the first throw.
    """
    return _log_mixed(hits, misses, prior) - _log_single(hits, misses, share)


def share_interval(hits: int, misses: int, *, prior: float, alpha: float) -> Interval:
    """The shares that ``hits`` and ``misses`` leave possible, at the level ``1 - alpha`` for all looks together."""
    if hits + misses == 0:
        return EVERYTHING
    least = _log_mixed(hits, misses, prior) + math.log(alpha)
    likeliest = hits / (hits + misses)

    def refuted(share: float) -> bool:
        return _log_single(hits, misses, share) <= least

    # The evidence against a share grows with its distance from the likeliest one, on both sides.
    low = find_border(refuted, 0.0, likeliest) if hits else 0.0
    high = find_border(refuted, 1.0, likeliest) if misses else 1.0
    return Interval(low, high)


def find_border(refuted: Callable[[float], bool], outside: float, inside: float) -> float:
    """Where ``refuted`` turns between a share that is and one that is not; the last that is, so that nothing possible
    is left out.
    """
    for _step in range(_STEPS):
        middle = (outside + inside) / 2
        if refuted(middle):
            outside = middle
        else:
            inside = middle
    return outside


def _log_mixed(hits: int, misses: int, prior: float) -> float:
    """What the mixture makes of the throws, as a logarithm."""
    return _log_beta(prior + hits, prior + misses) - _log_beta(prior, prior)


def _log_single(hits: int, misses: int, share: float) -> float:
    """What one share makes of them."""
    if (hits and share <= 0) or (misses and share >= 1):
        return -math.inf
    return (hits * math.log(share) if hits else 0.0) + (misses * math.log1p(-share) if misses else 0.0)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
