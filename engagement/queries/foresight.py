"""What an experiment will take, from what this section's readers did lately: said before it begins."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.experiments import Plan, plan_acts, say_plan, views_needed
from engagement.models import Prompt, PromptTally, TallyKind

LOOKS_BACK = 28
"""Days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What it takes, and what the article will have."""

    sentence: str
    views: int = 0
    """What all wordings together need; 0 where nothing is known yet."""
    expected: int = 0
    """How often an article of this section is seen."""

    @property
    def can_decide(self) -> bool:
        """Whether the article alone is likely to bring a verdict."""
        return 0 < self.views <= self.expected


def foresee(prompt: Prompt, metric: str, lift: float, *, wordings: int = 2) -> Foresight:
    """What comparing so many wordings of this prompt will take. One query.

    The section's prompts of the last 28 days say how often one is seen a day, for how many days, and how often readers
    act then.
    """
    first = timezone.localdate(timezone=timezone.get_default_timezone()) - dt.timedelta(days=LOOKS_BACK)
    section = prompt.discussion.section
    rows = PromptTally.objects.filter(
        wording__prompt__discussion__section=section, day__gte=first, kind__in=(TallyKind.SEEN, metric)
    )
    sums = (
        rows.order_by()
        .values("wording__prompt")
        .annotate(
            seen=Sum("count", filter=Q(kind=TallyKind.SEEN), default=0),
            acts=Sum("count", filter=Q(kind=metric), default=0),
            days=Count("day", filter=Q(kind=TallyKind.SEEN), distinct=True),
        )
    )
    prompts = [row for row in sums if row["seen"]]
    seen, acts, days = (sum(int(row[name]) for row in prompts) for name in ("seen", "acts", "days"))
    if not seen or not acts:
        return Foresight(sentence=_("Too little was measured in this section yet to say how long this will take."))
    plan = Plan(acts=plan_acts(lift=lift, wordings=wordings), lift=lift)
    views = views_needed(plan.acts, rate=acts / seen, lift=lift, wordings=wordings)
    per_day, days_read = seen / days, days / len(prompts)
    return Foresight(
        sentence=say_plan(plan=plan, views=views, views_per_day=per_day, days_read=days_read),
        views=views,
        expected=int(per_day * days_read),
    )
