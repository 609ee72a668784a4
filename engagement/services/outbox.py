"""Comments to be checked, as an outbox: who checks which, until when, and when to try again."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Q
from django.utils import timezone

from engagement.models import Comment, Visibility
from engagement.statements import Change

_CHECKABLE = (Visibility.PENDING, Visibility.PUBLISHED, Visibility.HELD, Visibility.SPAM, Visibility.REJECTED)
"""What there is any sense in checking: not what its author withdrew, nor what was erased."""


def _due(now: dt.datetime) -> Q:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return Q(visibility__in=_CHECKABLE, cleared_at__isnull=True, next_attempt_at__lte=now) & free


_LEASE = Change(
    lambda comment_id, now, until: (
        Comment.objects.filter(_due(now), pk=comment_id),
        {"leased_until": until, "attempts": F("attempts") + 1},
    ),
    int,
    dt.datetime,
    dt.datetime,
)


def lease_comment(*, comment_id: int, lease: dt.timedelta) -> bool:
    """Take a comment to check it; false where another has it, where its time has not come or where nobody wants it
    checked.
    """
    now = timezone.now()
    return _LEASE.make(comment_id, now, now + lease) > 0


def postpone_comment(*, comment_id: int, retry_at: dt.datetime, tried: bool = True) -> bool:
    """Give a comment back, to be checked at ``retry_at``; false where nobody wants it checked any more.

    Where it was not ``tried``, its attempts count from the beginning.
    """
    wanted = Comment.objects.filter(pk=comment_id, next_attempt_at__isnull=False, visibility__in=_CHECKABLE)
    values: dict[str, object] = {"leased_until": None, "next_attempt_at": retry_at} | ({} if tried else {"attempts": 0})
    return bool(wanted.update(**values))


def finish_checking(*, comment_id: int) -> bool:
    """Mark a comment as checked, whose visibility does not change with it; false where it was not to be checked."""
    wanted = Comment.objects.filter(pk=comment_id, next_attempt_at__isnull=False)
    return bool(
        wanted.exclude(visibility=Visibility.PENDING).update(leased_until=None, next_attempt_at=None, attempts=0)
    )


def request_check(*, comment_ids: Iterable[int], at: dt.datetime | None = None) -> int:
    """Have comments checked once more, ``at`` that time or now, whatever their visibility; returns how many will be.

    Those that wait for a check anyway are brought forward.
    """
    wanted = Comment.objects.filter(pk__in=list(comment_ids), visibility__in=_CHECKABLE, cleared_at__isnull=True)
    return wanted.update(next_attempt_at=at or timezone.now(), attempts=0)


def hurry_comments(*, limit: int) -> int:
    """Bring comments forward whose check failed, as the spam checker can be asked again; returns how many."""
    now = timezone.now()
    tired = Comment.objects.filter(attempts__gt=0, next_attempt_at__gt=now)
    pks = list(tired.order_by("created_at").values_list("pk", flat=True)[:limit])
    return Comment.objects.filter(pk__in=pks, next_attempt_at__gt=now).update(next_attempt_at=now)


def due_comment_ids(*, limit: int) -> list[int]:
    """The comments whose time has come and whom nobody checks, oldest first, at most ``limit``."""
    due = Comment.objects.filter(_due(timezone.now())).order_by("next_attempt_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])
