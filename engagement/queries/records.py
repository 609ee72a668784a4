"""A comment with everything that came along, for those who must judge it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from engagement.exceptions import CommentNotFound
from engagement.gates import SubmissionData
from engagement.models import Comment, Submission


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


def get_comment_record(comment_id: int) -> CommentRecord:
    """The record of a comment, in one query; CommentNotFound where there is none."""
    found = Comment.objects.select_related("discussion", "submission").filter(pk=comment_id)
    comment = next(iter(found), None)
    if comment is None:
        raise CommentNotFound(comment_id)
    discussion = comment.discussion
    return CommentRecord(
        comment_id=comment.pk,
        revision=comment.revision,
        visibility=comment.visibility,
        is_reply=comment.parent_id is not None,
        parent_id=comment.parent_id,
        body=comment.body,
        html=comment.html,
        author_id=comment.author_id,
        author_name=comment.author_name,
        author_email=comment.author_email,
        author_url=comment.author_url,
        created_at=comment.created_at,
        submission=_submission_of(comment),
        discussion_key=discussion.key,
        article_url=discussion.url,
        article_title=discussion.title,
        article_modified_at=discussion.article_modified_at or discussion.article_published_at,
        section=discussion.section,
        tags=tuple(discussion.tags),
        language=discussion.language,
    )


def _submission_of(comment: Comment) -> SubmissionData:
    row: Submission | None = getattr(comment, "submission", None)
    if row is None or row.expires_at <= timezone.now():
        return SubmissionData()
    return SubmissionData(
        ip=row.ip,
        user_agent=row.user_agent,
        referrer=row.referrer,
        form_seconds=row.form_seconds,
        honeypot=row.honeypot,
    )
