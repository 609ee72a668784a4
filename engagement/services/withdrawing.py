"""Withdrawing: an author takes their comment back, for good, as long as the publisher lets them."""

from django.db import transaction

from engagement.exceptions import CommentNotFound, NotEditable
from engagement.models import Visibility
from engagement.queries.changing import find_withdrawal_obstacle
from engagement.services.erasure import withdraw_comment
from engagement.services.locking import lock_comment
from engagement.services.repeats import free_text
from engagement.services.visibility import VisibilityChange


@transaction.atomic
def withdraw_own_comment(*, comment_id: int) -> VisibilityChange:
    """Withdraw a comment for its author, within their time for it; twice is a no-op.

    Raises NotEditable where that is over, and CommentNotFound.
    """
    # Before the comment is locked: posts take the row of a text first as well.
    free_text(comment_id=comment_id)
    comment = lock_comment(comment_id)
    if comment.visibility == Visibility.ERASED:
        raise CommentNotFound(comment_id)
    obstacle = find_withdrawal_obstacle(comment) if comment.visibility != Visibility.WITHDRAWN else None
    if obstacle:
        raise NotEditable(code=obstacle.code, message=obstacle.message)
    return withdraw_comment(comment_id=comment_id)
