"""One comment at a time: what moderation locks before it looks and acts."""

from engagement import api as engagement


def lock_comment(comment_id: int) -> engagement.Comment:
    """The comment as it is now, which nobody else moves until the transaction ends; raises CommentNotFound.

    What is locked is its discussion, the first in engagement's order of locks.
    """
    locked = engagement.Discussion.objects.select_for_update(of=("self",)).filter(comments__id=comment_id)
    if not locked.values_list("pk", flat=True):
        raise engagement.CommentNotFound(comment_id)
    comment = engagement.Comment.objects.filter(pk=comment_id).first()
    if comment is None:
        # Deleted as spam while the lock was waited for.
        raise engagement.CommentNotFound(comment_id)
    return comment
