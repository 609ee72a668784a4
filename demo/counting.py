"""What readers' pages would have told of the demo's prompts since their articles came out, so that the editors' pages
have something to show.
"""

import datetime as dt
import random

from django.utils import timezone

from demo.articles.models import Article
from engagement import api as engagement

_MOST_DAYS = 28
_FADES = 0.72
"""How many come on a day, of those who came the day before."""


def tell_what_was_seen() -> int:
    """Add counts for prompts of which nothing was told yet; gives for how many. The same on every machine."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    asked = engagement.Asked(first=today - dt.timedelta(days=365), last=today, by=engagement.Grouping.WORDING)
    known = {wording_id for wording_id, earned in engagement.earnings(asked).items() if earned.seen}
    told = 0
    for article in Article.objects.filter(status=Article.Status.PUBLISHED, published_at__lte=timezone.now()):
        prompt = engagement.sync_discussion(obj=article).prompt
        wording_id = prompt.chosen_id or prompt.proposal_id
        if wording_id is None or wording_id in known:
            continue
        first = max(timezone.localdate(article.published_at), today - dt.timedelta(days=_MOST_DAYS - 1))
        engagement.add_to_tallies(_draw(article.slug, wording_id, first, today, has_stances=prompt.stances.exists()))
        told += 1
    return told


def _draw(
    slug: str, wording_id: int, first: dt.date, last: dt.date, *, has_stances: bool
) -> dict[tuple[int, dt.date, str], int]:
    """Numbers such as a small newspaper sees: fewer each day, two thirds of them seen, a few in a hundred begun."""
    numbers = random.Random(slug)  # noqa: S311  No secret: the same numbers each time is what is wanted.
    readers, rate = numbers.randint(400, 1600), numbers.uniform(0.012, 0.04)
    counts: dict[tuple[int, dt.date, str], int] = {}
    for age in range((last - first).days + 1):
        rendered = round(readers * _FADES**age * numbers.uniform(0.8, 1.2)) + numbers.randint(5, 25)
        seen = round(rendered * numbers.uniform(0.55, 0.75))
        day = first + dt.timedelta(days=age)
        counts[wording_id, day, "rendered"] = rendered
        counts[wording_id, day, "seen"] = seen
        counts[wording_id, day, "started"] = round(seen * rate * numbers.uniform(0.7, 1.3))
        if has_stances:
            counts[wording_id, day, "stance"] = round(seen * numbers.uniform(0.06, 0.12))
    return counts
