"""Telling authors by mail what the newsroom did with their comment: after a while, at most once, and never by whom."""

import datetime as dt
import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Comment, Visibility
from moderation.conf import get_settings
from moderation.models import About, Action, Actor, AuthorMail, AuthorMailState, Decision
from moderation.services.recording import find_latest

logger = logging.getLogger(__name__)

_WORDS = 400
"""Characters of an answer that a mail quotes; the rest is behind its link."""


def queue_author_mail(*, decision: Decision, comment: Comment) -> AuthorMail | None:
    """Have the author told of a moderator's rejection, featuring or answer; none where that is switched off, where they
    left no address, or where they are told of answers anyway.

    It waits ``mail_minutes``, so that what is undone at once is never told. Must run in the decision's transaction.
    """
    settings = get_settings()
    wanted = {
        Action.REJECT: settings.mail_authors,
        Action.FEATURE: settings.mail_featured,
        Action.REPLY: settings.mail_answered,
    }
    if decision.actor != Actor.MODERATOR or not wanted.get(Action(decision.action)) or not _find_address(comment):
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
    if not address or not _still_holds(mail.decision, comment, address):
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


def _find_address(comment: Comment) -> str:
    return comment.author_email or str(getattr(comment.author, "email", "") or "")


def _still_holds(decision: Decision, comment: Comment, address: str) -> bool:
    """Whether what the mail would say is so now. Of what anybody may not read nothing is told but a rejection."""
    if decision.action == Action.REJECT:
        return find_latest(comment.pk) == decision
    if comment.visibility != Visibility.PUBLISHED:
        return False
    if decision.action == Action.FEATURE:
        return find_latest(comment.pk, About.FEATURE) == decision
    if engagement.hears_of_replies(discussion_id=comment.discussion_id, email=address):
        return False
    return _find_answer(decision) is not None


def _find_answer(decision: Decision) -> Comment | None:
    """The newsroom's answer, where anybody may read it."""
    answer = Comment.objects.filter(pk=decision.detail.get("reply"), visibility=Visibility.PUBLISHED)
    return answer.first()


_TEMPLATES = {Action.REJECT: "rejected", Action.FEATURE: "featured", Action.REPLY: "answered"}


def _compose(decision: Decision, comment: Comment) -> tuple[str, str]:
    """Subject and words, in the language of the discussion."""
    settings = engagement.get_engagement_settings()
    answer = _find_answer(decision) if decision.action == Action.REPLY else None
    with engagement.speaking_of(comment.discussion):
        context = {
            "name": comment.author_name,
            "title": str(comment.discussion),
            "url": comment.discussion.url,
            "reason": str(dict(get_settings().reject_reasons).get(decision.reason, "")),
            "message": decision.message,
            "answer": engagement.excerpt(answer.body, length=_WORDS) if answer else "",
            "newsroom": answer.author_name if answer else "",
            "comment_url": engagement.link_comment((answer or comment).pk) if settings.site_url else "",
            "site": settings.site_name,
            "contact": settings.contact,
        }
        template = f"moderation/mail/{_TEMPLATES[Action(decision.action)]}"
        subject = render_to_string(f"{template}_subject.txt", context)
        return " ".join(subject.split()), render_to_string(f"{template}.txt", context).strip() + "\n"


def _finish(mail_id: int, **values: object) -> None:
    AuthorMail.objects.filter(pk=mail_id, state=AuthorMailState.SENDING).update(**values)
