"""What an operator may want to know of the mails to followers."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from engagement.mail_hours import find_last_quiet_end, is_quiet
from engagement.models import Digest, Follow, Notice, NoticeState, Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingNotices:
    """How the mails to followers stand."""

    due: int
    """Followers whose mail should be on its way by now; none in the quiet hours."""
    oldest_due_at: dt.datetime | None
    """Since when the first of them waits, quiet hours apart; long ago: the mail server is down, or nobody sends."""
    quiet: int
    """Followers whose mail is due and waits for the end of the quiet hours."""
    questions: int
    """Addresses that are yet to be asked whether they want to follow."""
    oldest_question_at: dt.datetime | None
    """Since when the first of them waits."""
    publications: int
    """Comments whose followers are not all noted."""
    failed: int
    """Notices and summaries that the mail server refused for good, in the last 30 days."""
    cut_off: int
    """Notices and summaries whose worker died while sending: they may have arrived or not. In the last 30 days."""


def pending_notices() -> PendingNotices:
    """How many mails wait, since when, and how many were lost; in four queries."""
    now = timezone.now()
    mails = Follow.objects.due(now).aggregate(count=Count("pk"), oldest=Min("next_at"))
    held_back = is_quiet(now)
    asked = Follow.objects.filter(ask_at__isnull=False, ask_at__lte=now)
    questions = asked.aggregate(count=Count("pk"), oldest=Min("ask_at"))
    lost = _count_lost()
    return PendingNotices(
        due=0 if held_back else mails["count"],
        oldest_due_at=None if held_back else _without_quiet(mails["oldest"], now),
        quiet=mails["count"] if held_back else 0,
        questions=questions["count"],
        oldest_question_at=questions["oldest"],
        publications=Publication.objects.count(),
        failed=lost[NoticeState.FAILED],
        cut_off=lost[NoticeState.CUT_OFF],
    )


def _count_lost() -> Counter[str]:
    """How many notices and summaries were refused or cut off, by state: both call it the same."""
    states = [NoticeState.FAILED, NoticeState.CUT_OFF]
    notices, digests = (
        rows.order_by().values_list("state").annotate(count=Count("pk"))
        for rows in (Notice.objects.filter(state__in=states), Digest.objects.filter(state__in=states))
    )
    lost: Counter[str] = Counter()
    for state, count in notices.union(digests, all=True):
        lost[state] += count
    return lost


def _without_quiet(oldest: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """Since when a mail could have been sent: what waited for the end of the quiet hours is late since then."""
    end = find_last_quiet_end(now)
    return oldest if oldest is None or end is None else max(oldest, end)
