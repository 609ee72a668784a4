"""Decisions as rows: written once, never changed, announced."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from engagement.signals import announce
from engagement.statements import store
from moderation.exceptions import LastDecision, StaleDecision
from moderation.models import About, Action, Actor, Case, Decision, Queue, Report
from moderation.queries.causes import name_cause
from moderation.services.report_outcomes import settle_reports
from moderation.services.spam_prints import forget_all_spam, forget_spam, remember_all_spam, remember_spam
from moderation.services.telling_publisher import note_decisions
from moderation.signals import comment_decided

SOURCE = "moderation"
"""What our own decisions name as their source where they move a comment, its case moved with it."""


def record_decision(**fields: Any) -> Decision:
    """Write a decision down and announce it. Its comment must be locked.

    What becomes spam by it is known again when it comes once more; what is none any longer is forgotten. Readers'
    reports that it answers are settled with it.
    """
    decision = Decision(**fields, **_find_origin(**fields))
    store([decision])
    settle_reports(decision=decision)
    if decision.after == Visibility.SPAM:
        remember_spam(comment_id=decision.comment_id)
    elif decision.before == Visibility.SPAM:
        forget_spam(comment_id=decision.comment_id)
    note_decisions([decision])
    announce(comment_decided, sender=Decision, decision_id=decision.pk, comment_id=decision.comment_id)
    return decision


def record_decisions(decisions: Sequence[Decision], *, bodies: Mapping[int, str]) -> None:
    """The same for many decisions that are not stored yet, at a number of queries that grows with readers' reports
    alone; ``bodies`` is what their comments say. Those must be locked.
    """
    Decision.objects.bulk_create(decisions)
    comment_ids = [decision.comment_id for decision in decisions]
    reported = set(Report.objects.filter(comment_id__in=comment_ids, outcome="").values_list("comment_id", flat=True))
    for decision in decisions:
        if decision.comment_id in reported:
            settle_reports(decision=decision)
    spam = {each.comment_id for each in decisions if each.after == Visibility.SPAM}
    remember_all_spam({comment_id: bodies[comment_id] for comment_id in spam})
    forget_all_spam(
        [each.comment_id for each in decisions if each.before == Visibility.SPAM and each.comment_id not in spam]
    )
    note_decisions(decisions)
    for decision in decisions:
        announce(comment_decided, sender=Decision, decision_id=decision.pk, comment_id=decision.comment_id)


def record_act(*, comment: engagement.Comment, moderator_id: int, about: str, action: str, **fields: Any) -> Decision:
    """Write down what a moderator did with a comment that leaves its visibility as it is. It must be locked."""
    return record_decision(
        comment_id=comment.pk,
        actor=Actor.MODERATOR,
        moderator_id=moderator_id,
        about=about,
        action=action,
        before=comment.visibility,
        after=comment.visibility,
        **{"revision": comment.revision, **fields},
    )


def find_latest(comment_id: int, about: str = About.VISIBILITY) -> Decision | None:
    """The newest decision about one side of a comment; none where nobody decided on it yet."""
    decisions = Decision.objects.select_related("moderator").filter(comment_id=comment_id, about=about)
    return decisions.order_by("-id").first()


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


def _find_origin(
    *, comment_id: int, actor: str, action: str, queue_before: str = "", reason: str = "", **_fields: Any
) -> dict[str, Any]:
    """Why the comment came to whoever decides, and how long it waited for them: what its case forgets one day."""
    if actor == Actor.POLICY:
        return {"cause": reason}
    # A case that is held anew has its new reasons already.
    if actor != Actor.MODERATOR or queue_before in ("", Queue.DECIDED) or action in (Action.HOLD, Action.UNDO):
        return {}
    case = Case.objects.only("reasons", "opened_at").filter(comment_id=comment_id).first()
    return tell_origin(case, queue_before) if case else {}


def tell_origin(case: Case, queue_before: str) -> dict[str, Any]:
    """What a decision keeps of the case that it takes from a queue."""
    if queue_before == Queue.DECIDED:
        return {}
    return {
        "cause": name_cause(case.reasons[0]) if case.reasons else "",
        "waited": _count_seconds(case.opened_at) if queue_before == Queue.WAITING else None,
    }


def _count_seconds(since: dt.datetime) -> int:
    return max(0, int((timezone.now() - since).total_seconds()))
