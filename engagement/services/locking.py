"""One comment at a time: what is locked before anybody looks and acts, in the one order: discussion, root, comment."""

from collections.abc import Collection
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


def lock_comments(comment_ids: Collection[int]) -> dict[int, Comment]:
    """The same for many comments at once, by their ids; what is not there is left out. It is for work that is over
    soon: each discussion among theirs is locked.

    Rows of a kind are locked in the order of their ids, and roots are older than their replies. A root that several
    have in common, or that is one of them, is one object.
    """
    places = list(Comment.objects.filter(pk__in=comment_ids).order_by().values_list("discussion_id", "root_id"))
    locked = Discussion.objects.select_for_update(no_key=True).filter(pk__in={place[0] for place in places})
    discussions = {discussion.pk: discussion for discussion in locked.order_by("pk")}
    wanted = {*comment_ids, *(root_id for _discussion_id, root_id in places if root_id)}
    comments = Comment.objects.select_for_update(no_key=True).filter(pk__in=wanted, discussion__in=discussions)
    rows = {comment.pk: comment for comment in comments.order_by("pk")}
    for comment in rows.values():
        comment.discussion = discussions[comment.discussion_id]
        if comment.root_id in rows:
            comment.root = rows[comment.root_id]
    return {pk: rows[pk] for pk in comment_ids if pk in rows and (rows[pk].root_id is None or rows[pk].root_id in rows)}


def _first(rows: QuerySet[Any, _Row]) -> _Row | None:
    """The one row, not sorted as ``first`` would have it."""
    return next(iter(rows.order_by()[:1]), None)
