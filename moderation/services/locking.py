"""What moderation locks before it looks and acts."""

from collections.abc import Collection

from engagement import api as engagement


def lock_comment(comment_id: int) -> engagement.Comment:
    """The comment as it is now, which nobody else moves until the transaction ends; raises CommentNotFound.

    What is locked is its discussion, the first in engagement's order of locks; it comes with the comment.
    """
    locked = engagement.Discussion.objects.select_for_update(of=("self",)).filter(comments__id=comment_id)
    discussion = next(iter(locked), None)
    if discussion is None:
        raise engagement.CommentNotFound(comment_id)
    comment = engagement.Comment.objects.filter(pk=comment_id).first()
    if comment is None:
        # Deleted as spam while the lock was waited for.
        raise engagement.CommentNotFound(comment_id)
    comment.discussion = discussion
    return comment


def lock_discussions_of(comment_ids: Collection[int]) -> None:
    """Lock the discussions of many comments, always in one order, for work that is over at once."""
    comments = engagement.Comment.objects.filter(pk__in=comment_ids)
    discussion_ids = set(comments.values_list("discussion_id", flat=True))
    locked = engagement.Discussion.objects.select_for_update().filter(pk__in=discussion_ids).order_by("pk")
    list(locked.values_list("pk", flat=True))
