"""Sending feedback to the spam checker: leased, asked outside of any transaction, and tried again until it is taken."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.models import Feedback, FeedbackKind, FeedbackState
from moderation.services.retrying import find_wait
from moderation.spam.base import Submitted
from moderation.spam.registry import get_checker


def send_feedback(*, feedback_id: int) -> bool:
    """Tell the spam checker what a moderator decided; false where it was not told now.

    May run twice and may be killed at any line: then the report is sent once more when the lease has lapsed. What is
    not taken is tried again later, and given up after ``feedback_days``.
    """
    if not _lease(feedback_id):
        return False
    feedback = Feedback.objects.select_related("decision__moderator", "payload").get(pk=feedback_id)
    if _is_superseded(feedback):
        _finish(feedback, state=FeedbackState.CANCELLED)
        return False
    if feedback.payload is None:
        _finish(feedback, state=FeedbackState.FAILED, error="What was submitted has expired.")
        return False
    try:
        _tell(feedback, Submitted.from_dict(feedback.payload.submitted), feedback.payload.said)
    except (SpamCheckUnavailable, SpamCheckMisconfigured) as error:
        _try_later(feedback, str(error), getattr(error, "retry_after", None))
        return False
    _finish(feedback, state=FeedbackState.SENT, sent_at=timezone.now(), error="")
    return True


def due_feedback_ids(*, limit: int) -> list[int]:
    """The reports whose time has come, oldest first, at most ``limit``."""
    due = Feedback.objects.filter(_due(timezone.now())).order_by("next_attempt_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def _due(now: dt.datetime) -> Q:
    """Queued, free, its time come, and no older report about the same comment before it."""
    older = Feedback.objects.filter(
        comment_id=OuterRef("comment_id"), state=FeedbackState.QUEUED, pk__lt=OuterRef("pk")
    )
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return Q(~Exists(older), free, state=FeedbackState.QUEUED, next_attempt_at__lte=now)


def _lease(feedback_id: int) -> bool:
    now = timezone.now()
    lease = now + dt.timedelta(seconds=get_settings().lease_seconds)
    rows = Feedback.objects.filter(_due(now), pk=feedback_id)
    return bool(rows.update(leased_until=lease, attempts=F("attempts") + 1))


def _is_superseded(feedback: Feedback) -> bool:
    """Whether somebody thought otherwise while this one was on its way: the later report is the one that counts."""
    later = Feedback.objects.filter(comment_id=feedback.comment_id, pk__gt=feedback.pk)
    return later.exclude(state=FeedbackState.CANCELLED).exists()


def _tell(feedback: Feedback, submitted: Submitted, said: str) -> None:
    moderator = feedback.decision.moderator
    reporter = moderator.get_username() if moderator else ""
    checker = get_checker()
    tell = checker.report_spam if feedback.kind == FeedbackKind.SPAM else checker.report_ham
    tell(submitted, reporter=reporter, said=said)


def _try_later(feedback: Feedback, error: str, retry_after: float | None) -> None:
    if timezone.now() >= feedback.created_at + dt.timedelta(days=get_settings().feedback_days):
        _finish(feedback, state=FeedbackState.FAILED, error=error[:500])
        return
    wait = find_wait(attempts=feedback.attempts, retry_after=retry_after)
    _finish(feedback, next_attempt_at=timezone.now() + wait, error=error[:500])


def _finish(feedback: Feedback, **values: object) -> None:
    """Give the lease back with what came of it; a worker whose lease was taken over by another changes nothing."""
    mine = Feedback.objects.filter(pk=feedback.pk, state=FeedbackState.QUEUED, leased_until=feedback.leased_until)
    mine.update(leased_until=None, **values)
