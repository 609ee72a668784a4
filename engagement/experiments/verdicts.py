"""What is known about an experiment's wordings by now, as one verdict."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from engagement.experiments.planning import Plan
from engagement.experiments.sequences import EVERYTHING, Interval, log_evidence, narrowness, share_interval

_UNEVEN = 0.001
"""How often at most an even split of readers is called uneven."""

_UNEVEN_AFTER = 2000
_APPROVAL_PRIOR = 1.0


class Outcome(Enum):
    """What can be said."""

    NOT_YET = "not yet"
    WINNER = "winner"
    NO_DIFFERENCE = "no difference worth having"
    UNEVEN = "unevenly shown"
    """Readers did not see the wordings equally often, so something is broken and nothing else is said."""
    UNSTEADY = "unsteady"
    """What was certain earlier no longer fits: the difference itself changed over time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One wording's counts from the experiment's first day on: ``seen`` views, ``acts`` of those who saw it, and of
    what they sent ``approved`` and ``refused`` (rejected; spam counts as neither).
    """

    seen: int = 0
    acts: int = 0
    approved: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The arms at one moment, the first wording first; of several articles, their sums."""

    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``winner`` is the arm's place in the standing; it leads to ``least`` to ``most`` more acts than the one next to
    it, .12 for 12 % more. ``costs_approval`` says that what it brings in is approved less often for certain.
    """

    outcome: Outcome
    winner: int | None = None
    least: float = 0.0
    most: float = 0.0
    costs_approval: bool = False
    acts: int = 0
    days: int | None = None
    """So many whole days stand behind it, where wordings are shown by time slot; none where by a coin."""
    done: float = 0.0
    """Which share of what it was planned to take has been seen, by time slot."""


def judge(standings: Iterable[Standing], *, plan: Plan) -> Verdict:
    """The verdict after the last of ``standings``, one a look, oldest first.

    Intervals of all looks hold together, so that each narrows those before it, and a verdict once reached stays unless
    the later ones contradict it. Of more than two wordings every pair is compared, at a level that all pairs share.
    """
    looks = list(standings)
    arms = looks[-1].arms if looks else ()
    pairs = list(itertools.combinations(range(len(arms)), 2))
    acts = sum(arm.acts for arm in arms)
    if not pairs:
        return Verdict(outcome=Outcome.NOT_YET, acts=acts)
    if any(_is_uneven(arms[one].seen, arms[two].seen, among=len(pairs)) for one, two in pairs):
        return Verdict(outcome=Outcome.UNEVEN, acts=acts)
    alpha = plan.alpha / len(pairs)
    shares = {pair: _narrowed(looks, pair, plan=plan, alpha=alpha) for pair in pairs}
    return conclude(arms, shares, plan=plan)


def conclude(arms: Sequence[Arm], shares: Mapping[tuple[int, int], Interval], *, plan: Plan) -> Verdict:
    """What the shares of all pairs say together: of both wordings' acts, that of the pair's first."""
    acts = sum(arm.acts for arm in arms)
    if any(share.low > share.high for share in shares.values()):
        return Verdict(outcome=Outcome.UNSTEADY, acts=acts)
    ratios = {pair: _ratios_of(share) for pair, share in shares.items()}
    ratios |= {(two, one): _turned(ratio) for (one, two), ratio in ratios.items()}
    for arm in range(len(arms)):
        others = [other for other in range(len(arms)) if other != arm]
        if all(ratios[arm, other].low > 1 for other in others):
            second = max(others, key=lambda other: arms[other].acts)
            ratio = ratios[arm, second]
            return Verdict(
                outcome=Outcome.WINNER,
                winner=arm,
                least=ratio.low - 1,
                most=ratio.high - 1,
                costs_approval=any(_is_approved_less(arms[arm], arms[other], plan.alpha) for other in others),
                acts=acts,
            )
    worth = Interval(1 / (1 + plan.lift), 1 + plan.lift)
    if all(worth.low < ratios[pair].low and ratios[pair].high < worth.high for pair in shares):
        return Verdict(outcome=Outcome.NO_DIFFERENCE, acts=acts)
    return Verdict(outcome=Outcome.NOT_YET, acts=acts)


def compare_with_first(standings: Iterable[Standing], *, plan: Plan) -> tuple[Interval | None, ...]:
    """How many times as many acts as the first wording each other one leads to: what is still possible, at the level of
    the verdict. None where what was certain earlier no longer fits.
    """
    looks = list(standings)
    count = len(looks[-1].arms) if looks else 0
    alpha = plan.alpha / max(math.comb(count, 2), 1)
    shares = (_narrowed(looks, (0, other), plan=plan, alpha=alpha) for other in range(1, count))
    return tuple(against(share) for share in shares)


def against(share: Interval) -> Interval | None:
    """How many times as many acts as the first of a pair the second leads to, by the first one's share of both; none
    where nothing fits any more.
    """
    return _turned(_ratios_of(share)) if share.low <= share.high else None


def _ratios_of(share: Interval) -> Interval:
    return Interval(_odds(share.low), _odds(share.high))


def _narrowed(looks: list[Standing], pair: tuple[int, int], *, plan: Plan, alpha: float) -> Interval:
    """The first wording's share of both wordings' acts: what every look leaves possible."""
    prior = narrowness(plan.acts, alpha)
    found = EVERYTHING
    for look in looks:
        one, two = (look.arms[arm].acts for arm in pair)
        found = found.within(share_interval(one, two, prior=prior, alpha=alpha))
    return found


def _is_uneven(one: int, two: int, *, among: int) -> bool:
    """Whether a fair coin never shares readers out like this."""
    prior = narrowness(_UNEVEN_AFTER, _UNEVEN)
    return log_evidence(one, two, share=0.5, prior=prior) >= -math.log(_UNEVEN / among)


def _is_approved_less(arm: Arm, other: Arm, alpha: float) -> bool:
    """Whether the share of ``arm``'s answers that were approved is below the other's for certain."""
    one, two = (
        share_interval(each.approved, each.refused, prior=_APPROVAL_PRIOR, alpha=alpha / 2) for each in (arm, other)
    )
    return one.high < two.low


def _turned(ratio: Interval) -> Interval:
    return Interval(_inverse(ratio.high), _inverse(ratio.low))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


def _inverse(ratio: float) -> float:
    return 1 / ratio if ratio > 0 else float("inf")
