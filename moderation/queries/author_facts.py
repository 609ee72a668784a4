"""What is known of whoever wrote a comment, in numbers, for the checks."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings

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

    By account, or a guest by the e-mail address given. Of a guest who gave none nothing is known: a whole school may
    write from one address, and nobody is held up for what others wrote.
    """
    since = timezone.now() - dt.timedelta(days=get_settings().record_days)
    comments = _find_comments(record)
    if comments is None:
        return AuthorFacts()
    lately = Q(created_at__gte=since)
    counted = comments.exclude(pk=record.comment_id).values_list("visibility")
    counts = {
        visibility: (ever, of_late)
        for visibility, ever, of_late in counted.annotate(Count("pk"), of_late=Count("pk", filter=lately))
    }
    return AuthorFacts(
        published=counts.get(Visibility.PUBLISHED, (0, 0))[0],
        decided_of_late=sum(counts.get(visibility, (0, 0))[1] for visibility in _DECIDED),
        rejected_of_late=sum(counts.get(visibility, (0, 0))[1] for visibility in _REJECTED),
    )


def _find_comments(record: engagement.CommentRecord) -> QuerySet[engagement.Comment] | None:
    comments = engagement.Comment.objects.order_by()
    if record.author_id:
        return comments.filter(author_id=record.author_id)
    if record.author_email:
        return comments.filter(author__isnull=True, author_email=record.author_email)
    return None
