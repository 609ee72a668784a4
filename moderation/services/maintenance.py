"""What is done from time to time: find what no message brought, mend what was left, delete what expired."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Case, Feedback, FeedbackState, Payload, Queue, ReasonCode
from moderation.services.cases import close_case, open_case
from moderation.services.sending import due_feedback_ids

_BATCH = 1000


def find_due_comments() -> list[int]:
    """The pending comments to be checked now, at most a sweep's batch; none where nothing is set that checks."""
    settings = get_settings()
    return engagement.due_comment_ids(limit=settings.sweep_batch) if settings.spam_checker else []


def find_due_feedback() -> list[int]:
    """The reports to be sent now, at most a sweep's batch; none where there is nobody to tell."""
    settings = get_settings()
    return due_feedback_ids(limit=settings.sweep_batch) if settings.spam_checker else []


def open_missing_cases() -> int:
    """Open cases for held comments that have none, and for comments unchecked past their grace, which stay pending.

    Returns how many, at most a sweep's batch of each.
    """
    settings = get_settings()
    grace = dt.timedelta(minutes=settings.unscreened_grace_minutes)
    waiting = Case.objects.filter(comment_id=OuterRef("pk"), queue=Queue.WAITING)
    missing = engagement.Comment.objects.exclude(Exists(waiting)).values_list("pk", flat=True)
    held = missing.filter(visibility=Visibility.HELD).order_by("pk")
    unchecked = missing.filter(
        visibility=Visibility.PENDING, cleared_at__isnull=True, created_at__lte=timezone.now() - grace
    ).order_by("next_attempt_at")
    opened = 0
    for code, comment_ids in ((ReasonCode.HELD, held), (ReasonCode.UNSCREENED, unchecked)):
        for comment_id in comment_ids[: settings.sweep_batch]:
            opened += open_case(comment_id=comment_id, reasons=[{"code": code.value}]) is not None
    return opened


def close_idle_cases(*, queues: Iterable[Queue] = (Queue.WAITING,)) -> int:
    """Close cases that stand in one of the queues though their comment waits for nothing there; returns how many."""
    unchecked = Q(comment__visibility=Visibility.PENDING, comment__cleared_at__isnull=True)
    belongs = {
        Queue.WAITING: Q(comment__visibility=Visibility.HELD) | unchecked,
        Queue.SPAM: Q(comment__visibility=Visibility.SPAM),
        Queue.DISCARDED: Q(comment__visibility=Visibility.SPAM),
    }
    closed = 0
    for queue in queues:
        idle = Case.objects.filter(queue=queue).exclude(belongs[queue]).values_list("comment_id", flat=True)
        for comment_id in idle[: get_settings().sweep_batch]:
            closed += close_case(comment_id=comment_id)
    return closed


def purge(*, now: dt.datetime | None = None) -> int:
    """Delete personal data whose time is over, engagement's included; returns how many rows went."""
    now = now or timezone.now()
    needed = Case.objects.filter(comment_id=OuterRef("comment_id"), queue=Queue.WAITING)
    queued = Feedback.objects.filter(payload_id=OuterRef("pk"), state=FeedbackState.QUEUED)
    expired = Payload.objects.filter(Q(expires_at__lte=now) & ~Exists(needed) & ~Exists(queued))
    deleted = _delete(expired) + _delete(Payload.objects.filter(comment__visibility=Visibility.ERASED))
    return deleted + engagement.delete_expired(now=now)


def _delete(rows: QuerySet[Payload]) -> int:
    deleted = 0
    while ids := list(rows.values_list("pk", flat=True)[:_BATCH]):
        deleted += Payload.objects.filter(pk__in=ids).delete()[0]
    return deleted
