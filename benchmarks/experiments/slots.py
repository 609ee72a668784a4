"""The same for wordings that are shown by time slot, among readers whose slots, hours and days are unlike each other.

``python -m benchmarks.experiments.slots [--runs N] [--seed N] [--first N] [--last N]``
"""

import argparse
from dataclasses import dataclass

import numpy as np

from engagement.experiments import Arm, Outcome, Plan
from engagement.experiments.days import SlotDay, judge_days
from engagement.experiments.slot_plans import days_needed, plan_slot_acts, unlikeness

_AT_ONCE = 2_000
_HOURS = np.arange(24)
_TRAFFIC = 1 + 0.9 * np.sin((_HOURS - 9) * 2 * np.pi / 24)
"""Few by night, most in the afternoon."""


@dataclass(frozen=True)
class Scenario:
    """Articles that are alike, each with so many acts a day, and readers who differ."""

    name: str
    acts: float
    lift: float
    planned_lift: float
    hours: int = 3
    arms: int = 2
    rate: float = 0.02
    slot: float = 0.2
    """The standard deviation by which rates differ from slot to slot; traffic by twice as much."""
    day: float = 0.3
    """The same from day to day."""
    wave: float = 0.3
    """By how much the rate swings over the day."""
    rush: float = 0.0
    """How likely it is that a slot brings ten times the readers, who act half or twice as often."""
    fading: float = 1.0
    """What is left of the traffic from one day to the next."""
    articles: int = 1
    length: float = 1.0
    """How many times as many days as planned."""


def run(scenario, runs, seed):
    """Play the scenario ``runs`` times, judged each morning; the plan's days, and of each the verdict and its day."""
    random = np.random.default_rng(seed)
    lift, arms, hours = scenario.planned_lift, scenario.arms, scenario.hours
    plan = Plan(acts=plan_slot_acts(lift=lift, wordings=arms), lift=lift)
    expected = scenario.acts * (1 + lift / arms) * scenario.articles
    planned = days_needed(expected / scenario.articles, lift=lift, slot_hours=hours, wordings=arms)
    if scenario.articles > 1:
        planned = 28
    days = round(planned * scenario.length)
    unlike = unlikeness(slot_hours=hours, wordings=arms)
    played = []
    for first in range(0, runs, _AT_ONCE):
        number = min(_AT_ONCE, runs - first)
        articles = [_happen(scenario, random, number, days) for _article in range(scenario.articles)]
        played += [_play([(s[one], a[one]) for s, a in articles], plan, unlike) for one in range(number)]
    return planned, played


