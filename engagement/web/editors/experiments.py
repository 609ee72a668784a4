"""The page of experiments: what can be said of each by now, and of styles over all of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import Promise

from engagement.models import Experiment, ExperimentAssignment, ExperimentMetric, WordingStyle
from engagement.queries.earned_names import Named, name_prompt
from engagement.queries.experiments import Judged, Pooled, compared_styles, judge_experiments, pooled
from engagement.web.editors.intervals import DrawnInterval, Tick, draw_interval, ticks
from engagement.web.editors.words import FEW_SEEN, Shown, show_count, show_rate

_PER_PAGE = 20
"""Each is judged day by day from its start, which takes its time."""

_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleWish:
    """Which styles to compare, by what counts. What the address says wrongly counts as not said."""

    metric: ExperimentMetric = ExperimentMetric.STARTED
    style: WordingStyle | None = None
    other: WordingStyle | None = None
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What the address asks for."""
        metric, page = query.get("metric", ""), query.get("page", "")
        style, other = (
            WordingStyle(query[name]) if query.get(name, "") in WordingStyle.values else None
            for name in ("style", "other")
        )
        return cls(
            metric=ExperimentMetric(metric) if metric in ExperimentMetric.values else ExperimentMetric.STARTED,
            style=style,
            other=other,
            page=max(int(page), 1) if page.isascii() and page.isdigit() and len(page) <= _MOST_DIGITS else 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmRow:
    """One wording, or one style."""

    name: str
    style: str | Promise
    seen: Shown
    acts: Shown
    rate: Shown
    interval: DrawnInterval | None
    """Against the first; none for the first itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was compared, and how it stands."""

    sentence: str
    rows: Sequence[ArmRow]
    ticks: Sequence[Tick]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentRow:
    """One experiment."""

    experiment: Experiment
    named: Named
    comparison: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledComparison:
    """Two styles over many experiments."""

    comparison: Comparison | None
    """None where no experiment that somebody has seen has these two styles."""
    experiments: int
    """Over how many that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentsPage:
    """The page."""

    at: dt.datetime
    rows: Sequence[ExperimentRow]
    page: Page[Experiment]
    metrics: Sequence[tuple[str, str | Promise, bool]]
    styles: Sequence[tuple[str, str | Promise, bool]]
    others: Sequence[tuple[str, str | Promise, bool]]
    """What can be compared: value, label, and whether it is chosen."""
    pooled: PooledComparison
    """Experiments by a coin."""
    pooled_slots: PooledComparison
    """Those by time slot."""


def load_experiments_page(wish: StyleWish) -> ExperimentsPage:
    """The page, at a number of queries that nothing changes."""
    related = ("prompt__discussion", "prompt__proposal", "prompt__chosen", "prompt__upcoming")
    everything = Experiment.objects.select_related(*related).prefetch_related("arms")
    page = Paginator(everything, _PER_PAGE).get_page(wish.page)
    judged = judge_experiments(page.object_list)
    style, other = _choose_styles(wish)
    return ExperimentsPage(
        at=timezone.now(),
        rows=[_row(experiment, judged[experiment.pk]) for experiment in page.object_list],
        page=page,
        metrics=_options(ExperimentMetric.choices, wish.metric),
        styles=_options(WordingStyle.choices, style),
        others=_options(WordingStyle.choices, other),
        pooled=_pool(style, other, wish.metric, ExperimentAssignment.BROWSER),
        pooled_slots=_pool(style, other, wish.metric, ExperimentAssignment.SLOT),
    )


def _choose_styles(wish: StyleWish) -> tuple[str, str]:
    """Those that are wished for, or else those compared most often; empty where none were."""
    if wish.style and wish.other:
        return wish.style, wish.other
    return next(iter(compared_styles(wish.metric)), ("", ""))


def _pool(style: str, other: str, metric: str, assignment: str) -> PooledComparison:
    together = pooled(style, other, metric=metric, assignment=assignment) if style and other else None
    if together is None or not together.experiments:
        return PooledComparison(comparison=None, experiments=0)
    return PooledComparison(comparison=_compare(together, ("", "")), experiments=together.experiments)


def _row(experiment: Experiment, judged: Judged) -> ExperimentRow:
    arms = sorted(experiment.arms.all(), key=lambda arm: arm.place)
    return ExperimentRow(
        experiment=experiment,
        named=name_prompt(experiment.prompt),
        comparison=_compare(judged, [arm.get_style_display() for arm in arms]),
    )


def _compare(judged: Judged | Pooled, styles: Sequence[str | Promise]) -> Comparison:
    return Comparison(
        sentence=judged.sentence,
        rows=[
            ArmRow(
                name=name,
                style=style,
                seen=show_count(arm.seen),
                acts=show_count(arm.acts),
                rate=show_rate(arm.acts / arm.seen if arm.seen else None, arm.seen, least=FEW_SEEN),
                interval=draw_interval(interval),
            )
            for name, style, arm, interval in zip(
                judged.names, styles, judged.arms, (None, *judged.against_first), strict=True
            )
        ],
        ticks=ticks(),
    )


def _options(choices: Sequence[tuple[str, str | Promise]], chosen: str | None) -> list[tuple[str, str | Promise, bool]]:
    return [(value, label, value == chosen) for value, label in choices]
