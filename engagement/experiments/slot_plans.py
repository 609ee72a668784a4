"""How many days wordings that are shown by time slot need, said before the first.

What is assumed of slots here decides how long it takes, and never whether a verdict is right.
"""

import math
from functools import lru_cache
from statistics import NormalDist

from engagement.experiments.planning import Plan
from engagement.experiments.sequences import reach
from engagement.experiments.slots import slots_a_day

SLOT_SPREAD = 0.25
"""By how much the share of readers who act differs from slot to slot beyond chance: its standard deviation, as a share
of itself, in the shortest. Long slots differ more: one wording has the morning, another the evening.
"""

_MET = 0.9
"""What is left of the acts where two wordings are not seen alike often on one day: slots of night and noon differ."""

MOST_DAYS = 3650
_HOURS_APART = 4


def unlikeness(*, slot_hours: int, wordings: int) -> float:
    """How much the readers of one slot have in common: the variance of a wording's rate on one day, as a share of its
    square. The more slots of its own a wording has on a day, the more they even out.
    """
    return slot_spread(slot_hours) ** 2 * wordings / slots_a_day(slot_hours)


def slot_spread(slot_hours: int) -> float:
    """By how much slots of that length are assumed to differ: somewhat more than a quarter from hour to
    hour, half from half day to half day.
    """
    return SLOT_SPREAD * math.sqrt(1 + slot_hours / _HOURS_APART)


def fewest_days(*, alpha: float = 0.05, wordings: int = 2) -> int:
    """Before so many days no difference can be named, however large it is: no sum of so few signs is out of the way."""
    return math.ceil(reach(alpha / math.comb(wordings, 2)) + 1)


@lru_cache(maxsize=256)
def plan_slot_acts(*, lift: float, alpha: float = 0.05, power: float = 0.8, wordings: int = 2) -> int:
    """How many acts two wordings would need together if slots differed by chance alone and days were many."""
    Plan(acts=1, lift=lift, alpha=alpha)
    alpha, missed = alpha / math.comb(wordings, 2), _missed(power, wordings)
    far = reach(alpha)
    # Where the sum of squares is what was planned, the bound is its square root times this.
    bound = math.sqrt((1 + 1 / far) * (math.log1p(far) - 2 * math.log(alpha)))
    return math.ceil(4 * ((missed + bound) / (2 * _lead(lift))) ** 2)


@lru_cache(maxsize=256)
def days_needed(
    acts_a_day: float, *, lift: float, slot_hours: int, wordings: int = 2, alpha: float = 0.05, power: float = 0.8
) -> int | None:
    """How many whole days lead to a verdict with at least the probability ``power``, where one wording is better by
    ``lift`` than every other and readers act so often a day, in all wordings together. None where ten years do not.
    """
    acts = plan_slot_acts(lift=lift, alpha=alpha, power=power, wordings=wordings)
    unlike = unlikeness(slot_hours=slot_hours, wordings=wordings)
    alpha, missed = alpha / math.comb(wordings, 2), _missed(power, wordings)
    rho = acts / 4 / reach(alpha)
    weighed = _MET * acts_a_day / wordings
    a_day = weighed / 2 / (1 + unlike * weighed)
    for days in range(1, MOST_DAYS + 1):
        squares = days * a_day
        sure = 2 * _lead(lift) * squares - missed * math.sqrt(squares)
        spread = squares + (2 * _lead(lift) * a_day) ** 2 * days + rho
        if sure > 0 and sure**2 >= spread * (math.log(spread / rho) - 2 * math.log(alpha)):
            return days
    return None


def _lead(lift: float) -> float:
    """By how much the better of two leads, as a share of both together."""
    return lift / (2 + lift)


def _missed(power: float, wordings: int) -> float:
    """So many standard deviations below what is expected it must still be found. Of more than two, each may miss its
    share.
    """
    return NormalDist().inv_cdf(1 - (1 - power) / (wordings - 1))
