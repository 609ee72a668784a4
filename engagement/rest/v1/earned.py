"""What prompts earned, as JSON."""

import datetime as dt
from collections.abc import Hashable
from typing import Annotated, TypedDict

from engagement.plumbing.shapes import Count, Form
from engagement.queries.earned import Earned
from engagement.queries.earned_names import Named

Day = Annotated[str, Form(format="date")]
Rate = Annotated[float, Form(minimum=0)]
"""Null where there is nothing to divide by."""


class EarnedShape(TypedDict):
    """What one group earned: counts, rates of them, and seconds of waiting. Spam is no answer."""

    group: str | None
    """The number of the prompt or wording, the source, the section or the style (empty where none is
    known); null where everything is one group."""
    question: str | None
    discussion: str | None
    rendered: Count
    seen: Count
    stance: Count
    started: Count
    submitted: Count
    published: Count
    spam: Count
    held: Count
    rejected: Count
    pending: Count
    replied: Count
    featured: Count
    replies: Count
    mean_depth: Rate
    max_depth: Count
    authors: Count
    strangers: Count
    first_timers: Count
    returnable: Count
    returning: Count
    newsroom_replied: Count
    start_rate: Rate | None
    stance_rate: Rate | None
    per_thousand_seen: Rate | None
    approval_rate: Rate | None
    return_rate: Rate | None
    first_answer_seconds: Count | None
    first_newsroom_reply_seconds: Count | None


EarningsShape = TypedDict(
    "EarningsShape", {"from": Day, "to": Day, "total": Count, "next": str | None, "results": list[EarnedShape]}
)
EarningsShape.__doc__ = "What prompts earned in a range of days, the last one included: a page of its groups."


def show_earned(group: Hashable, named: Named | None, earned: Earned) -> EarnedShape:
    """One group."""
    return {
        "group": None if group is None else str(group),
        "question": named.words if named and named.prompt_id else None,
        "discussion": named.discussion_key if named and named.prompt_id else None,
        "rendered": earned.rendered,
        "seen": earned.seen,
        "stance": earned.stance,
        "started": earned.started,
        "submitted": earned.submitted,
        "published": earned.published,
        "spam": earned.spam,
        "held": earned.held,
        "rejected": earned.rejected,
        "pending": earned.pending,
        "replied": earned.replied,
        "featured": earned.featured,
        "replies": earned.replies,
        "mean_depth": float(earned.mean_depth),
        "max_depth": earned.max_depth,
        "authors": earned.authors,
        "strangers": earned.strangers,
        "first_timers": earned.first_timers,
        "returnable": earned.returnable,
        "returning": earned.returning,
        "newsroom_replied": earned.newsroom_replied,
        "start_rate": earned.start_rate,
        "stance_rate": earned.stance_rate,
        "per_thousand_seen": earned.per_thousand_seen,
        "approval_rate": earned.approval_rate,
        "return_rate": earned.return_rate,
        "first_answer_seconds": _seconds(earned.first_answer),
        "first_newsroom_reply_seconds": _seconds(earned.first_newsroom_reply),
    }


def _seconds(wait: dt.timedelta | None) -> int | None:
    return None if wait is None else round(wait.total_seconds())
