"""One comment at a time: what moderation locks before it looks and acts."""

from engagement import api as engagement


def lock_comment(comment_id: int) -> engagement.Comment:
    """The comment as it is now, which nobody else moves until the transaction ends; raises CommentNotFound.

    What is locked is its discussion, the first in engagement's order of locks.
    """
    comments = engagement.Comment.objects.filter(pk=comment_id)
    discussion_id = comments.values_list("discussion_id", flat=True).first()
    if discussion_id is None:
        raise engagement.CommentNotFound(comment_id)
    engagement.Discussion.objects.select_for_update().get(pk=discussion_id)
    comment = comments.first()
    if comment is None:
        # Deleted as spam while the lock was waited for.
        raise engagement.CommentNotFound(comment_id)
    return comment
