"""What the policy makes of a comment: its outcome moves it, and the decision names the signals that led there."""

from collections.abc import Iterable, Sequence
from typing import Any

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Action, Actor, Case, Finding, FindingVerdict, Queue, ReasonCode
from moderation.queries.moderators import is_moderator
from moderation.queries.policy import load_table
from moderation.rules.base import Report
from moderation.rules.outcomes import Outcome
from moderation.rules.policy import Judgement, Table, judge
from moderation.rules.signals import TRUSTED
from moderation.services.cases import file_case, settle_case
from moderation.services.recording import SOURCE, record_decision

_TARGETS = {
    Outcome.PUBLISH: (Action.APPROVE, Visibility.PUBLISHED),
    Outcome.HOLD: (Action.HOLD, Visibility.HELD),
    Outcome.SPAM: (Action.SPAM, Visibility.SPAM),
    Outcome.REFUSE: (Action.REJECT, Visibility.REJECTED),
}


def judge_comment(*, record: engagement.CommentRecord, signals: Iterable[str], table: Table | None = None) -> Judgement:
    """What signals come to where the comment stands. A moderator's own comments are held up by nothing.

    ``table`` is what each signal comes to there; without it, it is looked up.
    """
    if is_moderator(record.author_id):
        return Judgement(outcome=Outcome.PUBLISH, reasons=())
    if table is None:
        table = load_table(section=record.section, discussion_key=record.discussion_key)
    return judge(signals, table)


def apply_policy(
    *,
    comment: engagement.Comment,
    case: Case | None,
    record: engagement.CommentRecord,
    reports: Sequence[Report],
    finding: Finding,
    table: Table,
) -> None:
    """Move a comment and its case as all its signals together demand by ``table``. It must be locked, and due.

    Where it is already what they demand nothing is decided anew: it is marked as checked.
    """
    judgement = judge_comment(record=record, signals=[*finding.signals, *_collect(reports)], table=table)
    action, visibility = _TARGETS[judgement.outcome]
    if comment.visibility == visibility or (judgement.outcome is Outcome.PUBLISH and _waits_edited(comment)):
        engagement.finish_checking(comment_id=comment.pk)
        return
    before = Visibility(comment.visibility)
    change = engagement.change_visibility(comment_id=comment.pk, to=visibility, locked=comment, source=SOURCE)
    queue_before = case.queue if case else ""
    queue = find_queue(judgement.outcome, finding)
    if queue is not None:
        file_case(
            comment_id=comment.pk,
            case=case,
            discussion=comment.discussion,
            queue=queue,
            reasons=spell_reasons(judgement.reasons or judgement.outweighed),
            judged=True,
        )
    elif case is not None:
        settle_case(comment_id=comment.pk)
    record_decision(
        comment_id=comment.pk,
        actor=Actor.POLICY,
        action=action,
        before=before,
        after=change.after,
        queue_before=queue_before,
        reason=_name_reason(judgement, finding),
        reasons=list(judgement.reasons),
        revision=comment.revision,
    )


def find_queue(outcome: Outcome, finding: Finding) -> Queue | None:
    """Where the comment's case belongs; none where nobody need look at it."""
    if outcome is Outcome.HOLD:
        return Queue.WAITING
    if outcome is Outcome.SPAM:
        return Queue.DISCARDED if finding.verdict == FindingVerdict.DISCARD else Queue.SPAM
    if outcome is Outcome.PUBLISH and get_settings().new_days:
        return Queue.NEW
    return None


def spell_reasons(signals: Iterable[str]) -> list[dict[str, Any]]:
    """Signals as a case keeps them among its reasons."""
    return [
        {"code": ReasonCode.SIGNAL.value, "signal": signal, "check": signal.partition(".")[0]} for signal in signals
    ]


def _waits_edited(comment: engagement.Comment) -> bool:
    """Whether a moderator was to look at it when its author edited it: nobody writes their way past that."""
    return comment.visibility == Visibility.HELD and comment.edited_at is not None and comment.redacted_at is None


def _name_reason(judgement: Judgement, finding: Finding) -> str:
    """What decided: the strictest signal, else that the author is trusted, else what the spam checker said."""
    if judgement.reasons:
        return judgement.reasons[0]
    return TRUSTED if judgement.outweighed else finding.verdict


def _collect(reports: Sequence[Report]) -> list[str]:
    return [signal for report in reports for signal in report.signals]
