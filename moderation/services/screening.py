"""Screening: a pending comment is shown to the spam checker, and what it says moves the comment."""

import datetime as dt
import time

from django.db import transaction
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.models import Action, Actor, Finding, FindingVerdict, Queue, ReasonCode
from moderation.services.cases import put_case, settle_case
from moderation.services.feedback import keep_payload
from moderation.services.locking import lock_comment
from moderation.services.recording import record_decision
from moderation.services.retrying import find_wait
from moderation.services.submitting import build_submitted
from moderation.spam.base import Answer, SpamChecker, Submitted, Verdict
from moderation.spam.registry import get_checker

_OUTCOMES = {
    Verdict.HAM: (Action.APPROVE, Visibility.PUBLISHED, None),
    Verdict.SPAM: (Action.SPAM, Visibility.SPAM, Queue.SPAM),
    Verdict.DISCARD: (Action.SPAM, Visibility.SPAM, Queue.DISCARDED),
}
"""What a verdict makes of a comment that waits for it: the action, its visibility, and the queue it stands in."""


def screen_comment(*, comment_id: int) -> Finding | None:
    """Ask the spam checker about a pending comment, keep what it says, and move the comment accordingly.

    None where there was nothing to ask: the comment waits no more, or another worker has it. May run twice and may be
    killed at any line: then the lease lapses and the comment is due again. No transaction is open while the checker
    is asked. Whatever keeps it from answering leaves the comment pending, to be tried again; what is no trouble of
    the checker's is raised too.
    """
    settings = get_settings()
    lease = dt.timedelta(seconds=settings.lease_seconds)
    if not settings.spam_checker or not engagement.lease_comment(comment_id=comment_id, lease=lease):
        return None
    record = engagement.get_comment_record(comment_id)
    started = time.monotonic()
    try:
        checker = get_checker()
        submitted = build_submitted(record)
        answer = checker.check(submitted)
    except (SpamCheckUnavailable, SpamCheckMisconfigured) as error:
        return _try_later(record, str(error), started, getattr(error, "retry_after", None))
    except Exception as error:
        _try_later(record, f"Failed with {type(error).__name__}.", started)
        raise
    return _apply(record, checker, submitted, answer)


@transaction.atomic
def _apply(record: engagement.CommentRecord, checker: SpamChecker, submitted: Submitted, answer: Answer) -> Finding:
    """Keep the answer; let it move the comment unless somebody moved or edited it meanwhile."""
    comment = lock_comment(record.comment_id)
    finding = Finding.objects.create(
        comment_id=record.comment_id,
        check_name=checker.name,
        revision=record.revision,
        verdict=FindingVerdict(answer.verdict),
        detail=_describe(answer),
        guid=answer.guid[:200],
        duration_ms=answer.duration_ms,
    )
    if comment.visibility != Visibility.ERASED:
        keep_payload(
            comment_id=record.comment_id,
            submitted=submitted.as_dict(),
            said=FindingVerdict(answer.verdict),
            guid=answer.guid[:200],
        )
    if comment.visibility != Visibility.PENDING or comment.cleared_at is not None:
        return finding
    if comment.revision != record.revision:
        engagement.postpone_comment(comment_id=record.comment_id, retry_at=timezone.now())
        return finding
    _move(comment, checker.name, answer.verdict)
    return finding


def _move(comment: engagement.Comment, check: str, verdict: Verdict) -> None:
    """Do what the verdict says to a comment that is locked and pending."""
    action, visibility, queue = _OUTCOMES[verdict]
    change = engagement.change_visibility(
        comment_id=comment.pk, to=visibility, expected=frozenset({Visibility.PENDING}), revision=comment.revision
    )
    queue_before = settle_case(comment_id=comment.pk)
    if queue is not None:
        reason = {"code": ReasonCode.CHECKER.value, "check": check, "verdict": verdict.value}
        put_case(comment_id=comment.pk, queue=queue, reasons=[reason])
    record_decision(
        comment_id=comment.pk,
        actor=Actor.POLICY,
        action=action,
        before=change.before,
        after=change.after,
        queue_before=queue_before,
        reason=verdict.value,
        revision=comment.revision,
    )


@transaction.atomic
def _try_later(
    record: engagement.CommentRecord, error: str, started: float, retry_after: float | None = None
) -> Finding:
    """Keep what went wrong, and when to ask again; the comment stays as it is."""
    attempts = engagement.Comment.objects.values_list("attempts", flat=True).get(pk=record.comment_id)
    wait = find_wait(attempts=attempts, retry_after=retry_after)
    finding = Finding.objects.create(
        comment_id=record.comment_id,
        check_name=_name_check(),
        revision=record.revision,
        verdict=FindingVerdict.ERROR,
        detail={"error": error[:500], "retry_after": retry_after},
        duration_ms=round((time.monotonic() - started) * 1000),
    )
    engagement.postpone_comment(comment_id=record.comment_id, retry_at=timezone.now() + wait)
    return finding


def _name_check() -> str:
    """The checker's name, or its class's where it cannot even be built."""
    try:
        return get_checker().name
    except SpamCheckMisconfigured:
        return get_settings().spam_checker.rpartition(".")[2][:50]


def _describe(answer: Answer) -> dict[str, object]:
    described = dict(answer.detail)
    if answer.recheck_after is not None:
        described["recheck_after"] = answer.recheck_after
    return described
