"""One comment at a time: what is locked before anybody looks and acts, in the one order: discussion, root, comment."""

from collections.abc import Collection

from django.db import connection
from django.db.models import F

from engagement.exceptions import CommentNotFound
from engagement.models import Comment, Discussion
from engagement.statements import Question

# Not sorted, as "first" would have them.
_DISCUSSION_OF = Question(
    lambda comment_id: (
        Discussion.objects.select_for_update(no_key=True, of=("self",))
        .filter(comments__id=comment_id)
        .annotate(locked_root_id=F("comments__root_id"))
        .order_by()[:1]
    ),
    int,
)
_COMMENT = Question(
    lambda comment_id: Comment.objects.select_for_update(no_key=True).filter(pk=comment_id).order_by()[:1], int
)


def lock_comment(comment_id: int) -> Comment:
    """The comment as it is now, which nobody else moves until the transaction ends, with its ``discussion`` and
    ``root``.

    The locks leave keys alone: replies being stored at the same time point at these rows, and must not wait for them.
    Raises CommentNotFound.
    """
    while (comment := _lock_where_it_is(comment_id)) is None:
        # Its discussion was merged into another while its lock was waited for: that other one is to be locked.
        pass
    return comment


def _lock_where_it_is(comment_id: int) -> Comment | None:
    """The comment with its locks; none where it has moved meanwhile."""
    discussion = _DISCUSSION_OF.first(comment_id)
    if discussion is None:
        raise CommentNotFound(comment_id)
    root_id = discussion.locked_root_id
    root = _COMMENT.first(root_id) if root_id else None
    comment = _COMMENT.first(comment_id)
    if comment is None or (root_id and root is None):
        # Deleted as spam while the lock was waited for.
        raise CommentNotFound(comment_id)
    if comment.discussion_id != discussion.pk:
        return None
    comment.discussion = discussion
    if root is not None:
        comment.root = root
    return comment


def hold_discussion(discussion_id: int) -> bool:
    """Keep a discussion from being merged until the transaction ends; false where it was merged already.

    Others who post there hold it at the same time and wait for nobody, which Django's own locks cannot say.
    """
    table = connection.ops.quote_name(Discussion._meta.db_table)
    lock = "FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT merged_into_id FROM {table} WHERE id = %s {lock}", [discussion_id])  # noqa: S608
        row = cursor.fetchone()
    return row is not None and row[0] is None


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
    if len(rows) < len(wanted) and Comment.objects.filter(pk__in=wanted).exclude(discussion__in=discussions).exists():
        # Moved by a merge while the locks were waited for.
        return lock_comments(comment_ids)
    for comment in rows.values():
        comment.discussion = discussions[comment.discussion_id]
        if comment.root_id in rows:
            comment.root = rows[comment.root_id]
    return {pk: rows[pk] for pk in comment_ids if pk in rows and (rows[pk].root_id is None or rows[pk].root_id in rows)}
