"""What differences that are as likely to fall one way as the other leave possible, at whichever moments somebody looks.

If ``D`` is symmetric about 0 whatever came before, ``exp(λS - λ²V/2)`` is a supermartingale, where ``S`` is the sum of
all ``D`` and ``V`` that of their squares (de la Peña, "A general class of exponential inequalities for martingales and
ratios", Annals of Probability 27, 1999). Nothing is asked of how large each ``D`` is, or how they vary. Mixed over a
normal distribution of ``λ`` with the variance ``1 / ρ``, ``S² >= (V + ρ) log((V + ρ) / (ρ α²))`` ever happens with a
probability of at most ``α`` (Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform Chernoff bounds via nonnegative
supermartingales", arXiv:1808.03204).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from engagement.experiments.sequences import Interval, find_border

_RATIOS = (0.1, 0.25, 0.5, 0.66, 0.8, 0.9)
_POSTS = (
    *(ratio / (1 + ratio) for ratio in _RATIOS),
    0.5,
    *(1 / (1 + ratio) for ratio in reversed(_RATIOS)),
)
"""Shares that are asked on the way outwards: far out, where the squares are all difference and no chance, the bound may
rise again.
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """Pairs ``(x, y)``, summed up so that every share can be asked.

    With the share ``p`` of the first, a pair differs by ``D = 2 ((1 - p) x - p y)``; at one half that is ``x - y``.
    """

    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    xy: float = 0.0
    yy: float = 0.0

    def plus(self, x: float, y: float) -> "Sums":
        """With one more pair."""
        return Sums(self.x + x, self.y + y, self.xx + x * x, self.xy + x * y, self.yy + y * y)

    def refute(self, share: float, *, rho: float, alpha: float) -> bool:
        """Whether the first one's share cannot be this."""
        other = 1 - share
        difference = 2 * (other * self.x - share * self.y)
        squares = 4 * (other * other * self.xx - 2 * share * other * self.xy + share * share * self.yy)
        spread = max(squares, 0.0) + rho
        return difference * difference >= spread * (math.log(spread / rho) - 2 * math.log(alpha))


def narrow(found: Interval, sums: Sums, *, rho: float, alpha: float) -> Interval:
    """What is left of the shares that were possible, after these pairs.

    From the likeliest share outwards, up to the first that cannot be; so a share of one half is left out just where it
    is refuted.
    """
    if sums.x + sums.y <= 0:
        return found
    likeliest = sums.x / (sums.x + sums.y)

    def refuted(share: float) -> bool:
        return sums.refute(share, rho=rho, alpha=alpha)

    low = max(found.low, _border(refuted, likeliest, min(found.low, likeliest)))
    high = min(found.high, _border(refuted, likeliest, max(found.high, likeliest)))
    return Interval(low, high)


def _border(refuted: Callable[[float], bool], inside: float, end: float) -> float:
    """Where ``refuted`` turns first between a share that is possible and the ``end``; the last that is refuted."""
    between = [post for post in _POSTS if min(inside, end) < post < max(inside, end)]
    for post in [*sorted(between, key=lambda share: abs(share - inside)), end]:
        if refuted(post):
            return find_border(refuted, post, inside)
        inside = post
    return end
