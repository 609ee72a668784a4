"""Feedback: the spam checker hears what moderators decided, once, in order, and nothing that it knows already."""

import datetime as dt
import logging
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.signals import announce
from engagement.statements import store
from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured
from moderation.models import (
    Action,
    Actor,
    Decision,
    Feedback,
    FeedbackKind,
    FeedbackState,
    FindingVerdict,
    Payload,
    SpamPrint,
    Trace,
)
from moderation.services.sealing import seal
from moderation.services.submitting import build_submitted
from moderation.services.tracing import keep_trace
from moderation.signals import feedback_queued

logger = logging.getLogger(__name__)

_SAID = {
    FindingVerdict.HAM: FeedbackKind.HAM,
    FindingVerdict.SPAM: FeedbackKind.SPAM,
    FindingVerdict.DISCARD: FeedbackKind.SPAM,
}
_OPPOSITE = {FeedbackKind.HAM: FeedbackKind.SPAM, FeedbackKind.SPAM: FeedbackKind.HAM}


def find_tells(*, comment_id: int, action: str) -> str:
    """What the checker is to learn from a moderator's decision; empty where it is none of its business.

    Of an approval it is to learn where itself took the comment for spam: where only our own checks did, it was right.
    """
    if action == Action.SPAM:
        return FeedbackKind.SPAM
    if action == Action.NOT_SPAM:
        return FeedbackKind.HAM
    if action == Action.APPROVE and FeedbackKind.SPAM in (_find_belief(comment_id), _find_wish(comment_id)):
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
    payload = _choose_payload(comment_id, FeedbackKind(wish)) or _make_payload(comment_id)
    if payload is None:
        return None
    feedback = Feedback.objects.create(
        comment_id=comment_id, decision=decision, payload=payload, kind=wish, next_attempt_at=now
    )
    announce(feedback_queued, sender=Feedback, feedback_id=feedback.pk)
    return feedback


def find_involved(comment_ids: Collection[int]) -> set[int]:
    """Those of many comments that the checker may have to hear of by what it said, or was told, before."""
    involved: set[int] = set()
    for rows in (
        Payload.objects.exclude(said=""),
        Feedback.objects.all(),
        Decision.objects.exclude(tells=""),
    ):
        found = rows.filter(comment_id__in=comment_ids).order_by()
        involved.update(found.values_list("comment_id", flat=True))
    return involved


def forget_sender(*, comment_id: int) -> None:
    """Delete what was sent about an erased comment and what tells whom it came from, and send nothing more about it."""
    _queued(comment_id).update(state=FeedbackState.CANCELLED, leased_until=None)
    for model in (Payload, Trace, SpamPrint):
        model.objects.filter(comment_id=comment_id).delete()


def keep_payload(*, comment_id: int, submitted: Mapping[str, Any], said: str = "", guid: str = "") -> Payload:
    """Store what was submitted, sealed, until it expires."""
    expires_at = timezone.now() + dt.timedelta(days=get_settings().payload_days)
    payload = Payload(comment_id=comment_id, submitted=seal(submitted), said=said, guid=guid, expires_at=expires_at)
    store([payload])
    return payload


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
    payload = _payloads(comment_id).exclude(said="").first()
    return _SAID[FindingVerdict(payload.said)] if payload else ""


def _choose_payload(comment_id: int, wish: FeedbackKind) -> Payload | None:
    """What is to be repeated: of the report that is taken back, else of the check that was wrong, else the newest.

    Locked, so that it does not expire under whoever wants to send it.
    """
    payloads = _payloads(comment_id).select_for_update(no_key=True)
    told = _told(comment_id).filter(payload__isnull=False).order_by("-id").first()
    if told and told.payload_id and told.kind != wish and (repeated := payloads.filter(pk=told.payload_id).first()):
        return repeated
    wrong = [verdict for verdict, said in _SAID.items() if said != wish]
    return payloads.filter(said__in=wrong).first() or payloads.first()


def _payloads(comment_id: int) -> QuerySet[Payload]:
    """The newest first."""
    return Payload.objects.filter(comment_id=comment_id).order_by("-id")


def _make_payload(comment_id: int) -> Payload | None:
    """What would have been submitted about a comment that was never checked; none where too little is left of it, or
    where the settings do not let it be made: a moderator's decision does not fail by that.
    """
    record = engagement.get_comment_record(comment_id)
    if not record.submission.ip:
        return None
    try:
        payload = keep_payload(comment_id=comment_id, submitted=build_submitted(record).as_dict())
    except SpamCheckMisconfigured as error:
        logger.warning("The spam checker will not be told what was decided on comment %d: %s", comment_id, error)
        return None
    keep_trace(comment_id=comment_id, ip=record.submission.ip, email=record.author_email)
    return payload
