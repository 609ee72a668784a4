"""What readers ask the newsroom, and nobody has answered yet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Question
from moderation.queries.sections import EVERYWHERE, Sections

MOST = 100
"""Questions of one page. More are not read in one sitting; answered ones make room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """One question, with all that is needed to answer it."""

    comment_id: int
    revision: int
    author_name: str
    html: SafeString
    asked_at: dt.datetime
    respect: int
    title: str
    url: str
    is_mine: bool
    """Whether whoever looks wrote the article."""


def find_questions(*, account_id: Any = None, sections: Sections = EVERYWHERE) -> Sequence[OpenQuestion]:
    """The latest questions that neither the newsroom nor the article's author has answered: those to ``account_id``'s
    own articles first, and then the most respected.
    """
    comments = engagement.Comment.objects
    answers = comments.filter(
        Q(from_newsroom=True) | Q(badge=engagement.Badge.AUTHOR),
        parent_id=OuterRef("comment_id"),
        visibility=Visibility.PUBLISHED,
    )
    open_ones = sections.only(_asked().exclude(Exists(answers))).order_by("-asked_at", "-pk")
    rows = [row.comment for row in open_ones.select_related("comment__discussion")[:MOST]]
    mine = engagement.find_written_by(account_id, {row.discussion_id: row.discussion for row in rows}.values())
    found = [
        OpenQuestion(
            comment_id=row.pk,
            revision=row.revision,
            author_name=row.author_name,
            html=mark_safe(row.html),  # noqa: S308  # engagement keeps it sanitised
            asked_at=row.created_at,
            respect=row.respect_count,
            title=str(row.discussion),
            url=row.discussion.url,
            is_mine=row.discussion_id in mine,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.is_mine, -one.respect))


def is_question(comment_id: int) -> bool:
    """Whether this comment asks the newsroom something, and everybody may read it; be it answered or not, as two may
    write at once.
    """
    return _asked().filter(comment_id=comment_id).exists()


def _asked() -> QuerySet[Question]:
    since = timezone.now() - dt.timedelta(days=get_settings().question_days)
    return Question.objects.filter(asked_at__gt=since, comment__visibility=Visibility.PUBLISHED)
