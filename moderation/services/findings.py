"""Findings as rows: written once, never changed."""

from collections.abc import Sequence

from engagement import api as engagement
from engagement.statements import Question, store
from moderation.models import Finding, FindingVerdict
from moderation.rules.base import Report
from moderation.rules.signals import CHECKER
from moderation.spam.base import Answer, Verdict

_SIGNALS = {
    Verdict.HAM: [],
    Verdict.SPAM: [f"{CHECKER}.spam"],
    Verdict.DISCARD: [f"{CHECKER}.discard"],
}


_OF_COMMENT = Question(lambda comment_id: Finding.objects.filter(comment_id=comment_id).order_by("id"), int)


def load_findings(comment_id: int) -> list[Finding]:
    """All that was found about a comment, oldest first."""
    return _OF_COMMENT.objects(comment_id)


def make_answer(
    *, record: engagement.CommentRecord, checker: str, answer: Answer, earlier: Sequence[Finding]
) -> Finding:
    """What the spam checker said, to be kept; ``earlier`` is what was found before.

    It is provisional where the checker wants to be asked again, which it is granted once a revision, and only about
    what it takes for ham: nobody need wait to be told twice that something is spam.
    """
    wants_again = answer.recheck_after is not None and answer.verdict is Verdict.HAM
    was_provisional = any(
        finding.provisional and finding.check_name == checker and finding.revision == record.revision
        for finding in earlier
    )
    detail = dict(answer.detail)
    if answer.recheck_after is not None:
        detail["recheck_after"] = answer.recheck_after
    return Finding(
        comment_id=record.comment_id,
        check_name=checker,
        revision=record.revision,
        verdict=FindingVerdict(answer.verdict),
        signals=_SIGNALS[answer.verdict],
        detail=detail,
        provisional=wants_again and not was_provisional,
        guid=answer.guid[:200],
        duration_ms=answer.duration_ms,
    )


def make_reports(
    *, record: engagement.CommentRecord, reports: Sequence[Report], earlier: Sequence[Finding]
) -> list[Finding]:
    """What our own checks said, to be kept where it is not what they said of this revision last."""
    last = {
        finding.check_name: (list(finding.signals), finding.detail)
        for finding in earlier
        if finding.revision == record.revision
    }
    return [
        Finding(
            comment_id=record.comment_id,
            check_name=report.check,
            revision=record.revision,
            verdict=FindingVerdict.NOTICE if report.signals else FindingVerdict.CLEAR,
            signals=list(report.signals),
            detail=dict(report.saw),
        )
        for report in reports
        if last.get(report.check) != (list(report.signals), dict(report.saw))
    ]


def keep_findings(findings: Sequence[Finding]) -> None:
    """Keep findings, in their order."""
    store(findings)


def keep_failure(
    *,
    record: engagement.CommentRecord,
    checker: str,
    kind: str,
    error: str,
    retry_after: float | None,
    duration_ms: int,
) -> Finding:
    """Keep why the spam checker said nothing."""
    return Finding.objects.create(
        comment_id=record.comment_id,
        check_name=checker,
        revision=record.revision,
        verdict=FindingVerdict.ERROR,
        failure=kind,
        detail={"error": error[:500], "retry_after": retry_after},
        duration_ms=duration_ms,
    )


def keep_reports(*, record: engagement.CommentRecord, reports: Sequence[Report]) -> None:
    """Keep what our own checks said, where it is not what they said of this revision last."""
    keep_findings(make_reports(record=record, reports=reports, earlier=load_findings(record.comment_id)))


def forget_details(*, comment_id: int) -> None:
    """Delete what our own checks quoted from an erased comment: words, domains. That they noticed something stays."""
    own = Finding.objects.filter(comment_id=comment_id, verdict__in=(FindingVerdict.NOTICE, FindingVerdict.CLEAR))
    own.exclude(detail={}).update(detail={})
