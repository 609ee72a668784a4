"""Acts: what moderators do with a comment besides deciding whether it shows. Each is written down as a decision.

An act that is done already is not done again: none is returned, and nothing is written.
"""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.exceptions import DecisionNotPossible, InvalidDecision, NothingToUndo
from moderation.models import About, Action, Case, Decision, ReasonCode
from moderation.queries.moderators import is_moderator, works_in
from moderation.services.author_mail import queue_author_mail
from moderation.services.cases import add_reason, find_case, settle_case, update_case
from moderation.services.findings import forget_details
from moderation.services.indexing import forget_indexed, index_comment
from moderation.services.notes import clean_note
from moderation.services.originals import forget_original, keep_original, read_original
from moderation.services.recording import find_latest, make_stale, record_act

LONGEST_WHY = 200
"""Characters of why a comment is escalated."""

LONGEST_NOTE = 2000
"""Characters of a note to colleagues."""


@transaction.atomic
def feature(*, comment_id: int, moderator_id: int, featured: bool, revision: int) -> Decision | None:
    """Mark a comment as one that the newsroom wants to be read, or take the mark away.

    Raises StaleDecision where it is another revision than the moderator saw, InvalidDecision for what is not published,
    and CommentNotFound.
    """
    comment = _lock_as_seen(comment_id, About.FEATURE, revision)
    try:
        changed = engagement.feature_comment(comment_id=comment_id, featured=featured, held=comment)
    except engagement.ForbiddenTransition:
        message = _("Only a published comment can be featured.")
        raise InvalidDecision(field="visibility", message=message) from None
    if not changed:
        return None
    action = Action.FEATURE if featured else Action.UNFEATURE
    decision = record_act(comment=comment, moderator_id=moderator_id, about=About.FEATURE, action=action)
    queue_author_mail(decision=decision, comment=comment)
    return decision


@transaction.atomic
def lock(*, comment_id: int, moderator_id: int, locked: bool) -> Decision | None:
    """Let nobody answer a comment, or what hangs under it, any more; or let them again. Raises CommentNotFound."""
    comment = engagement.lock_comment(comment_id)
    if not engagement.lock_branch(comment_id=comment_id, locked=locked, held=comment):
        return None
    action = Action.LOCK if locked else Action.UNLOCK
    return record_act(comment=comment, moderator_id=moderator_id, about=About.LOCK, action=action)


@transaction.atomic
def redact(*, comment_id: int, moderator_id: int, body: str, revision: int, note: str = "") -> Decision | None:
    """Put another text in a comment's place, as where it shows personal data; what it said before is kept for a time.

    Nothing else keeps the words that went: what the checks quoted is deleted, and prints of spam are made anew. Raises
    InvalidDecision, StaleDecision, DecisionNotPossible for what was withdrawn or erased, and CommentNotFound.
    """
    note = clean_note(note, most=LONGEST_NOTE, refusal=InvalidDecision)
    try:
        # Before anything is locked here: it takes its own locks in engagement's order.
        done = engagement.redact_comment(comment_id=comment_id, body=body, revision=revision)
    except engagement.InvalidComment as error:
        raise InvalidDecision(field="body", message=_say(error)) from None
    except engagement.StaleComment as error:
        latest = find_latest(comment_id, About.TEXT)
        raise make_stale(visibility=error.visibility, revision=error.revision, latest=latest) from None
    except engagement.ForbiddenTransition:
        raise DecisionNotPossible(comment_id) from None
    if not done.changed:
        return None
    comment = engagement.lock_comment(comment_id)
    decision = record_act(
        comment=comment,
        moderator_id=moderator_id,
        about=About.TEXT,
        action=Action.REDACT,
        revision=revision,
        note=note,
    )
    keep_original(decision=decision, body=done.before)
    forget_details(comment_id=comment_id)
    _index_anew(comment_id)
    return decision


