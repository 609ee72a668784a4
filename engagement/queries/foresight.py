"""What an experiment will take, from what this section's readers did lately: said before it begins."""

import datetime as dt
import math
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.experiments import (
    Plan,
    days_needed,
    fewest_days,
    plan_acts,
    plan_slot_acts,
    say_plan,
    say_slot_plan,
    slot_spread,
    views_needed,
)
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
    days: int = 0
    """How many whole days it takes by time slot; 0 by a coin, and where ten years do not suffice."""
    can_decide: bool = False
    """Whether the article alone is likely to bring a verdict."""


def foresee(prompt: Prompt, metric: str, lift: float, *, wordings: int = 2, slot_hours: int | None = None) -> Foresight:
    """What comparing so many wordings of this prompt will take, by a coin or by time slots so long. One query.

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
    past = _Past(seen=seen, acts=acts, days=days, prompts=len(prompts))
    if slot_hours is None:
        return _foresee_coin(past, lift, wordings)
    return _foresee_slots(past, lift, wordings, slot_hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What the section's prompts had; ``days`` are those of all prompts together."""

    seen: int
    acts: int
    days: int
    prompts: int

    @property
    def days_read(self) -> float:
        return self.days / self.prompts

    @property
    def views_a_day(self) -> float:
        return self.seen / self.days

    @property
    def expected(self) -> int:
        """How often one is seen."""
        return int(self.views_a_day * self.days_read)


def _foresee_coin(past: _Past, lift: float, wordings: int) -> Foresight:
    plan = Plan(acts=plan_acts(lift=lift, wordings=wordings), lift=lift)
    views = views_needed(plan.acts, rate=past.acts / past.seen, lift=lift, wordings=wordings)
    said = say_plan(plan=plan, views=views, views_per_day=past.views_a_day, days_read=past.days_read)
    return Foresight(sentence=said, views=views, expected=past.expected, can_decide=views <= past.expected)


def _foresee_slots(past: _Past, lift: float, wordings: int, slot_hours: int) -> Foresight:
    plan = Plan(acts=plan_slot_acts(lift=lift, wordings=wordings), lift=lift)
    acts_a_day = past.acts / past.days * (1 + lift / wordings)
    days = days_needed(acts_a_day, lift=lift, slot_hours=slot_hours, wordings=wordings)
    # Read on every day that was looked at, it may go on for ever.
    days_read = past.days_read if past.days_read < LOOKS_BACK else math.inf
    said = say_slot_plan(
        plan=plan,
        days=days,
        fewest=fewest_days(wordings=wordings),
        days_read=days_read,
        spread=slot_spread(slot_hours),
    )
    return Foresight(
        sentence=said,
        views=math.ceil((days or 0) * past.views_a_day),
        expected=past.expected,
        days=days or 0,
        can_decide=days is not None and days <= days_read,
    )
