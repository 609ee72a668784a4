"""Decisions: what a moderator wants, done once, written down, and undone where they want that."""

from django.db import transaction
from django.utils.translation import gettext as _

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.exceptions import DecisionNotFound, DecisionNotPossible, InvalidDecision, NothingToUndo
from moderation.models import About, Action, Actor, Case, Decision, Queue, ReasonCode
from moderation.services.acts import undo_act
from moderation.services.author_mail import queue_author_mail
from moderation.services.cases import put_case, restore_case, settle_case
from moderation.services.claims import release_claim
from moderation.services.feedback import find_tells, follow_decisions, forget_sender
from moderation.services.findings import forget_details
from moderation.services.indexing import forget_indexed
from moderation.services.notes import clean_note
from moderation.services.originals import forget_originals
from moderation.services.recording import SOURCE, find_latest, make_stale, record_decision

TARGETS: dict[str, Visibility] = {
    Action.APPROVE: Visibility.PUBLISHED,
    Action.NOT_SPAM: Visibility.PUBLISHED,
    Action.REJECT: Visibility.REJECTED,
    Action.SPAM: Visibility.SPAM,
    Action.HOLD: Visibility.HELD,
}
"""What a moderator may want, and what it makes of a comment."""

LONGEST_NOTE = 2000
"""Characters of a note."""

_BY_AUTHOR = {Visibility.WITHDRAWN: Action.WITHDRAW, Visibility.ERASED: Action.ERASE}


@transaction.atomic
def decide(
    *,
    comment_id: int,
    action: str,
    moderator_id: int,
    seen_visibility: str,
    revision: int,
    reason: str = "",
    note: str = "",
    message: str = "",
    bulk_id: int | None = None,
) -> Decision:
    """Do what a moderator wants with a comment, as they saw it, and write it down.

    ``note`` is for colleagues; ``message`` tells the author of a rejection more than the reason does. ``bulk_id`` is
    the run that it is part of. Where somebody did the same before, that decision is returned and nothing changes.
    Raises StaleDecision where the comment is not what they saw, InvalidDecision for a wish that nobody can act on,
    DecisionNotPossible for a comment withdrawn or erased, and CommentNotFound.
    """
    target = _find_target(action)
    check_reason(action, reason)
    words = _clean_words(note, message, action)
    comment = engagement.lock_comment(comment_id)
    latest = find_latest(comment_id)
    if comment.revision != revision:
        raise make_stale(visibility=comment.visibility, revision=comment.revision, latest=latest)
    fulfilled = is_fulfilled(comment, target)
    if latest and fulfilled and stands(latest, comment, seen_visibility, target) and not _is_asked_anew(comment_id):
        return latest
    if comment.visibility != seen_visibility and not fulfilled:
        raise make_stale(visibility=comment.visibility, revision=comment.revision, latest=latest)
    tells = find_tells(comment_id=comment_id, action=action)
    change = _change(comment, target)
    decision = record_decision(
        comment_id=comment_id,
        actor=Actor.MODERATOR,
        moderator_id=moderator_id,
        action=action,
        before=change.before,
        after=change.after,
        queue_before=_file(comment_id, action),
        reason=reason,
        **words,
        tells=tells,
        revision=revision,
        bulk_id=bulk_id,
    )
    _follow(decision, comment)
    return decision


@transaction.atomic
def undo(*, decision_id: int, moderator_id: int, bulk_id: int | None = None) -> Decision:
    """Take the newest decision on a comment back: the comment and its case become what they were before.

    Acts that leave its visibility alone are taken back one by one, each kind by itself.

    Undoing twice is a no-op that returns the first undoing. Raises DecisionNotFound; NothingToUndo for what no
    moderator decided, and for an undoing itself; StaleDecision where the comment was decided on, or changed, since.
    """
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise DecisionNotFound(decision_id)
    if decision.about != About.VISIBILITY:
        return undo_act(decision=decision, moderator_id=moderator_id)
    if decision.actor != Actor.MODERATOR or decision.action in (Action.UNDO, Action.ERASE):
        raise NothingToUndo(decision_id)
    comment = engagement.lock_comment(decision.comment_id)
    if undone := Decision.objects.filter(undoes=decision).first():
        return undone
    latest = find_latest(decision.comment_id)
    if latest != decision or comment.visibility != decision.after:
        raise make_stale(visibility=comment.visibility, revision=comment.revision, latest=latest)
    change = _change(comment, Visibility(decision.before))
    undoing = record_decision(
        comment_id=decision.comment_id,
        actor=Actor.MODERATOR,
        moderator_id=moderator_id,
        action=Action.UNDO,
        before=change.before,
        after=change.after,
        queue_before=_find_queue(decision.comment_id),
        revision=comment.revision,
        undoes=decision,
        bulk_id=bulk_id,
    )
    restore_case(comment_id=decision.comment_id, queue=decision.queue_before)
    follow_decisions(decision=undoing)
    return undoing


