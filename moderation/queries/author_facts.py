"""What is known of whoever wrote a comment, in numbers, for the checks."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from engagement.statements import Question
from moderation.conf import get_settings
from moderation.rules.author import MOST_REMEMBERED

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
    rows = _find_others(record)
    of_late = [visibility for visibility, created_at in rows if created_at >= since]
    return AuthorFacts(
        published=sum(visibility == Visibility.PUBLISHED for visibility, _created_at in rows),
        decided_of_late=sum(visibility in _DECIDED for visibility in of_late),
        rejected_of_late=sum(visibility in _REJECTED for visibility in of_late),
    )


def _find_others(record: engagement.CommentRecord) -> list[tuple[Any, ...]]:
    if record.author_id:
        return _OTHERS_OF_ACCOUNT.rows(record.comment_id, record.author_id)
    if record.author_email:
        return _OTHERS_OF_GUEST.rows(record.comment_id, record.author_email)
    return []


def _ask_others(comment_id: int, **by: object) -> QuerySet[engagement.Comment, Any]:
    comments = engagement.Comment.objects.filter(**by).exclude(pk=comment_id)
    return comments.order_by("-pk").values_list("visibility", "created_at")[:MOST_REMEMBERED]


_OTHERS_OF_ACCOUNT = Question(lambda comment_id, author_id: _ask_others(comment_id, author_id=author_id), int, int)
_OTHERS_OF_GUEST = Question(
    lambda comment_id, email: _ask_others(comment_id, author__isnull=True, author_email=email), int, str
)
