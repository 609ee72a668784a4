"""What is known about wordings that are shown by time slot, day by day.

Readers of one slot see the same words, and have much in common: the hour, the news, the link that brought them. So a
slot's readers are no throws of a coin, and nothing of the binomial distribution holds. But each day the order of the
wordings was drawn. If two lead to the same, the day could as well have been counted the other way round, and how far
apart they are is as likely to speak for one as for the other: whatever the day's readers were like.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engagement.experiments.planning import Plan
from engagement.experiments.sequences import EVERYTHING, Interval, reach
from engagement.experiments.symmetry import Sums, narrow
from engagement.experiments.verdicts import Arm, Outcome, Verdict, against, conclude

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SlotDay:
    """What was counted of each wording of one experiment on one whole day.

    ``unlike`` says how much readers of one slot have in common: see ``engagement.experiments.slot_plans.unlikeness``.
    """

    arms: tuple[Arm, ...]
    unlike: float


Look = Sequence[SlotDay]
"""What one more day brought: of one experiment, or of several that are put together."""


@dataclass(frozen=True, slots=True)
class _Known:
    share: Interval
    days: int
    weight: float


def judge_days(looks: Iterable[Look], *, totals: tuple[Arm, ...], plan: Plan) -> Verdict:
    """The verdict after the last of ``looks``, one a day, oldest first; ``totals`` is what was counted until now.

    Said as ``judge`` says it, of whole days alone. That readers saw the wordings unequally often is no sign of anything
    here: slots differ.
    """
    seen = list(looks)
    pairs = list(itertools.combinations(range(len(totals)), 2))
    acts = sum(arm.acts for arm in totals)
    if not pairs:
        return Verdict(outcome=Outcome.NOT_YET, acts=acts, days=0)
    alpha = plan.alpha / len(pairs)
    known = {pair: _learn(seen, pair, plan=plan, alpha=alpha) for pair in pairs}
    verdict = conclude(totals, {pair: each.share for pair, each in known.items()}, plan=plan)
    least = min(known.values(), key=lambda each: each.weight)
    done = min(least.weight / _planned(plan), min(each.days for each in known.values()) / (reach(alpha) + 1))
    return replace(verdict, days=len(seen), done=done)


def compare_days_with_first(looks: Iterable[Look], *, arms: int, plan: Plan) -> tuple[Interval | None, ...]:
    """How many times as many acts as the first wording each other one leads to: what is still possible, at the level of
    the verdict. None where what was certain earlier no longer fits.
    """
    seen = list(looks)
    alpha = plan.alpha / max(arms * (arms - 1) // 2, 1)
    return tuple(against(_learn(seen, (0, other), plan=plan, alpha=alpha).share) for other in range(1, arms))


def _learn(looks: Sequence[Look], pair: Pair, *, plan: Plan, alpha: float) -> _Known:
    """The first wording's share of both wordings' acts as every day leaves it possible, were both seen alike often."""
    rho = _planned(plan) / reach(alpha)
    share, sums, days, weight = EVERYTHING, Sums(), 0, 0.0
    for look in looks:
        counted = False
        for day in look:
            x, y = _weigh(day, pair)
            if x + y > 0:
                counted, weight = True, weight + (x + y) / 2
                sums = sums.plus(x, y)
        if counted:
            days += 1
            share = narrow(share, sums, rho=rho, alpha=alpha)
    return _Known(share, days, weight)


def _weigh(day: SlotDay, pair: Pair) -> tuple[float, float]:
    """Both wordings' acts, as if both had been seen alike often, and less the more of them there are: ten times as many
    readers in the same slots are not ten times as much evidence. Nothing where one of the two was not seen.

    Everything that both are weighed by stays the same if they change places.
    """
    one, two = (day.arms[arm] for arm in pair)
    if not one.seen or not two.seen:
        return 0.0, 0.0
    alike = one.seen * two.seen / (one.seen + two.seen)
    x, y = alike * one.acts / one.seen, alike * two.acts / two.seen
    weight = 1 / (1 + day.unlike * (x + y))
    return weight * x, weight * y


def _planned(plan: Plan) -> float:
    """The sum of squares at which the plan is sharpest. Of acts that come one by one, each adds a quarter."""
    return plan.acts / 4
