"""Decisions as rows: written once, never changed, announced."""

from typing import Any

from engagement.api import Visibility
from engagement.signals import announce
from moderation.exceptions import LastDecision, StaleDecision
from moderation.models import Decision
from moderation.services.report_outcomes import settle_reports
from moderation.services.spam_prints import forget_spam, remember_spam
from moderation.signals import comment_decided


def record_decision(**fields: Any) -> Decision:
    """Write a decision down and announce it. Its comment must be locked.

    What becomes spam by it is known again when it comes once more; what is none any longer is forgotten. Readers'
    reports that it answers are settled with it.
    """
    decision = Decision.objects.create(**fields)
    settle_reports(decision=decision)
    if decision.after == Visibility.SPAM:
        remember_spam(comment_id=decision.comment_id)
    elif decision.before == Visibility.SPAM:
        forget_spam(comment_id=decision.comment_id)
    announce(comment_decided, sender=Decision, decision_id=decision.pk, comment_id=decision.comment_id)
    return decision


def find_latest(comment_id: int) -> Decision | None:
    """The newest decision on a comment; none where nobody decided yet."""
    return Decision.objects.select_related("moderator").filter(comment_id=comment_id).order_by("-id").first()


def make_stale(*, visibility: str, revision: int, latest: Decision | None) -> StaleDecision:
    """The refusal of a decision on what is not there any more, with who was faster."""
    return StaleDecision(visibility=visibility, revision=revision, last=_describe(latest) if latest else None)


def _describe(decision: Decision) -> LastDecision:
    moderator = decision.moderator
    return LastDecision(
        decision_id=decision.pk,
        actor=decision.actor,
        moderator=(moderator.get_full_name() or moderator.get_username()) if moderator else "",
        action=decision.action,
        reason=decision.reason,
        note=decision.note,
        at=decision.at,
    )
