"""How screening fares: what operators and the side of the queue are told."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Feedback, FeedbackState, Finding, FindingVerdict
from moderation.queries.words import name_check


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningHealth:
    """The state of screening at one moment."""

    configured: bool
    """Whether anything is set that checks comments."""
    check: str
    """The name of what answered or failed last, as people read it; empty where nothing was asked yet."""
    answered_at: dt.datetime | None
    """When it answered last."""
    duration_ms: int | None
    """How long that took."""
    failed_at: dt.datetime | None
    """When it failed last."""
    error: str
    """How it failed then."""
    waiting: int
    """Comments not yet checked."""
    oldest_at: dt.datetime | None
    """When the oldest of them was written."""
    feedback_waiting: int
    """Moderators' corrections not yet told."""
    overdue: bool
    """Whether a comment waits past its grace."""

    @property
    def is_well(self) -> bool:
        """Whether the checker answered last time, and nobody is kept waiting."""
        failing = self.failed_at is not None and (self.answered_at is None or self.failed_at > self.answered_at)
        return self.configured and not failing and not self.overdue


def screening_health() -> ScreeningHealth:
    """The state of screening now, in four queries."""
    answered = Finding.objects.exclude(verdict=FindingVerdict.ERROR).order_by("-at").first()
    failed = Finding.objects.filter(verdict=FindingVerdict.ERROR).order_by("-at").first()
    pending = engagement.Comment.objects.filter(visibility=Visibility.PENDING, cleared_at__isnull=True)
    backlog = pending.aggregate(count=Count("pk"), oldest=Min("created_at"))
    latest = max((finding for finding in (answered, failed) if finding), key=lambda finding: finding.at, default=None)
    grace = dt.timedelta(minutes=get_settings().unscreened_grace_minutes)
    return ScreeningHealth(
        configured=bool(get_settings().spam_checker),
        check=name_check(latest.check_name) if latest else "",
        answered_at=answered.at if answered else None,
        duration_ms=answered.duration_ms if answered else None,
        failed_at=failed.at if failed else None,
        error=failed.detail.get("error", "") if failed else "",
        waiting=backlog["count"],
        oldest_at=backlog["oldest"],
        feedback_waiting=Feedback.objects.filter(state=FeedbackState.QUEUED).count(),
        overdue=backlog["oldest"] is not None and backlog["oldest"] < timezone.now() - grace,
    )
