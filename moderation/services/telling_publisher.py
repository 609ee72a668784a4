"""What the publisher's servers are told of moderation: what was decided, and that readers reported a comment."""

from collections.abc import Iterable

from engagement import api as engagement
from moderation.models import About, Actor, Decision, Report

DECIDED = "decided"
REPORTED = "reported"


def note_decisions(decisions: Iterable[Decision]) -> None:
    """Note decisions on whether comments show, in the transaction that makes them; who moderates is nobody's business.

    What authors do to their own comments is told of by other events.
    """
    told = [each for each in decisions if each.about == About.VISIBILITY and each.actor != Actor.AUTHOR]
    engagement.note_events(DECIDED, {each.comment_id: {"decision": _describe(each)} for each in told})


def note_report(report: Report) -> None:
    """Note a reader's report, in the transaction that takes it; neither who made it nor their words."""
    details = {"report": {"id": report.pk, "reason": report.reason}}
    engagement.note_events(REPORTED, {report.comment_id: details})


def _describe(decision: Decision) -> dict[str, str | int]:
    return {
        "id": decision.pk,
        "by": decision.actor,
        "action": decision.action,
        "reason": decision.reason,
        "before": decision.before,
        "after": decision.after,
    }