@transaction.atomic
def reply(*, comment_id: int, moderator_id: int, body: str, revision: int) -> Decision | None:
    """Answer a comment for the newsroom, at once and for all to see; no moderator is named.

    Raises InvalidDecision for what cannot be posted, or not there, StaleDecision and CommentNotFound.
    """
    comment = _lock_as_seen(comment_id, About.TALK, revision)
    try:
        posted = engagement.post_comment(
            discussion_id=comment.discussion_id,
            body=body,
            author=engagement.AuthorData(user_id=moderator_id, name=_name_newsroom()),
            parent_id=comment_id,
            from_newsroom=True,
        )
    except engagement.InvalidComment as error:
        raise InvalidDecision(field="body", message=_say(error)) from None
    except (engagement.BranchLocked, engagement.DiscussionClosed):
        raise InvalidDecision(field="body", message=_("No replies are taken here any more.")) from None
    if not posted.created:
        return None
    decision = record_act(
        comment=comment,
        moderator_id=moderator_id,
        about=About.TALK,
        action=Action.REPLY,
        detail={"reply": posted.comment.pk},
    )
    queue_author_mail(decision=decision, comment=comment)
    return decision


@transaction.atomic
def add_note(*, comment_id: int, moderator_id: int, note: str) -> Decision | None:
    """Leave colleagues a note on a comment, for good. Raises InvalidDecision and CommentNotFound."""
    note = clean_note(note, most=LONGEST_NOTE, refusal=InvalidDecision)
    if not note:
        raise InvalidDecision(field="note", message=_("Please write something."))
    comment = engagement.lock_comment(comment_id)
    latest = find_latest(comment_id, About.TALK)
    if latest and (latest.action, latest.moderator_id, latest.note) == (Action.NOTE, moderator_id, note):
        return None
    return record_act(comment=comment, moderator_id=moderator_id, about=About.TALK, action=Action.NOTE, note=note)


@transaction.atomic
def assign(*, comment_id: int, moderator_id: int, to: int | None) -> Decision | None:
    """Leave a comment to one moderator, or to nobody in particular; a comment that had no case gets one, decided.

    Raises InvalidDecision for whoever may not moderate where the comment stands, and CommentNotFound.
    """
    if to is not None and not is_moderator(to):
        raise InvalidDecision(field="to", message=_("This is nobody who may moderate."))
    comment = engagement.lock_comment(comment_id)
    section = comment.discussion.section
    if to is not None and not works_in(to, section=section):
        words = _("Only moderators who work in the section “%(section)s” can be chosen; this one works in others.")
        raise InvalidDecision(field="to", message=words % {"section": section or _("No section")})
    case = _need_case(comment_id)
    if case.assigned_to_id == to:
        return None
    update_case(case=case, assigned_to_id=to)
    detail = {"to": to, "name": _name(to)} if to is not None else {}
    return record_act(comment=comment, moderator_id=moderator_id, about=About.TALK, action=Action.ASSIGN, detail=detail)


@transaction.atomic
def escalate(*, comment_id: int, moderator_id: int, why: str) -> Decision | None:
    """Have somebody with more say look at a comment: its case carries the reason, in the queue where it stands.

    Raises InvalidDecision without a word why, and CommentNotFound.
    """
    why = clean_note(why, most=LONGEST_WHY, refusal=InvalidDecision)
    if not why:
        raise InvalidDecision(field="note", message=_("Please say why, in a word or two."))
    comment = engagement.lock_comment(comment_id)
    case = _need_case(comment_id)
    reason = {"code": ReasonCode.ESCALATED.value, "why": why}
    if case.escalated_at is not None and reason in case.reasons:
        return None
    add_reason(case=case, discussion=comment.discussion, reason=reason, escalated_at=timezone.now())
    return record_act(comment=comment, moderator_id=moderator_id, about=About.TALK, action=Action.ESCALATE, note=why)