def _happen(scenario, random, runs, days):
    """How often each wording was seen and acted on each day, of one article in each run."""
    slots = 24 // scenario.hours
    shape = (runs, days, slots)
    busy = _TRAFFIC.reshape(slots, scenario.hours).sum(axis=1) / _TRAFFIC.sum()
    swing = 1 + scenario.wave * np.sin((np.arange(slots) + 0.5) * 2 * np.pi / slots)

    def unlike(size, spread):
        return np.exp(random.normal(-spread * spread / 2, spread, size))

    views = scenario.acts / scenario.rate * busy * unlike((runs, days, 1), scenario.day)
    views = views * unlike(shape, 2 * scenario.slot) * (scenario.fading ** np.arange(days))[None, :, None]
    rates = scenario.rate * swing * unlike((runs, days, 1), scenario.day) * unlike(shape, scenario.slot)
    rush = random.random(shape) < scenario.rush
    views, rates = np.where(rush, 10 * views, views), np.where(rush, rates * random.choice([0.5, 2], shape), rates)
    # In every block of as many slots as there are wordings, each has one.
    blocks = -(-slots // scenario.arms)
    drawn = random.random((runs, days, blocks, scenario.arms)).argsort(axis=3)
    shown = drawn.reshape(runs, days, -1)[:, :, :slots]
    rates = np.minimum(np.where(shown == 0, rates * (1 + scenario.lift), rates), 1)
    seen = random.poisson(views)
    acted = random.binomial(seen, rates)
    by_arm = [(seen * (shown == arm)).sum(axis=2) for arm in range(scenario.arms)]
    acts = [(acted * (shown == arm)).sum(axis=2) for arm in range(scenario.arms)]
    return np.stack(by_arm, axis=2), np.stack(acts, axis=2)


def _play(articles, plan, unlike):
    """What was ever said: the verdict after the last day, and the day on which a winner was named first."""
    looks = [
        [
            SlotDay(tuple(Arm(seen=int(s), acts=int(a)) for s, a in zip(seen[day], acts[day], strict=True)), unlike)
            for seen, acts in articles
        ]
        for day in range(len(articles[0][0]))
    ]
    totals = tuple(
        Arm(seen=int(s), acts=int(a))
        for s, a in zip(
            sum(seen.sum(axis=0) for seen, _acts in articles),
            sum(acts.sum(axis=0) for _seen, acts in articles),
            strict=True,
        )
    )
    last = judge_days(looks, totals=totals, plan=plan)
    if last.outcome not in (Outcome.WINNER, Outcome.UNSTEADY):
        return last, len(looks), last.outcome
    if last.outcome is Outcome.UNSTEADY:
        # Whoever looked each day may have been told of a winner before.
        for day in range(1, len(looks)):
            then = judge_days(looks[:day], totals=totals, plan=plan)
            if then.outcome is Outcome.WINNER:
                return then, day, last.outcome
        return last, len(looks), last.outcome
    # Intervals only narrow, so the first day on which it was named is found by halving.
    low, high = 0, len(looks)
    while high - low > 1:
        middle = (low + high) // 2
        named = judge_days(looks[:middle], totals=totals, plan=plan).outcome is Outcome.WINNER
        low, high = (low, middle) if named else (middle, high)
    return last, high, last.outcome


CALM = {"slot": 0.0, "day": 0.0, "wave": 0.0}
SCENARIOS = (
    Scenario("no difference", 50, 0, 0.25),
    Scenario("no difference, three times as long as planned", 50, 0, 0.25, length=3),
    Scenario("no difference, slots of 12 hours", 50, 0, 0.25, hours=12),
    Scenario("no difference, a tenth of the slots with a rush of other readers", 50, 0, 0.25, rush=0.1),
    Scenario("no difference, slots twice as unlike, days too", 200, 0, 0.25, slot=0.5, day=0.7, wave=0.5),
    Scenario("no difference, read less by a tenth each day", 200, 0, 0.25, fading=0.9),
    Scenario("no difference, two acts a day", 2, 0, 0.5),
    Scenario("no difference, three wordings", 50, 0, 0.25, arms=3),
    Scenario("no difference, 20 articles of 6 acts a day", 6, 0, 0.25, articles=20),
    Scenario("a quarter better", 50, 0.25, 0.25),
    Scenario("a quarter better, 500 acts a day", 500, 0.25, 0.25),
    Scenario("a quarter better, readers all alike", 50, 0.25, 0.25, **CALM),
    Scenario("half better, 5 acts a day", 5, 0.5, 0.5),
    Scenario("a quarter better, slots of 1 hour", 50, 0.25, 0.25, hours=1),
    Scenario("half better, slots of 12 hours", 50, 0.5, 0.5, hours=12),
    Scenario("half better than two others", 50, 0.5, 0.5, arms=3),
    Scenario("a quarter better, 20 articles of 6 acts a day", 6, 0.25, 0.25, articles=20),
    Scenario("a tenth better, planned for a quarter", 50, 0.1, 0.25),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--first", type=int, default=0, help="of the scenarios, so that they can be shared out")
    parser.add_argument("--last", type=int, default=len(SCENARIOS))
    options = parser.parse_args()
    print(f"{options.runs} experiments each, seed {options.seed}\n")
    print(
        "| scenario | days planned | named rightly | named wrongly | no difference | not yet | unsteady "
        "| truth lost | day said |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for number, scenario in enumerate(SCENARIOS):
        if options.first <= number < options.last:
            print(_row(scenario, *run(scenario, options.runs, options.seed + number)), flush=True)


def _row(scenario, planned, played):
    right = sum(v.outcome is Outcome.WINNER and v.winner == 0 and scenario.lift > 0 for v, _day, _last in played)
    wrong = sum(v.outcome is Outcome.WINNER for v, _day, _last in played) - right
    none, not_yet, unsteady = (
        sum(last is outcome for _v, _day, last in played)
        for outcome in (Outcome.NO_DIFFERENCE, Outcome.NOT_YET, Outcome.UNSTEADY)
    )
    # The interval of a winner that was named rightly does not hold the truth.
    lost = sum(
        v.outcome is Outcome.WINNER and v.winner == 0 and not v.least <= scenario.lift <= v.most
        for v, _day, _last in played
    )
    days = sorted(day for v, day, _last in played if v.outcome is Outcome.WINNER)
    share = [f"{100 * n / len(played):.2f} %" for n in (right, wrong, none, not_yet, unsteady)]
    median = days[len(days) // 2] if days and scenario.lift else "–"
    gone = f"{100 * lost / len(played):.2f} %" if scenario.lift else "–"
    return f"| {scenario.name} | {planned} | {' | '.join(share)} | {gone} | {median} |"


if __name__ == "__main__":
    main()
