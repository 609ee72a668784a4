"""Pending comments as an outbox: who checks which, until when, and when to try again."""

import datetime as dt

from django.db.models import F, Q
from django.utils import timezone

from engagement.models import Comment, Visibility


def _due(now: dt.datetime) -> Q:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return Q(visibility=Visibility.PENDING, cleared_at__isnull=True, next_attempt_at__lte=now) & free


def lease_comment(*, comment_id: int, lease: dt.timedelta) -> bool:
    """Take a pending comment to check it; false where another has it, where its time has not come or where it waits
    no more.
    """
    now = timezone.now()
    return bool(
        Comment.objects.filter(_due(now), pk=comment_id).update(leased_until=now + lease, attempts=F("attempts") + 1)
    )


def postpone_comment(*, comment_id: int, retry_at: dt.datetime) -> bool:
    """Give a pending comment back, to be tried again at ``retry_at``; false where it waits no more."""
    return bool(
        Comment.objects.filter(pk=comment_id, visibility=Visibility.PENDING, cleared_at__isnull=True).update(
            leased_until=None, next_attempt_at=retry_at
        )
    )


def due_comment_ids(*, limit: int) -> list[int]:
    """The pending comments whose time has come and whom nobody checks, oldest first, at most ``limit``."""
    due = Comment.objects.filter(_due(timezone.now())).order_by("next_attempt_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])
