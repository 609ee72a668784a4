"""Cases: opened when a comment waits for a moderator, moved to their queue, closed when nobody need look any more."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import Case, Queue, spell_codes
from moderation.services.locking import lock_comment

Reason = dict[str, Any]
"""Why a comment waits: its ``code``, and what explains it."""


@transaction.atomic
def open_case(*, comment_id: int, reasons: Sequence[Reason]) -> Case | None:
    """Put a comment among those that wait; none where it waits no more. A case that stands there stays as it is."""
    comment = lock_comment(comment_id)
    if not waits(comment):
        return None
    case = Case.objects.filter(comment_id=comment_id).first()
    if case is not None and case.queue == Queue.WAITING:
        return case
    return put_case(comment_id=comment_id, queue=Queue.WAITING, reasons=reasons)


def close_case(*, comment_id: int) -> bool:
    """Take a comment out of the queues; false where it stands in none, or has still business there."""
    # Most comments never have a case: nothing is locked for those.
    return _is_queued(comment_id) and _close(comment_id)


def _is_queued(comment_id: int) -> bool:
    return Case.objects.filter(comment_id=comment_id).exclude(queue=Queue.DECIDED).exists()


@transaction.atomic
def _close(comment_id: int) -> bool:
    comment = lock_comment(comment_id)
    case = Case.objects.filter(comment_id=comment_id).exclude(queue=Queue.DECIDED).first()
    if case is None or belongs(comment, case.queue):
        return False
    settle_case(comment_id=comment_id)
    return True


def put_case(*, comment_id: int, queue: Queue, reasons: Sequence[Reason]) -> Case:
    """Put a comment into a queue, behind those that stand there. The comment must be locked."""
    now = timezone.now()
    values = {
        "queue": queue,
        "reasons": list(reasons),
        "codes": spell_codes(reasons),
        "opened_at": now,
        "decided_at": None,
        "updated_at": now,
    }
    case, created = Case.objects.get_or_create(comment_id=comment_id, defaults=values)
    if not created:
        _move(case, **values)
    return case


def settle_case(*, comment_id: int, create: bool = False) -> str:
    """Mark a comment's case as decided; returns the queue that it stood in, empty where it had no case.

    With ``create`` a comment without a case gets one, so that it is found among the decided. The comment must be
    locked.
    """
    now = timezone.now()
    case = Case.objects.filter(comment_id=comment_id).first()
    if case is None:
        if create:
            Case.objects.create(comment_id=comment_id, queue=Queue.DECIDED, decided_at=now, opened_at=now)
        return ""
    before = case.queue
    _move(case, queue=Queue.DECIDED, decided_at=now, updated_at=now)
    return before


def restore_case(*, comment_id: int, queue: str) -> None:
    """Put a case back into the place that a decision took it from. The comment must be locked."""
    case = Case.objects.filter(comment_id=comment_id).first()
    if case is not None and queue and queue != Queue.DECIDED:
        _move(case, queue=Queue(queue), decided_at=None, updated_at=timezone.now())


def waits(comment: engagement.Comment) -> bool:
    """Whether a moderator may be needed: it is held, or not yet checked."""
    return belongs(comment, Queue.WAITING)


def belongs(comment: engagement.Comment, queue: str) -> bool:
    """Whether a comment has any business in that queue."""
    if queue == Queue.WAITING:
        unchecked = comment.visibility == Visibility.PENDING and comment.cleared_at is None
        return unchecked or comment.visibility == Visibility.HELD
    return comment.visibility == Visibility.SPAM


def _move(case: Case, **values: Any) -> None:
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1, **values)
    case.refresh_from_db()
