"""Sending feedback to the spam checker: leased, asked outside of any transaction, and tried again until it is taken."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from moderation.conf import get_settings
from moderation.exceptions import PayloadUnreadable, SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.models import Feedback, FeedbackKind, FeedbackState
from moderation.services.alerts import keep_alert
from moderation.services.circuit import give_back, may_ask, note_answer, note_failure
from moderation.services.retrying import find_wait
from moderation.services.sealing import unseal
from moderation.spam.base import Submitted
from moderation.spam.registry import get_checker, name_checker


def send_feedback(*, feedback_id: int) -> bool:
    """Tell the spam checker what a moderator decided; false where it was not told now.

    May run twice and may be killed at any line: then the report is sent once more when the lease has lapsed. While the
    circuit is open only a probe is sent. What is not taken is tried again later, and given up after ``feedback_days``;
    what is no trouble of the checker's is raised too.
    """
    name = name_checker()
    if not _is_due(feedback_id) or not may_ask(name):
        return False
    if not _lease(feedback_id):
        give_back(name)
        return False
    feedback = Feedback.objects.select_related("decision__moderator", "payload").get(pk=feedback_id)
    try:
        submitted = _read(feedback)
        if submitted is None:
            give_back(name)
            return False
        _tell(feedback, submitted)
    except (SpamCheckUnavailable, SpamCheckMisconfigured) as error:
        retry_after = getattr(error, "retry_after", None)
        note_failure(name, kind=error.kind, error=str(error), retry_after=retry_after)
        keep_alert(checker=name, detail=error.detail)
        _try_later(feedback, str(error), retry_after)
        return False
    except Exception as error:
        give_back(name)
        _try_later(feedback, f"Failed with {type(error).__name__}.")
        raise
    note_answer(name)
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


def _is_due(feedback_id: int) -> bool:
    """Whether it is worth asking for the circuit; only the lease says for sure."""
    return Feedback.objects.filter(_due(timezone.now()), pk=feedback_id).exists()


def _lease(feedback_id: int) -> bool:
    now = timezone.now()
    lease = now + dt.timedelta(seconds=get_settings().lease_seconds)
    rows = Feedback.objects.filter(_due(now), pk=feedback_id)
    return bool(rows.update(leased_until=lease, attempts=F("attempts") + 1))


def _read(feedback: Feedback) -> Submitted | None:
    """What to repeat to the checker; none where the report is over, because nothing can be sent or nobody wants it."""
    if _is_superseded(feedback):
        _finish(feedback, state=FeedbackState.CANCELLED)
        return None
    if feedback.payload is None:
        _finish(feedback, state=FeedbackState.FAILED, error="What was submitted has expired.")
        return None
    try:
        return Submitted.from_dict(unseal(feedback.payload.submitted))
    except PayloadUnreadable as error:
        _finish(feedback, state=FeedbackState.FAILED, error=str(error))
    except (TypeError, ValueError):
        _finish(feedback, state=FeedbackState.FAILED, error="What was submitted is not what this release can send.")
    return None


def _is_superseded(feedback: Feedback) -> bool:
    """Whether somebody thought otherwise while this one was on its way: the later report is the one that counts."""
    later = Feedback.objects.filter(comment_id=feedback.comment_id, pk__gt=feedback.pk)
    return later.exclude(state=FeedbackState.CANCELLED).exists()


def _tell(feedback: Feedback, submitted: Submitted) -> None:
    moderator = feedback.decision.moderator
    reporter = moderator.get_username() if moderator else ""
    checker = get_checker()
    tell = checker.report_spam if feedback.kind == FeedbackKind.SPAM else checker.report_ham
    tell(submitted, reporter=reporter, said=feedback.payload.said if feedback.payload else "")


def _try_later(feedback: Feedback, error: str, retry_after: float | None = None) -> None:
    if timezone.now() >= feedback.created_at + dt.timedelta(days=get_settings().feedback_days):
        _finish(feedback, state=FeedbackState.FAILED, error=error[:500])
        return
    wait = find_wait(attempts=feedback.attempts, retry_after=retry_after)
    _finish(feedback, next_attempt_at=timezone.now() + wait, error=error[:500])


def _finish(feedback: Feedback, **values: object) -> None:
    """Give the lease back with what came of it; a worker whose lease was taken over by another changes nothing."""
    mine = Feedback.objects.filter(pk=feedback.pk, state=FeedbackState.QUEUED, leased_until=feedback.leased_until)
    mine.update(leased_until=None, **values)
