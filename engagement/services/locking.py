"""One comment at a time: what is locked before anybody looks and acts, in the one order: discussion, root, comment."""

from typing import Any, TypeVar

from django.db.models import F, QuerySet

from engagement.exceptions import CommentNotFound
from engagement.models import Comment, Discussion

_Row = TypeVar("_Row")


def lock_comment(comment_id: int) -> Comment:
    """The comment as it is now, which nobody else moves until the transaction ends, with its ``discussion`` and
    ``root``.

    The locks leave keys alone: replies being stored at the same time point at these rows, and must not wait for them.
    Raises CommentNotFound.
    """
    locked = Discussion.objects.select_for_update(no_key=True, of=("self",)).filter(comments__id=comment_id)
    discussion = _first(locked.annotate(locked_root_id=F("comments__root_id")))
    if discussion is None:
        raise CommentNotFound(comment_id)
    root_id = discussion.locked_root_id
    comments = Comment.objects.select_for_update(no_key=True)
    root = _first(comments.filter(pk=root_id)) if root_id else None
    comment = _first(comments.filter(pk=comment_id))
    if comment is None or (root_id and root is None):
        # Deleted as spam while the lock was waited for.
        raise CommentNotFound(comment_id)
    comment.discussion = discussion
    if root is not None:
        comment.root = root
    return comment


def _first(rows: QuerySet[Any, _Row]) -> _Row | None:
    """The one row, not sorted as ``first`` would have it."""
    return next(iter(rows.order_by()[:1]), None)
