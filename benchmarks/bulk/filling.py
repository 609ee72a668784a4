"""Comments and cases by the hundred thousand, past the services."""

import datetime as dt
import uuid

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from engagement.api import Comment, Discussion
from moderation.models import Case, spell_codes
from moderation.services.recounting import recount_cases

SECTIONS = ("Transport", "City", "Sport", "Culture", "Harbour", "Letters")
ARTICLES = 2_000
BATCH = 5_000
SIGNALS = ("links.many", "words.suspect", "author.first")


def make_moderator() -> int:
    """An account to decide by."""
    return get_user_model().objects.create(username=f"bulk {uuid.uuid4().hex[:8]}").pk


def fill(*, comments: int, cases: int) -> None:
    """Add so many comments, the first of them as cases; every thousandth article is in a rare section."""
    token = uuid.uuid4().hex[:8]
    discussions = Discussion.objects.bulk_create(
        Discussion(
            key=f"{token}:{number}",
            title=f"Article {number}",
            section=SECTIONS[number % len(SECTIONS)] if number % 1000 else "Rare",
            language="de" if number % 50 == 0 else "en",
        )
        for number in range(ARTICLES)
    )
    now = timezone.now()
    for start in range(0, comments, BATCH):
        numbers = range(start, min(start + BATCH, comments))
        batch = Comment.objects.bulk_create(_comment(token, number, discussions, cases) for number in numbers)
        Case.objects.bulk_create(
            _case(comment, number, now) for comment, number in zip(batch, numbers, strict=True) if number < cases
        )
    list(recount_cases(repair=True))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _comment(token: str, number: int, discussions: list[Discussion], cases: int) -> Comment:
    waits = number < cases
    return Comment(
        discussion=discussions[number * 7 % len(discussions)],
        visibility="held" if waits else "rejected",
        author_name=f"Guest {number % 5000}",
        author_email=f"guest{number % 5000}@example.org",
        body=f"The quay is older than the town hall, note {number}.",
        html=f"<p>The quay is older than the town hall, note {number}.</p>",
        render_version=1,
        idempotency_key=f"{token}:{number}",
    )


def _case(comment: Comment, number: int, now: dt.datetime) -> Case:
    signal = SIGNALS[number % 2] if number % 5000 else SIGNALS[2]
    reasons = [{"code": "signal", "signal": "links.many", "check": "links"}, {"code": "signal", "signal": signal}]
    reasons = reasons if number % 5000 else reasons[1:]
    return Case(
        comment=comment,
        discussion_id=comment.discussion_id,
        section=comment.discussion.section,
        reasons=reasons,
        priority=number,
        codes=spell_codes(reasons),
        opened_at=now - dt.timedelta(seconds=number),
    )