def undo_act(*, decision: Decision, moderator_id: int) -> Decision:
    """Take an act back; must run in a transaction.

    Raises NothingToUndo for talk, for an undoing itself, and for an edit whose original is gone; StaleDecision where
    another of its kind came since, or the comment is out of sight; and CommentNotFound.
    """
    take_back = _UNDOINGS.get(decision.action)
    if take_back is None:
        raise NothingToUndo(decision.pk)
    comment = engagement.lock_comment(decision.comment_id)
    if undone := Decision.objects.filter(undoes=decision).first():
        return undone
    latest = find_latest(comment.pk, decision.about)
    if latest != decision:
        raise make_stale(visibility=comment.visibility, revision=comment.revision, latest=latest)
    try:
        take_back(decision, comment)
    except engagement.ForbiddenTransition:
        raise make_stale(visibility=comment.visibility, revision=comment.revision, latest=None) from None
    return record_act(
        comment=comment, moderator_id=moderator_id, about=decision.about, action=Action.UNDO, undoes=decision
    )


def _feature_no_more(_decision: Decision, comment: engagement.Comment) -> None:
    engagement.feature_comment(comment_id=comment.pk, featured=False, held=comment)


def _feature_again(_decision: Decision, comment: engagement.Comment) -> None:
    engagement.feature_comment(comment_id=comment.pk, featured=True, held=comment)


def _unlock(_decision: Decision, comment: engagement.Comment) -> None:
    engagement.lock_branch(comment_id=comment.pk, locked=False, held=comment)


def _lock_again(_decision: Decision, comment: engagement.Comment) -> None:
    engagement.lock_branch(comment_id=comment.pk, locked=True, held=comment)


def _put_text_back(decision: Decision, comment: engagement.Comment) -> None:
    body = read_original(decision_id=decision.pk)
    if body is None:
        raise NothingToUndo(decision.pk)
    if comment.revision != decision.revision + 1:
        raise make_stale(visibility=comment.visibility, revision=comment.revision, latest=None)
    edits = Decision.objects.filter(comment_id=comment.pk, action=Action.REDACT).exclude(pk=decision.pk)
    undone = Decision.objects.filter(comment_id=comment.pk, about=About.TEXT, action=Action.UNDO).values("undoes_id")
    engagement.redact_comment(
        comment_id=comment.pk, body=body, revision=comment.revision, marked=edits.exclude(pk__in=undone).exists()
    )
    forget_original(decision_id=decision.pk)
    _index_anew(comment.pk)


def _index_anew(comment_id: int) -> None:
    """Have it found by what it says now, and by nothing that it said before."""
    forget_indexed(comment_id=comment_id)
    index_comment(comment_id=comment_id)


_UNDOINGS: dict[str, Callable[[Decision, engagement.Comment], None]] = {
    Action.FEATURE: _feature_no_more,
    Action.UNFEATURE: _feature_again,
    Action.LOCK: _unlock,
    Action.UNLOCK: _lock_again,
    Action.REDACT: _put_text_back,
}


def _lock_as_seen(comment_id: int, about: str, revision: int) -> engagement.Comment:
    comment = engagement.lock_comment(comment_id)
    if comment.revision != revision:
        latest = find_latest(comment_id, about)
        raise make_stale(visibility=comment.visibility, revision=comment.revision, latest=latest)
    return comment


def _need_case(comment_id: int) -> Case:
    case = find_case(comment_id)
    if case is None:
        settle_case(comment_id=comment_id, create=True)
        case = Case.objects.get(comment_id=comment_id)
    return case


def _name(user_id: int) -> str:
    user = get_user_model().objects.get(pk=user_id)
    return user.get_full_name() or user.get_username()


def _name_newsroom() -> str:
    return get_settings().newsroom_name or engagement.get_engagement_settings().site_name or _("The newsroom")


def _say(error: engagement.InvalidComment) -> str:
    return " ".join(message for messages in error.errors.values() for message in messages)
