"""What is known of whoever wrote a comment, in numbers, for the checks."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.hashing import hash_address
from moderation.models import Trace

_DECIDED = (Visibility.PUBLISHED, Visibility.REJECTED, Visibility.SPAM)
_REJECTED = (Visibility.REJECTED, Visibility.SPAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorFacts:
    """An author's other comments: published ever, and decided within the window of their record."""

    published: int = 0
    decided_of_late: int = 0
    rejected_of_late: int = 0


def load_author_facts(record: engagement.CommentRecord) -> AuthorFacts:
    """The facts about a comment's author, in one query.

    By account; a guest by the e-mail address given, or else by where the comment came from, within the window: then
    whoever else writes from there counts too.
    """
    since = timezone.now() - dt.timedelta(days=get_settings().record_days)
    comments = _find_comments(record, since)
    if comments is None:
        return AuthorFacts()
    lately = Q(created_at__gte=since)
    counts = comments.exclude(pk=record.comment_id).aggregate(
        published=Count("pk", filter=Q(visibility=Visibility.PUBLISHED)),
        decided_of_late=Count("pk", filter=lately & Q(visibility__in=_DECIDED)),
        rejected_of_late=Count("pk", filter=lately & Q(visibility__in=_REJECTED)),
    )
    return AuthorFacts(**counts)


def _find_comments(record: engagement.CommentRecord, since: dt.datetime) -> QuerySet[engagement.Comment] | None:
    comments = engagement.Comment.objects.order_by()
    if record.author_id:
        return comments.filter(author_id=record.author_id)
    if record.author_email:
        return comments.filter(author__isnull=True, author_email=record.author_email)
    if record.submission.ip:
        traces = Trace.objects.filter(address=hash_address(record.submission.ip)).exclude(address="")
        return comments.filter(pk__in=traces.values("comment_id"), author__isnull=True, created_at__gte=since)
    return None
