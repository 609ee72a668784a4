"""A comparison of wordings that the demo's editor made and ended: the page of experiments has a verdict to show."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from demo.articles.models import Article
from engagement import api as engagement

_LIFT = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    slug: str
    style: str
    other: str
    question: str
    days: tuple[tuple[int, int, int, int], ...]
    """Of each day, the last being today: how often each wording was seen, and how often an answer was begun."""


_ALL = (
    _Compared(
        slug="freibad",
        style="closed",
        other="personal",
        question="Was würde Ihnen fehlen, wenn das Freibad am Lindenhang geschlossen bliebe?",
        days=((1310, 1296, 31, 66), (884, 902, 22, 47), (611, 598, 14, 30)),
    ),
)


def show_ended_comparisons(editor: User) -> int:
    """Compare where nothing was compared yet; gives how many comparisons are new."""
    made = 0
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    for each in _ALL:
        prompt = engagement.sync_discussion(obj=Article.objects.get(slug=each.slug)).prompt
        if prompt.experiments.exists():
            continue
        experiment = engagement.start_experiment(
            prompt_id=prompt.pk,
            metric="started",
            lift=_LIFT,
            style=each.style,
            others=[engagement.ArmData(words=engagement.Words(question=each.question), style=each.other)],
            by=editor,
        )
        one, other = experiment.arms.order_by("place").values_list("wording_id", flat=True)
        for number, (seen, others_seen, begun, others_begun) in enumerate(reversed(each.days)):
            day = today - dt.timedelta(days=number)
            engagement.add_to_tallies(
                {
                    (one, day, "rendered"): seen * 3 // 2,
                    (one, day, "seen"): seen,
                    (one, day, "started"): begun,
                    (other, day, "rendered"): others_seen * 3 // 2,
                    (other, day, "seen"): others_seen,
                    (other, day, "started"): others_begun,
                }
            )
        engagement.end_experiment(experiment_id=experiment.pk, keep=None, by=editor)
        made += 1
    return made