@transaction.atomic
def follow_author(*, comment_id: int, before: str) -> Decision | None:
    """Write down that a comment was withdrawn or erased, and close its case; none where that is known or not so."""
    comment = engagement.lock_comment(comment_id)
    after = Visibility(comment.visibility)
    if after not in _BY_AUTHOR:
        return None
    if after == Visibility.ERASED:
        forget_sender(comment_id=comment_id)
        forget_details(comment_id=comment_id)
        forget_originals(comment_id=comment_id)
        forget_indexed(comment_id=comment_id)
    latest = find_latest(comment_id)
    if latest and latest.after == after:
        return None
    return record_decision(
        comment_id=comment_id,
        actor=Actor.AUTHOR,
        action=_BY_AUTHOR[after],
        before=before,
        after=after,
        queue_before=settle_case(comment_id=comment_id),
        revision=comment.revision,
    )


def _find_target(action: str) -> Visibility:
    try:
        return TARGETS[action]
    except KeyError:
        raise InvalidDecision(field="action", message=_("This is nothing that can be decided.")) from None


def check_reason(action: str, reason: str) -> None:
    """Refuse a reason that is missing, or that is none."""
    known = {code for code, _label in get_settings().reject_reasons}
    if action == Action.REJECT and not reason:
        raise InvalidDecision(field="reason", message=_("Please choose why it is rejected."))
    if reason and (action != Action.REJECT or reason not in known):
        raise InvalidDecision(field="reason", message=_("This reason is not known here."))


def _follow(decision: Decision, comment: engagement.Comment) -> None:
    """Have others told of a decision, and let go of the card."""
    follow_decisions(decision=decision)
    queue_author_mail(decision=decision, comment=comment)
    release_claim(comment_id=comment.pk)


def _clean_words(note: str, message: str, action: str) -> dict[str, str]:
    """What is written for colleagues and for the author, or the refusal of it."""
    note = clean_note(note, most=LONGEST_NOTE, refusal=InvalidDecision)
    message = clean_note(message, most=LONGEST_NOTE, refusal=InvalidDecision, field="message")
    if message and action != Action.REJECT:
        raise InvalidDecision(field="message", message=_("Authors are told of rejections alone."))
    return {"note": note, "message": message}


def is_fulfilled(comment: engagement.Comment, target: Visibility) -> bool:
    """Whether the comment is already what is wanted; one that passed and waits for its parent counts as published."""
    return comment.visibility == target or (target == Visibility.PUBLISHED and comment.cleared_at is not None)


def stands(latest: Decision, comment: engagement.Comment, seen: str, target: Visibility) -> bool:
    """Whether the latest decision is what fulfilled the wish, so that nothing is left to decide.

    What the checks decided, and the moderator saw so, may still be confirmed.
    """
    if latest.after != comment.visibility:
        return False
    by_moderator = latest.actor == Actor.MODERATOR and TARGETS.get(latest.action) == target
    return by_moderator or seen != comment.visibility


def _is_asked_anew(comment_id: int) -> bool:
    """Whether readers reported the comment since it was decided on, so that the same decision is a new one."""
    return _find_queue(comment_id) == Queue.REPORTED


def _change(comment: engagement.Comment, target: Visibility) -> engagement.VisibilityChange:
    try:
        return engagement.change_visibility(comment_id=comment.pk, to=target, locked=comment, source=SOURCE)
    except engagement.ForbiddenTransition:
        raise DecisionNotPossible(comment.pk) from None


def _file(comment_id: int, action: str) -> str:
    """Move the comment's case to where the action puts it; returns the queue that it came from."""
    if action != Action.HOLD:
        return settle_case(comment_id=comment_id, create=True)
    before = _find_queue(comment_id)
    if before != Queue.WAITING:
        put_case(comment_id=comment_id, queue=Queue.WAITING, reasons=[{"code": ReasonCode.MODERATOR.value}])
    return before


def _find_queue(comment_id: int) -> str:
    return Case.objects.filter(comment_id=comment_id).values_list("queue", flat=True).first() or ""
