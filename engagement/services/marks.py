"""What the house adds to a comment: featured, or locked against replies. Each change is seen by readers at once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from engagement.exceptions import ForbiddenTransition
from engagement.models import Comment, Visibility
from engagement.services.discussions import touch_discussion
from engagement.services.locking import lock_comment


@transaction.atomic
def feature_comment(*, comment_id: int, featured: bool, held: Comment | None = None) -> bool:
    """Mark a comment as one that the newsroom wants to be read, or take the mark away; false where it was so already.

    Only what is published can be featured, else ForbiddenTransition. CommentNotFound where there is none. ``held`` is
    what ``lock_comment`` returned in the same transaction.
    """
    comment = held or lock_comment(comment_id)
    if featured and comment.visibility != Visibility.PUBLISHED:
        raise ForbiddenTransition(before=comment.visibility, after="featured")
    return _mark(comment, "featured_at", timezone.now() if featured else None)


@transaction.atomic
def lock_branch(*, comment_id: int, locked: bool, held: Comment | None = None) -> bool:
    """Let nobody answer a comment, or what hangs under it, any more, or let them again; false where it was so already.

    A reply that was being posted at the same moment counts as posted before. CommentNotFound where there is none.
    ``held`` is what ``lock_comment`` returned in the same transaction.
    """
    comment = held or lock_comment(comment_id)
    return _mark(comment, "locked_at", timezone.now() if locked else None)


def _mark(comment: Comment, field: str, moment: dt.datetime | None) -> bool:
    if (getattr(comment, field) is None) == (moment is None):
        return False
    Comment.objects.filter(pk=comment.pk).update(**{field: moment})
    if comment.in_thread:
        touch_discussion(discussion_id=comment.discussion_id)
    return True
