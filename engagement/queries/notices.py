"""What an operator may want to know of the mails to followers."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from engagement.models import Follow, Notice, NoticeState, Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingNotices:
    """How the mails to followers stand."""

    due: int
    """Followers whose mail should be on its way by now."""
    oldest_due_at: dt.datetime | None
    """Since when the first of them waits; long ago: the mail server is down, or nobody sends."""
    questions: int
    """Addresses that are yet to be asked whether they want to follow."""
    oldest_question_at: dt.datetime | None
    """Since when the first of them waits."""
    publications: int
    """Comments whose followers are not all noted."""
    failed: int
    """Notices that the mail server refused for good, in the last 30 days."""
    cut_off: int
    """Notices whose worker died while sending: they may have arrived or not. In the last 30 days."""


def pending_notices() -> PendingNotices:
    """How many mails wait, since when, and how many were lost; in four queries."""
    now = timezone.now()
    due = Follow.objects.filter(next_at__isnull=False, next_at__lte=now)
    mails = due.aggregate(count=Count("pk"), oldest=Min("next_at"))
    asked = Follow.objects.filter(ask_at__isnull=False, ask_at__lte=now)
    questions = asked.aggregate(count=Count("pk"), oldest=Min("ask_at"))
    lost = Notice.objects.filter(state__in=[NoticeState.FAILED, NoticeState.CUT_OFF]).aggregate(
        failed=Count("pk", filter=Q(state=NoticeState.FAILED)),
        cut_off=Count("pk", filter=Q(state=NoticeState.CUT_OFF)),
    )
    return PendingNotices(
        due=mails["count"],
        oldest_due_at=mails["oldest"],
        questions=questions["count"],
        oldest_question_at=questions["oldest"],
        publications=Publication.objects.count(),
        failed=lost["failed"],
        cut_off=lost["cut_off"],
    )
