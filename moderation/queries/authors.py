"""What is known of whoever wrote a comment."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.queries.words import name_author


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRecord:
    """An author, as moderators see them. Personal data: for moderators alone."""

    name: str
    is_guest: bool
    email: str
    url: str
    is_known: bool
    """Whether their comments can be told from others': by their account, or by the e-mail address that they gave."""
    comments: int
    approved: int
    rejected: int
    spam: int
    first_seen_at: dt.datetime
    ip: str
    """Empty where it is not known, or its time is over."""
    ip_until: dt.datetime | None
    """When the address is deleted."""
    user_agent: str


def load_author_record(comment: engagement.Comment) -> AuthorRecord:
    """The record of a comment's author, in one query; the submission must have been selected with the comment."""
    counts = _find_comments(comment).aggregate(
        comments=Count("pk"),
        approved=Count("pk", filter=Q(visibility=Visibility.PUBLISHED)),
        rejected=Count("pk", filter=Q(visibility=Visibility.REJECTED)),
        spam=Count("pk", filter=Q(visibility=Visibility.SPAM)),
        first_seen_at=Min("created_at"),
    )
    try:
        submission = comment.submission
    except ObjectDoesNotExist:
        submission = None
    if submission is not None and submission.expires_at <= timezone.now():
        submission = None
    return AuthorRecord(
        name=name_author(comment),
        is_guest=comment.author_id is None,
        email=comment.author_email,
        url=comment.author_url,
        is_known=bool(comment.author_id or comment.author_email),
        ip=(submission.ip or "") if submission else "",
        ip_until=submission.expires_at if submission else None,
        user_agent=submission.user_agent if submission else "",
        **counts,
    )


def _find_comments(comment: engagement.Comment) -> QuerySet[engagement.Comment]:
    """All that the author wrote, as far as that can be told; a guest who gave no address wrote this one alone."""
    comments = engagement.Comment.objects.order_by()
    if comment.author_id:
        return comments.filter(author_id=comment.author_id)
    if comment.author_email:
        return comments.filter(author__isnull=True, author_email=comment.author_email)
    return comments.filter(pk=comment.pk)
