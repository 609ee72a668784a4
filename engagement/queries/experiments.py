"""How experiments stand: what was counted of each wording, and what can be said by now. Constant numbers of queries.

Wordings in an experiment are rows of their own, so whatever was counted of them belongs to it, and nobody who stands
outside is among them: by a coin, who reads without script or elsewhere; of either, who had the page open before.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from engagement.experiments import (
    Arm,
    Interval,
    Plan,
    SlotDay,
    Standing,
    Verdict,
    compare_days_with_first,
    compare_with_first,
    judge,
    judge_days,
    plan_acts,
    plan_slot_acts,
    say_verdict,
    unlikeness,
)
from engagement.experiments.days import Look
from engagement.models import (
    Badge,
    Comment,
    Experiment,
    ExperimentArm,
    ExperimentAssignment,
    PromptTally,
    TallyKind,
    Visibility,
)

_NOTHING = Arm()

Days = Mapping[dt.date, Arm]
"""What was counted of one wording on each day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What can be said of one experiment, or of many together."""

    names: tuple[str, ...]
    """The wordings' words, or the styles' names, in the order of the standing."""
    plan: Plan
    standings: tuple[Standing, ...]
    """One a day on which something was counted, each from the beginning on."""
    verdict: Verdict
    looks: tuple[Look, ...] | None = None
    """By time slot, what each whole day brought, which is what the verdict rests on; none by a coin."""

    @property
    def against_first(self) -> tuple[Interval | None, ...]:
        """How many times as many acts as the first each other one leads to, as far as is known; none where what was
        certain earlier no longer fits.
        """
        if self.looks is None:
            return compare_with_first(self.standings or [Standing(self.arms)], plan=self.plan)
        return compare_days_with_first(self.looks, arms=len(self.names), plan=self.plan)

    @property
    def arms(self) -> tuple[Arm, ...]:
        """What was counted until now."""
        return _totals(self.standings, len(self.names))

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return say_verdict(self.verdict, self.names, plan=self.plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled(Judged):
    """Two styles, compared over many experiments."""

    experiments: int
    """How many of these somebody has seen."""


def standings(experiment: Experiment) -> tuple[Standing, ...]:
    """The arms' counts at the end of each day on which something was counted, oldest first. Three queries.

    Approved and refused stand with the last day alone, for what moderators think today of all answers is no day's.
    """
    return judge_experiments([experiment])[experiment.pk].standings


def judge_experiment(experiment: Experiment) -> Verdict:
    """What can be said of its wordings by now. Three queries."""
    return judge_experiments([experiment])[experiment.pk].verdict


def judge_experiments(experiments: Iterable[Experiment]) -> Mapping[int, Judged]:
    """What can be said of each by now, by its number. Three queries, however many these are."""
    wanted = list(experiments)
    arms = _arms_of(ExperimentArm.objects.filter(experiment__in=wanted))
    counted = _count([(each, arm) for each in wanted for arm in arms[each.pk]])
    return {each.pk: _judge_one(each, arms[each.pk], counted) for each in wanted}


def plan_of(experiment: Experiment) -> Plan:
    """What was settled at its start."""
    return Plan(acts=experiment.acts, lift=experiment.lift)


def pooled(
    style: str,
    other: str,
    *,
    metric: str,
    lift: float = 0.25,
    section: str | None = None,
    assignment: str = ExperimentAssignment.BROWSER,
) -> Pooled:
    """How two styles compare over all experiments in which just one wording has each, ended or not. Three queries.

    By a coin each experiment is compared within itself, because its readers see both wordings alike often; so their
    sums are, day by day. By time slot each day of each experiment is: the two are never mixed. What counts is
    ``metric``; of experiments in one section alone where one is named.
    """
    rows = ExperimentArm.objects.filter(
        experiment__metric=metric, experiment__assignment=assignment, style__in=(style, other)
    )
    if section is not None:
        rows = rows.filter(experiment__prompt__discussion__section=section)
    pairs = []
    for arms in _arms_of(rows).values():
        by_style = {arm.style: arm for arm in arms}
        # Of two wordings in one style twice as many readers would see it.
        if style != other and len(arms) == len(by_style) == 2:
            pairs.append((by_style[style], by_style[other]))
    counted = _count([(arm.experiment, arm) for pair in pairs for arm in pair])
    sides = [_sum_up(counted[arm.wording_id] for arm in side) for side in zip(*pairs, strict=True)] or [{}, {}]
    labels = dict(ExperimentArm._meta.get_field("style").flatchoices)
    names = (str(labels.get(style, style)), str(labels.get(other, other)))
    found = tuple(_accumulate(sides))
    seen = sum(any(day.seen for arm in pair for day in counted[arm.wording_id].values()) for pair in pairs)
    if assignment == ExperimentAssignment.SLOT:
        plan = Plan(acts=plan_slot_acts(lift=lift), lift=lift)
        looks = _look_daily([(pair[0].experiment, pair) for pair in pairs], counted)
        verdict = judge_days(looks, totals=_totals(found, 2), plan=plan)
        return Pooled(names=names, plan=plan, standings=found, verdict=verdict, looks=looks, experiments=seen)
    plan = Plan(acts=plan_acts(lift=lift), lift=lift)
    return Pooled(names=names, plan=plan, standings=found, verdict=judge(found, plan=plan), experiments=seen)


def compared_styles(metric: str) -> Mapping[tuple[str, str], int]:
    """In how many experiments just one wording each had these two styles, the most often compared first. One query."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = ExperimentArm.objects.filter(experiment__metric=metric).order_by("experiment", "place")
    for experiment, style in rows.values_list("experiment", "style"):
        found[experiment].append(style)
    pairs = Counter(
        pair
        for styles in found.values()
        # Of two wordings in one style twice as many readers would see it: pooled() leaves them out too.
        for pair in combinations(sorted(style for style in styles if styles.count(style) == 1), 2)
    )
    return dict(pairs.most_common())


