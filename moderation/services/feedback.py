"""Feedback: the spam checker hears what moderators decided, once, in order, and nothing that it knows already."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from engagement.signals import announce
from moderation.conf import get_settings
from moderation.models import Action, Actor, Decision, Feedback, FeedbackKind, FeedbackState, FindingVerdict, Payload
from moderation.services.submitting import build_submitted
from moderation.signals import feedback_queued

_SAID = {
    FindingVerdict.HAM: FeedbackKind.HAM,
    FindingVerdict.SPAM: FeedbackKind.SPAM,
    FindingVerdict.DISCARD: FeedbackKind.SPAM,
}
_OPPOSITE = {FeedbackKind.HAM: FeedbackKind.SPAM, FeedbackKind.SPAM: FeedbackKind.HAM}


def find_tells(*, comment_id: int, action: str, before: str) -> str:
    """What the checker is to learn from a moderator's decision; empty where it is none of its business."""
    if action == Action.SPAM:
        return FeedbackKind.SPAM
    if action == Action.NOT_SPAM:
        return FeedbackKind.HAM
    if action == Action.APPROVE and _is_taken_for_spam(comment_id, before):
        return FeedbackKind.HAM
    return ""


def follow_decisions(*, decision: Decision) -> Feedback | None:
    """Queue, or cancel, what is needed for the checker to know what moderators think of the comment after ``decision``.

    None where it knows, or need not know. The comment must be locked.
    """
    if not get_settings().spam_checker:
        return None
    comment_id = decision.comment_id
    wish = _find_wish(comment_id)
    now = timezone.now()
    _queued(comment_id).filter(_is_idle(now)).exclude(kind=wish).update(state=FeedbackState.CANCELLED)
    if wish in ("", _find_belief(comment_id)) or _queued(comment_id).filter(kind=wish).exists():
        return None
    payload = _find_payload(comment_id) or _make_payload(comment_id)
    if payload is None:
        return None
    feedback = Feedback.objects.create(
        comment_id=comment_id, decision=decision, payload=payload, kind=wish, next_attempt_at=now
    )
    announce(feedback_queued, sender=Feedback, feedback_id=feedback.pk)
    return feedback


def forget_payloads(*, comment_id: int) -> None:
    """Delete what was sent about an erased comment, and send nothing more about it."""
    _queued(comment_id).update(state=FeedbackState.CANCELLED, leased_until=None)
    Payload.objects.filter(comment_id=comment_id).delete()


def keep_payload(**fields: object) -> Payload:
    """Store what was submitted, until it expires."""
    expires_at = timezone.now() + dt.timedelta(days=get_settings().payload_days)
    return Payload.objects.create(expires_at=expires_at, **fields)


def _is_taken_for_spam(comment_id: int, visibility: str) -> bool:
    """Whether it stands among the spam, or the checker takes it for spam, or is about to be told so."""
    return visibility == Visibility.SPAM or FeedbackKind.SPAM in (_find_belief(comment_id), _find_wish(comment_id))


def _find_wish(comment_id: int) -> str:
    """What the checker should know: what the newest decision that stands says, else what it said itself."""
    decisions = Decision.objects.filter(comment_id=comment_id, actor=Actor.MODERATOR)
    undone = decisions.filter(action=Action.UNDO).values("undoes_id")
    standing = decisions.exclude(tells="").exclude(pk__in=undone).order_by("-id").first()
    if standing:
        return standing.tells
    told = _told(comment_id).order_by("-id").first()
    if told is None:
        return ""
    return _find_said(comment_id) or _OPPOSITE[FeedbackKind(told.kind)]


def _find_belief(comment_id: int) -> str:
    """What the checker takes a comment for: what it was told last, else what it said; empty where nobody can know."""
    told = _told(comment_id).order_by("-id").first()
    if told is None:
        return _find_said(comment_id)
    return told.kind if told.state in (FeedbackState.SENT, FeedbackState.QUEUED) else ""


def _told(comment_id: int) -> QuerySet[Feedback]:
    """The reports that reached the checker, or may have done so."""
    return Feedback.objects.filter(comment_id=comment_id, attempts__gt=0)


def _queued(comment_id: int) -> QuerySet[Feedback]:
    return Feedback.objects.filter(comment_id=comment_id, state=FeedbackState.QUEUED)


def _is_idle(now: dt.datetime) -> Q:
    """Nobody is sending it."""
    return Q(leased_until__isnull=True) | Q(leased_until__lte=now)


def _find_said(comment_id: int) -> str:
    payload = _find_payload(comment_id)
    return _SAID[FindingVerdict(payload.said)] if payload and payload.said else ""


def _find_payload(comment_id: int) -> Payload | None:
    return Payload.objects.filter(comment_id=comment_id).order_by("-id").first()


def _make_payload(comment_id: int) -> Payload | None:
    """What would have been submitted about a comment that was never checked; none where too little is left of it."""
    submitted = build_submitted(engagement.get_comment_record(comment_id))
    return keep_payload(comment_id=comment_id, submitted=submitted.as_dict()) if submitted.ip else None
