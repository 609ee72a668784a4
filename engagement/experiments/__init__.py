"""Which wording of a prompt earns more answers, said honestly: pure, exact at every look, without a stored reader.

Each reader who sees a prompt sees one of its wordings, by a coin. A reader who then acts (begins to write, chooses a
stance) has seen the first of two wordings with the probability ``r / (1 + r)``, where ``r`` is how many times as often
the first leads to that act. So the acts alone, in the order they come, are throws of one coin, whatever the prompt's
own rate is, however it changes over the day, and in whichever article it stands. What is known about that coin is known
about ``r``: exactly, without an approximation for large numbers, and for many articles together, because each
article's own rate drops out. Lindon and Malek describe this for counts in general ("Anytime-Valid Inference for
Multinomial Count Data", NeurIPS 2022, arXiv:2011.03567).

Where time slots decide instead, readers of one slot are no throws of a coin, but days are: see ``days`` and ``slots``.

>>> from engagement.experiments import Arm, Plan, Standing, judge
>>> days = [Standing((Arm(seen=9000, acts=410), Arm(seen=9000, acts=250)))]
>>> verdict = judge(days, plan=Plan(acts=400))
>>> verdict.outcome.value, verdict.winner, f"{verdict.least:.0%} to {verdict.most:.0%}"
('winner', 0, '25% to 116%')
"""

from engagement.experiments.days import SlotDay, compare_days_with_first, judge_days
from engagement.experiments.planning import Plan, plan_acts, views_needed
from engagement.experiments.sentences import say_plan, say_slot_plan, say_verdict
from engagement.experiments.sequences import Interval, share_interval
from engagement.experiments.slot_plans import days_needed, fewest_days, plan_slot_acts, slot_spread, unlikeness
from engagement.experiments.verdicts import Arm, Outcome, Standing, Verdict, compare_with_first, judge

__all__ = [
    "Arm",
    "Interval",
    "Outcome",
    "Plan",
    "SlotDay",
    "Standing",
    "Verdict",
    "compare_days_with_first",
    "compare_with_first",
    "days_needed",
    "fewest_days",
    "judge",
    "judge_days",
    "plan_acts",
    "plan_slot_acts",
    "say_plan",
    "say_slot_plan",
    "say_verdict",
    "share_interval",
    "slot_spread",
    "unlikeness",
    "views_needed",
]
