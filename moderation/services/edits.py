"""A comment whose author edited it after somebody looked: it comes back, and says why."""

from django.db import transaction

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Case, Queue, ReasonCode
from moderation.queries.decisions import is_decided_by_moderator
from moderation.services.cases import add_reason, belongs, file_case, find_case


@transaction.atomic
def follow_edit(*, comment_id: int) -> Case | None:
    """Put a comment that its author edited before a moderator once more; none where there is nothing to look at.

    In a queue it stays where it is, with the reason; from among the decided it comes back to the queue that it belongs
    to. One that is checked anew gets no case before that, but keeps the reason. What a moderator has decided on as it
    reads now stays decided, however often this is called. That it is checked again is whoever's who changes the text,
    in the same transaction; moderators' own edits are no author's and do not come here.
    """
    comment = engagement.lock_comment(comment_id)
    if is_decided_by_moderator(comment_id=comment_id, revision=comment.revision):
        return None
    case = find_case(comment_id)
    reason = {"code": ReasonCode.EDITED.value}
    queue = _find_queue(comment)
    stands = case is not None and case.queue != Queue.DECIDED and belongs(comment, case.queue)
    if queue is not None and not stands:
        return file_case(comment_id=comment_id, case=case, discussion=comment.discussion, queue=queue, reasons=[reason])
    if case is not None and reason not in case.reasons:
        add_reason(case=case, discussion=comment.discussion, reason=reason)
    return case


def _find_queue(comment: engagement.Comment) -> Queue | None:
    """Where a moderator would look for it; none where it waits for its check, or is gone."""
    if comment.visibility == Visibility.HELD:
        return Queue.WAITING
    if comment.visibility == Visibility.SPAM:
        return Queue.SPAM
    return Queue.NEW if belongs(comment, Queue.NEW) and get_settings().new_days else None
