"""How often verdicts about wordings are wrong, and how often the better one is found: thousands of experiments.

``python -m benchmarks.experiments.simulation [--runs N] [--seed N]``
"""

import argparse
import functools
from dataclasses import dataclass

import numpy as np

from engagement.experiments import Arm, Outcome, Plan, Standing, judge, plan_acts, verdicts, views_needed

_DAYS = 28


@dataclass(frozen=True)
class Scenario:
    """Articles, each with a rate of its own at which readers of the poorer wordings act."""

    name: str
    rates: tuple[float, ...]
    lift: float
    planned_lift: float
    arms: int = 2
    length: float = 1.0
    """How many times as many views as planned."""
    tide: float = 0.0
    """By how much the rate swings over a week, as a share of itself."""


def run(scenario, runs, seed):
    """Play the scenario ``runs`` times; judged each day as an editor would who looks every morning."""
    random = np.random.default_rng(seed)
    lift, arms = scenario.planned_lift, scenario.arms
    plan = Plan(acts=plan_acts(lift=lift, wordings=arms), lift=lift)
    mean_rate = sum(scenario.rates) / len(scenario.rates)
    views = views_needed(plan.acts, rate=mean_rate, lift=lift, wordings=arms)
    each = views * scenario.length / len(scenario.rates) / _DAYS
    days = np.arange(_DAYS)
    shape = (runs, _DAYS, scenario.arms)
    seen, acted = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for rate in scenario.rates:
        arrivals = random.poisson(each, (runs, _DAYS))
        shown = random.multinomial(arrivals, [1 / scenario.arms] * scenario.arms)
        now = rate * (1 + scenario.tide * np.sin(days * 2 * np.pi / 7))[None, :, None] * np.ones(shape)
        now[:, :, 0] *= 1 + scenario.lift
        seen += shown
        acted += random.binomial(shown, np.minimum(now, 1))
    seen, acted = seen.cumsum(axis=1), acted.cumsum(axis=1)
    return plan, [_play(seen[one], acted[one], plan) for one in range(runs)]


def _play(seen, acted, plan):
    """What was ever said in one experiment: the outcome, the winner, and the day. Whoever is told that there is no
    difference and looks on may be told of a winner later; that counts as named.
    """
    looks = [
        Standing(tuple(Arm(seen=int(s), acts=int(a)) for s, a in zip(*day, strict=True)))
        for day in zip(seen, acted, strict=True)
    ]
    last = judge(looks, plan=plan)
    if last.outcome != Outcome.WINNER:
        return last, _DAYS
    # Intervals only narrow, so the first day on which it was named is found by halving.
    low, high = 0, _DAYS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if judge(looks[:middle], plan=plan).outcome == Outcome.WINNER else (middle, high)
    return last, high


MIXED = tuple(np.geomspace(0.004, 0.09, 30))
SCENARIOS = (
    Scenario("no difference, 2 % begin to write", (0.02,), 0, 0.25),
    Scenario("no difference, 2 %, five times as long as planned", (0.02,), 0, 0.25, length=5),
    Scenario("no difference, 0.3 % begin to write", (0.003,), 0, 0.5),
    Scenario("no difference, 30 % choose a stance", (0.3,), 0, 0.25),
    Scenario("no difference, rates that swing by half over the week", (0.02,), 0, 0.25, tide=0.5),
    Scenario("no difference, 30 articles of 0.4 to 9 %", MIXED, 0, 0.25),
    Scenario("no difference, three wordings", (0.02,), 0, 0.25, arms=3),
    Scenario("a quarter better, 2 %", (0.02,), 0.25, 0.25),
    Scenario("half better, 0.3 %", (0.003,), 0.5, 0.5),
    Scenario("a quarter better, 30 % choose a stance", (0.3,), 0.25, 0.25),
    Scenario("a quarter better, rates that swing", (0.02,), 0.25, 0.25, tide=0.5),
    Scenario("a quarter better, 30 articles", MIXED, 0.25, 0.25),
    Scenario("a quarter better than two others", (0.02,), 0.25, 0.25, arms=3),
    Scenario("a tenth better, planned for a quarter", (0.02,), 0.10, 0.25),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20261129)
    options = parser.parse_args()
    verdicts.share_interval = functools.cache(verdicts.share_interval)
    print(f"{options.runs} experiments each, {_DAYS} looks, seed {options.seed}\n")
    print("| scenario | acts planned | named rightly | named wrongly | no difference | not yet | else | day said |")
    print("|---|---|---|---|---|---|---|---|")
    for number, scenario in enumerate(SCENARIOS):
        plan, played = run(scenario, options.runs, options.seed + number)
        right = sum(v.outcome == Outcome.WINNER and v.winner == 0 and scenario.lift > 0 for v, _day in played)
        wrong = sum(v.outcome == Outcome.WINNER for v, _day in played) - right
        none = sum(v.outcome == Outcome.NO_DIFFERENCE for v, _day in played)
        not_yet = sum(v.outcome == Outcome.NOT_YET for v, _day in played)
        days = sorted(day for v, day in played if v.outcome == Outcome.WINNER)
        share = [f"{100 * n / len(played):.2f} %" for n in (right, wrong, none, not_yet)]
        rest = len(played) - right - wrong - none - not_yet
        median = days[len(days) // 2] if days and scenario.lift else "–"
        print(f"| {scenario.name} | {plan.acts} | {' | '.join(share)} | {100 * rest / len(played):.2f} % | {median} |")


if __name__ == "__main__":
    main()
