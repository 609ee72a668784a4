"""A comment with everything that came along, for those who must judge it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from engagement.exceptions import CommentNotFound
from engagement.gates import SubmissionData
from engagement.models import Comment
from engagement.statements import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRecord:
    """One comment as it stood when it was read. Personal data: never logged, never a task's argument."""

    comment_id: int
    revision: int
    visibility: str
    is_reply: bool
    parent_id: int | None
    body: str
    """As typed."""
    html: str
    """As shown, sanitised."""
    author_id: int | None
    author_name: str
    author_email: str
    author_url: str
    created_at: dt.datetime
    submission: SubmissionData
    """Empty where it has expired."""
    discussion_key: str
    article_url: str
    article_title: str
    article_modified_at: dt.datetime | None
    section: str
    tags: tuple[str, ...]
    language: str


_OF_COMMENT = (
    "revision", "visibility", "parent_id", "body", "html", "author_id", "author_name", "author_email", "author_url",
    "created_at",
)  # fmt: skip
_OF_SUBMISSION = ("ip", "user_agent", "referrer", "form_seconds", "honeypot")
_FIELDS = {
    "comment_id": F("pk"),
    "discussion_key": F("discussion__key"),
    "article_url": F("discussion__url"),
    "article_title": F("discussion__title"),
    "article_modified_at": Coalesce("discussion__article_modified_at", "discussion__article_published_at"),
    "section": F("discussion__section"),
    "tags": F("discussion__tags"),
    "language": F("discussion__language"),
}


_SENT = tuple(f"submission__{name}" for name in ("expires_at", *_OF_SUBMISSION))
_NAMES = (*_OF_COMMENT, *_FIELDS)
_RECORD = Question(
    lambda comment_id: Comment.objects.filter(pk=comment_id).annotate(**_FIELDS).values_list(*_SENT, *_NAMES),
    int,
)


def get_comment_record(comment_id: int) -> CommentRecord:
    """The record of a comment, in one query; CommentNotFound where there is none."""
    found = next(iter(_RECORD.rows(comment_id)), None)
    if found is None:
        raise CommentNotFound(comment_id)
    expires_at, *sent = found[: len(_SENT)]
    row = dict(zip(_NAMES, found[len(_SENT) :], strict=True))
    is_kept = expires_at is not None and expires_at > timezone.now()
    return CommentRecord(
        **{**row, "tags": tuple(row["tags"])},
        is_reply=row["parent_id"] is not None,
        submission=SubmissionData(**dict(zip(_OF_SUBMISSION, sent, strict=True))) if is_kept else SubmissionData(),
    )
