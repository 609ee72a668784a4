"""Telling authors by mail that their comment was rejected: after a while, at most once, and never by whom."""

import datetime as dt
import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import Action, Actor, AuthorMail, AuthorMailState, Decision
from moderation.services.recording import find_latest

logger = logging.getLogger(__name__)


def queue_author_mail(*, decision: Decision, comment: engagement.Comment) -> AuthorMail | None:
    """Have the author told of a moderator's rejection; none where that is switched off, or they left no address.

    It waits ``mail_minutes``, so that what is undone at once is never told. Must run in the decision's transaction.
    """
    settings = get_settings()
    is_rejection = decision.action == Action.REJECT and decision.actor == Actor.MODERATOR
    if not settings.mail_authors or not is_rejection or not _find_address(comment):
        return None
    due_at = decision.at + dt.timedelta(minutes=settings.mail_minutes)
    return AuthorMail.objects.create(decision=decision, due_at=due_at)


def send_author_mail(*, mail_id: int) -> bool:
    """Send one mail; false where it was not sent now: it is not due, or another worker's, or nothing to tell any more.

    May run twice: only the first marks the row, and only who marked it sends. What fails is not tried again.
    """
    mine = AuthorMail.objects.filter(pk=mail_id, state=AuthorMailState.QUEUED, due_at__lte=timezone.now())
    if not mine.update(state=AuthorMailState.SENDING):
        return False
    mail = AuthorMail.objects.select_related("decision__comment__discussion", "decision__comment__author").get(
        pk=mail_id
    )
    comment = mail.decision.comment
    address = _find_address(comment)
    if not address or find_latest(comment.pk) != mail.decision:
        _finish(mail_id, state=AuthorMailState.CANCELLED)
        return False
    try:
        subject, words = _compose(mail.decision, comment)
        send_mail(subject, words, None, [address])
    except Exception as error:  # noqa: BLE001  # each mail backend fails in its own way, and none is asked twice
        # Without its words, which may hold the address.
        logger.warning("A mail about decision %d was not sent: %s", mail.decision_id, type(error).__name__)
        _finish(mail_id, state=AuthorMailState.FAILED, error=type(error).__name__)
        return False
    _finish(mail_id, state=AuthorMailState.SENT, sent_at=timezone.now())
    return True


def find_due_author_mail() -> list[int]:
    """The mails whose time has come, oldest first, at most a sweep's batch."""
    due = AuthorMail.objects.filter(state=AuthorMailState.QUEUED, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[: get_settings().sweep_batch])


def _find_address(comment: engagement.Comment) -> str:
    return comment.author_email or str(getattr(comment.author, "email", "") or "")


def _compose(decision: Decision, comment: engagement.Comment) -> tuple[str, str]:
    """Subject and words, in the language of the discussion."""
    reasons = dict(get_settings().reject_reasons)
    settings = engagement.get_engagement_settings()
    with engagement.speaking_of(comment.discussion):
        context = {
            "name": comment.author_name,
            "title": str(comment.discussion),
            "url": comment.discussion.url,
            "reason": str(reasons.get(decision.reason, "")),
            "message": decision.message,
            "site": settings.site_name,
            "contact": settings.contact,
        }
        subject = render_to_string("moderation/mail/rejected_subject.txt", context)
        return " ".join(subject.split()), render_to_string("moderation/mail/rejected.txt", context).strip() + "\n"


def _finish(mail_id: int, **values: object) -> None:
    AuthorMail.objects.filter(pk=mail_id, state=AuthorMailState.SENDING).update(**values)
