"""Branches: a comment and what hangs under it, at whatever remove."""

from engagement.models import Comment


def is_locked(comment: Comment) -> bool:
    """Whether a comment takes no more replies, because it or what it hangs under was locked.

    One query for a reply in a thread with nothing locked, none for a root; its root should have been selected with it.
    """
    root = comment.root or comment
    if comment.locked_at is not None or root.locked_at is not None:
        return True
    if root is comment:
        return False
    locked = set(Comment.objects.filter(root=root, locked_at__isnull=False).values_list("pk", flat=True))
    above = comment.parent_id if locked else None
    while above is not None and above != root.pk:
        if above in locked:
            return True
        above = Comment.objects.values_list("parent_id", flat=True).get(pk=above)
    return False
