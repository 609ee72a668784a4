"""What becomes of readers' reports: settled in the transaction of the decision that settles them."""

from django.utils import timezone

from engagement.signals import announce
from moderation.models import Action, Actor, Decision, Report, ReportOutcome
from moderation.signals import report_settled

_BY_MODERATOR: dict[str, ReportOutcome] = {
    Action.REJECT: ReportOutcome.AGREED,
    Action.SPAM: ReportOutcome.AGREED,
    Action.APPROVE: ReportOutcome.REFUSED,
    Action.NOT_SPAM: ReportOutcome.REFUSED,
}

_GONE = (Action.WITHDRAW, Action.ERASE)


def settle_reports(*, decision: Decision) -> int:
    """Give the comment's open reports the outcome that a decision means for them; returns how many.

    An outcome is set once: undoing the decision leaves it, and whoever was told was told what held then.
    """
    outcome = _find_outcome(decision)
    if outcome is None:
        return 0
    still_open = Report.objects.filter(comment_id=decision.comment_id, outcome="")
    settled = list(still_open.values_list("pk", "reporter_id"))
    if not settled:
        return 0
    Report.objects.filter(pk__in=[pk for pk, _reporter in settled], outcome="").update(
        outcome=outcome, decision=decision, settled_at=timezone.now()
    )
    for report_id, reporter_id in settled:
        if reporter_id is not None:
            announce(report_settled, sender=Report, report_id=report_id)
    return len(settled)


def _find_outcome(decision: Decision) -> ReportOutcome | None:
    if decision.action in _GONE:
        return ReportOutcome.GONE
    return _BY_MODERATOR.get(decision.action) if decision.actor == Actor.MODERATOR else None
