"""A comment whose author edited it after somebody looked: it comes back, and says why."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Case, Queue, ReasonCode
from moderation.queries.decisions import is_decided_by_moderator
from moderation.services.cases import add_reason, belongs, file_case, find_case

_LOST_FOR = dt.timedelta(days=1)
"""For so long a lost announcement of an edit is looked for."""


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
    if case is not None and not _is_known(case, comment):
        # Of a second edit the case says no more than of the first, but it is another version: what was seen is not.
        add_reason(case=case, discussion=comment.discussion, reason=reason)
    return case


def find_lost_edits() -> list[int]:
    """The comments of the last day whose edit no announcement brought before moderators, at most a sweep's batch."""
    limit = get_settings().sweep_batch
    edited = engagement.find_edited(since=timezone.now() - _LOST_FOR, limit=limit)
    comments = engagement.Comment.objects.filter(pk__in=edited)
    cases = {case.comment_id: case for case in Case.objects.filter(comment__in=edited)}
    return [comment.pk for comment in comments.order_by("pk") if _is_lost(comment, cases.get(comment.pk))]


def follow_lost_edits() -> int:
    """Put those before moderators; returns how many it looked at."""
    lost = find_lost_edits()
    for comment_id in lost:
        follow_edit(comment_id=comment_id)
    return len(lost)


def _is_lost(comment: engagement.Comment, case: Case | None) -> bool:
    if case is None:
        return _find_queue(comment) is not None
    return comment.edited_at is not None and case.updated_at < comment.edited_at


def _is_known(case: Case, comment: engagement.Comment) -> bool:
    """Whether a case says that its comment was edited, and was moved since it was edited last."""
    return {"code": ReasonCode.EDITED.value} in case.reasons and (
        comment.edited_at is None or case.updated_at >= comment.edited_at
    )


def _find_queue(comment: engagement.Comment) -> Queue | None:
    """Where a moderator would look for it; none where it waits for its check, or is gone."""
    if comment.visibility == Visibility.HELD:
        return Queue.WAITING
    if comment.visibility == Visibility.SPAM:
        return Queue.SPAM
    return Queue.NEW if belongs(comment, Queue.NEW) and get_settings().new_days else None
