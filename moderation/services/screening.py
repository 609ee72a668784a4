"""Screening: a comment is shown to our own checks and to the spam checker, and what they say moves it by the policy."""

import datetime as dt
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.models import FailureKind, Finding, FindingVerdict
from moderation.queries.decisions import is_decided_by_moderator
from moderation.queries.policy import load_policy
from moderation.queries.word_lists import load_word_lists
from moderation.rules.base import Report
from moderation.rules.policy import Table
from moderation.services.alerts import keep_alert
from moderation.services.cases import find_case
from moderation.services.checking import run_checks
from moderation.services.circuit import find_circuit, give_back, may_ask, note_answer, note_failure
from moderation.services.feedback import forget_sender, keep_payload
from moderation.services.findings import (
    forget_details,
    keep_failure,
    keep_findings,
    load_findings,
    make_answer,
    make_reports,
)
from moderation.services.judging import apply_policy
from moderation.services.lately import read_lately
from moderation.services.retrying import find_wait
from moderation.services.sealing import require_keys
from moderation.services.submitting import build_submitted, find_recheck_reason
from moderation.spam.base import Answer, SpamChecker, Submitted
from moderation.spam.registry import get_checker, name_checker

_HEAD_START = 0.002
"""Seconds in which the question is on its way before our own checks begin: two threads that both compute get in each
other's way, and what the answer is waited for costs nothing.
"""

_pools: dict[int, ThreadPoolExecutor] = {}
"""By process: a fork inherits the pool, and not its threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inspection:
    """What our own checks saw, and what each signal comes to there."""

    reports: Sequence[Report]
    table: Table


def screen_comment(*, comment_id: int) -> Finding | None:
    """Run all checks on a comment that is due, ask the spam checker, keep what they say, and move the comment by it.

    None where there was nothing to ask: nobody wants the comment checked, another worker has it, or the circuit is
    open. May run twice and may be killed at any line: then the lease lapses and the comment is due again. No
    transaction is open while the checker is asked. Whatever keeps it from answering leaves the comment as it is, to be
    tried again; what is no trouble of the checker's is raised too.
    """
    settings = get_settings()
    if not settings.spam_checker:
        return None
    name = name_checker()
    circuit = find_circuit(name)
    if not may_ask(name, seen=circuit):
        return None
    if not engagement.lease_comment(comment_id=comment_id, lease=dt.timedelta(seconds=settings.lease_seconds)):
        give_back(name)
        return None
    record = engagement.get_comment_record(comment_id)
    started = time.monotonic()
    try:
        checker = get_checker()
        require_keys()
        earlier = load_findings(comment_id)
        reason = find_recheck_reason(revision=record.revision, earlier=earlier)
        submitted = build_submitted(record, reason)
        inspection, answer = _inspect(record, checker, submitted, earlier)
    except (SpamCheckUnavailable, SpamCheckMisconfigured) as error:
        retry_after = getattr(error, "retry_after", None)
        note_failure(name, kind=error.kind, error=str(error), retry_after=retry_after)
        keep_alert(checker=name, detail=error.detail)
        return _try_later(record, str(error), error.kind, started, retry_after)
    except Exception as error:
        give_back(name)
        _try_later(record, f"Failed with {type(error).__name__}.", FailureKind.OTHER, started)
        raise
    note_answer(name, seen=circuit)
    keep_alert(checker=name, detail=answer.detail)
    return _apply(record, inspection, checker, submitted, answer, earlier)


def _inspect(
    record: engagement.CommentRecord, checker: SpamChecker, submitted: Submitted, earlier: Sequence[Finding]
) -> tuple[_Inspection, Answer]:
    """Run our own checks and ask the spam checker: at once, where its answer is only waited for."""
    if not checker.is_remote:
        return _look(record, earlier), checker.check(submitted)
    asked = _find_pool().submit(checker.check, submitted)
    wait_for((asked,), timeout=_HEAD_START)
    return _look(record, earlier), asked.result()


def _find_pool() -> ThreadPoolExecutor:
    """This process's threads for asking: a thread begun anew for each comment costs more than the asking."""
    process = os.getpid()
    pool = _pools.get(process)
    return pool or _pools.setdefault(process, ThreadPoolExecutor(thread_name_prefix="spam-checker"))


def _look(record: engagement.CommentRecord, earlier: Sequence[Finding]) -> _Inspection:
    """Run our own checks and keep what they saw: none of it hangs on the answer."""
    reports = run_checks(record, lists=read_lately("word lists", load_word_lists))
    policy = read_lately("policy", load_policy)
    keep_findings(make_reports(record=record, reports=reports, earlier=earlier))
    return _Inspection(
        reports=reports, table=policy.table(section=record.section, discussion_key=record.discussion_key)
    )


@transaction.atomic
def _apply(
    record: engagement.CommentRecord,
    inspection: _Inspection,
    checker: SpamChecker,
    submitted: Submitted,
    answer: Answer,
    earlier: Sequence[Finding],
) -> Finding:
    """Keep what the checks said; let it move the comment unless somebody decided on it or edited it meanwhile."""
    finding = make_answer(record=record, checker=checker.name, answer=answer, earlier=earlier)
    # New rows alone come before the lock, which every comment of the discussion waits for.
    keep_findings([finding])
    keep_payload(
        comment_id=record.comment_id,
        submitted=submitted.as_dict(),
        said=FindingVerdict(answer.verdict),
        guid=answer.guid[:200],
    )
    comment = engagement.lock_comment(record.comment_id)
    if comment.visibility == Visibility.ERASED:
        forget_sender(comment_id=record.comment_id)
        forget_details(comment_id=record.comment_id)
        return finding
    if comment.next_attempt_at is None or comment.cleared_at is not None:
        return finding
    if comment.revision != record.revision:
        engagement.postpone_comment(comment_id=comment.pk, retry_at=timezone.now(), tried=False)
    elif finding.provisional:
        wait = dt.timedelta(seconds=answer.recheck_after or 0)
        engagement.postpone_comment(comment_id=comment.pk, retry_at=timezone.now() + wait, tried=False)
    else:
        _decide(comment, record, inspection, finding)
    return finding


def _decide(
    comment: engagement.Comment, record: engagement.CommentRecord, inspection: _Inspection, finding: Finding
) -> None:
    """Let the policy move a comment, unless a moderator's decision stands; whoever decided on it left it a case."""
    case = find_case(comment.pk)
    if case and is_decided_by_moderator(comment_id=comment.pk, revision=comment.revision):
        engagement.finish_checking(comment_id=comment.pk)
        return
    apply_policy(
        comment=comment,
        case=case,
        record=record,
        reports=inspection.reports,
        finding=finding,
        table=inspection.table,
    )


@transaction.atomic
def _try_later(
    record: engagement.CommentRecord,
    error: str,
    kind: str,
    started: float,
    retry_after: float | None = None,
) -> Finding:
    """Keep what went wrong, and when to ask again; the comment stays as it is."""
    attempts = engagement.Comment.objects.values_list("attempts", flat=True).get(pk=record.comment_id)
    wait = find_wait(attempts=attempts, retry_after=retry_after)
    finding = keep_failure(
        record=record,
        checker=name_checker(),
        kind=kind,
        error=error,
        retry_after=retry_after,
        duration_ms=round((time.monotonic() - started) * 1000),
    )
    engagement.postpone_comment(comment_id=record.comment_id, retry_at=timezone.now() + wait)
    return finding