def _judge_one(experiment: Experiment, arms: Sequence[ExperimentArm], counted: Mapping[int, Days]) -> Judged:
    plan = plan_of(experiment)
    names = tuple(str(arm.wording) for arm in arms)
    found = tuple(_accumulate([counted[arm.wording_id] for arm in arms]))
    if experiment.assignment == ExperimentAssignment.SLOT:
        looks = _look_daily([(experiment, arms)], counted)
        verdict = judge_days(looks, totals=_totals(found, len(arms)), plan=plan)
        return Judged(names=names, plan=plan, standings=found, verdict=verdict, looks=looks)
    return Judged(names=names, plan=plan, standings=found, verdict=judge(found, plan=plan))


def _look_daily(
    compared: Iterable[tuple[Experiment, Sequence[ExperimentArm]]], counted: Mapping[int, Days]
) -> tuple[Look, ...]:
    """What each whole day brought, of each experiment apart.

    A day that goes on, or on which somebody ended it, is none: whoever may stop within a day could choose the slot
    after which things look best.
    """
    found: defaultdict[dt.date, list[SlotDay]] = defaultdict(list)
    for experiment, arms in compared:
        before = _day_of(experiment.ended_at or timezone.now())
        sides = [counted[arm.wording_id] for arm in arms]
        unlike = unlikeness(slot_hours=experiment.slot_hours or 1, wordings=len(arms))
        for day in sorted({day for side in sides for day in side if day < before}):
            found[day].append(SlotDay(tuple(side.get(day, _NOTHING) for side in sides), unlike))
    return tuple(found[day] for day in sorted(found))


def _arms_of(rows: QuerySet[ExperimentArm]) -> Mapping[int, list[ExperimentArm]]:
    """By experiment, in their places."""
    found: defaultdict[int, list[ExperimentArm]] = defaultdict(list)
    for arm in rows.select_related("wording", "experiment").order_by("experiment", "place"):
        found[arm.experiment_id].append(arm)
    return found


def _count(arms: Sequence[tuple[Experiment, ExperimentArm]]) -> Mapping[int, Days]:
    """By the number of the wording, what was counted on each day; what became of its answers stands with the last."""
    of_wording = {arm.wording_id: experiment for experiment, arm in arms}
    found: defaultdict[int, defaultdict[dt.date, Arm]] = defaultdict(lambda: defaultdict(Arm))
    kinds = {TallyKind.SEEN.value, *(experiment.metric for experiment in of_wording.values())}
    tallies = PromptTally.objects.filter(wording__in=of_wording, kind__in=kinds).order_by()
    for wording, day, kind, number in tallies.values_list("wording_id", "day", "kind").annotate(number=Sum("count")):
        experiment = of_wording[wording]
        # Pages that stayed open when it had ended.
        if experiment.ended_at is not None and day > _day_of(experiment.ended_at):
            continue
        days = found[wording]
        if kind == TallyKind.SEEN:
            days[day] = replace(days[day], seen=int(number))
        elif kind == experiment.metric:
            days[day] = replace(days[day], acts=int(number))
    for wording, approved, refused in _count_answers(of_wording):
        experiment, days = of_wording[wording], found[wording]
        last = max(days, default=_day_of(experiment.started_at))
        days[last] = replace(days[last], approved=approved, refused=refused)
    return found


def _count_answers(wordings: Iterable[int]) -> Iterable[tuple[int, int, int]]:
    """How many answers of readers to each wording were published, and how many rejected. Spam is neither."""
    withdrawn = Q(visibility=Visibility.WITHDRAWN, published_at__isnull=False)
    house = Q(from_newsroom=True) | Q(badge=Badge.AUTHOR)
    answers = Comment.objects.roots().filter(wording__in=list(wordings)).exclude(house).order_by()
    return answers.values_list("wording_id").annotate(
        approved=Count("pk", filter=Q(visibility=Visibility.PUBLISHED) | withdrawn),
        refused=Count("pk", filter=Q(visibility=Visibility.REJECTED)),
    )


def _sum_up(sides: Iterable[Days]) -> Days:
    """The days of many wordings together."""
    found: defaultdict[dt.date, Arm] = defaultdict(Arm)
    for days in sides:
        for day, arm in days.items():
            found[day] = _add(found[day], arm)
    return found


def _accumulate(sides: Sequence[Days]) -> Iterable[Standing]:
    """One standing a day, each with all days before it."""
    arms = [_NOTHING for _side in sides]
    for day in sorted({day for side in sides for day in side}):
        arms = [_add(arm, side.get(day, _NOTHING)) for arm, side in zip(arms, sides, strict=True)]
        yield Standing(tuple(arms))


def _totals(standings: Sequence[Standing], arms: int) -> tuple[Arm, ...]:
    return standings[-1].arms if standings else (_NOTHING,) * arms


def _add(one: Arm, other: Arm) -> Arm:
    return Arm(
        seen=one.seen + other.seen,
        acts=one.acts + other.acts,
        approved=one.approved + other.approved,
        refused=one.refused + other.refused,
    )


def _day_of(moment: dt.datetime) -> dt.date:
    """The site's day, as tallies have it."""
    return timezone.localdate(moment, timezone.get_default_timezone())
