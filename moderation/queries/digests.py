"""What a digest tells: how much waits, for how long and why, and the riskiest. Nothing that tells who wrote it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import Case, DigestFrequency, DigestPreference, Queue
from moderation.queries.causes import describe_cause
from moderation.queries.orders import Order, keyset_of
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.queries.waiting import count_by_cause, count_by_section, waiting_cases
from moderation.queries.words import describe_reasons

MOST_ITEMS = 5
"""Comments named in a mail."""

_MOST_LINES = 10
"""Sections, and reasons, in a mail."""

_EXCERPT = 160
"""Characters of a comment, where the settings let it be quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One comment. Holds nothing about its author."""

    comment_id: int
    title: str
    """The article's."""
    section: str
    reasons: tuple[str, ...]
    opened_at: dt.datetime
    excerpt: str
    """Empty unless the settings allow it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What waits."""

    waiting: int
    new: int
    """How many of them came since the digest before."""
    oldest_at: dt.datetime | None
    sections: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    """In words."""
    items: tuple[DigestItem, ...]
    """The riskiest, as the queue begins with them."""


def load_digest(*, since: dt.datetime, now: dt.datetime, sections: Sections = EVERYWHERE) -> Digest:
    """What waits now in these sections, in four queries; ``since`` is up to when it was told before."""
    cases = waiting_cases(sections).filter(opened_at__lte=now)
    found = cases.aggregate(
        waiting=Count("pk"), new=Count("pk", filter=Q(opened_at__gt=since)), oldest=Min("opened_at")
    )
    return Digest(
        waiting=found["waiting"],
        new=found["new"],
        oldest_at=found["oldest"],
        sections=count_by_section(cases)[:_MOST_LINES],
        reasons=tuple((describe_cause(cause), count) for cause, count in count_by_cause(cases)[:_MOST_LINES]),
        items=tuple(map(_item, _find_riskiest(cases))),
    )


def load_preference(user_id: int) -> DigestPreference:
    """How often an account wants mail; one not stored where it never said."""
    found = DigestPreference.objects.filter(user_id=user_id).first()
    return found or DigestPreference(user_id=user_id)


def count_failing_digests() -> int:
    """The digests that could not be sent last time."""
    return DigestPreference.objects.exclude(frequency=DigestFrequency.OFF).filter(failures__gt=0).count()


def _find_riskiest(cases: QuerySet[Case]) -> QuerySet[Case]:
    keyset = keyset_of(Queue.WAITING, Order.RISK)
    return cases.select_related("comment__discussion").order_by(*keyset.columns)[:MOST_ITEMS]


def _item(case: Case) -> DigestItem:
    discussion = case.comment.discussion
    quoted = engagement.excerpt(case.comment.body, length=_EXCERPT) if get_settings().digest_excerpts else ""
    return DigestItem(
        comment_id=case.comment_id,
        title=discussion.title or discussion.key,
        section=discussion.section,
        # Without a moderator's own words, which may tell who wrote it.
        reasons=describe_reasons({**reason, "why": ""} for reason in case.reasons),
        opened_at=case.opened_at,
        excerpt=quoted,
    )
