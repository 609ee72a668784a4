"""One wish on many comments, carried out together: what does not depend on a single comment is read and written for
all of them at once.

It takes on what stands as it was seen and is plain, and leaves the rest alone, for whoever called to wish one by one.
What it does is what ``decide`` and ``undo`` do.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from engagement import api as engagement
from engagement.api import Comment, Visibility
from moderation.conf import get_settings
from moderation.exceptions import InvalidDecision
from moderation.models import Action, Actor, Case, Decision, Queue
from moderation.services.author_mail import queue_author_mail
from moderation.services.cases import restore_cases, settle_cases
from moderation.services.claims import release_claims
from moderation.services.decisions import LONGEST_NOTE, TARGETS, check_reason, is_fulfilled, stands
from moderation.services.feedback import find_involved, find_tells, follow_decisions
from moderation.services.notes import clean_note
from moderation.services.recording import SOURCE, record_decisions, tell_origin

_GONE = (Visibility.WITHDRAWN, Visibility.ERASED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCase:
    """A comment as it stood when it was chosen; ``version`` is its case's."""

    comment_id: int
    visibility: str
    revision: int
    version: int


@transaction.atomic
def decide_together(
    *, seen: Sequence[SeenCase], action: str, moderator_id: int, bulk_id: int, reason: str = "", note: str = ""
) -> set[int]:
    """Do what a moderator wants with those of the comments, in their order, that stand as they were seen; tell which.

    The rest is left as it is. Raises InvalidDecision, with nothing done, for a wish that nobody can act on.
    """
    target = TARGETS[action]
    check_reason(action, reason)
    note = clean_note(note, most=LONGEST_NOTE, refusal=InvalidDecision)
    ids = [one.comment_id for one in seen]
    comments = engagement.lock_comments(ids)
    cases = _find_cases(ids)
    latest = _find_latest(ids)
    plain = [
        comments[one.comment_id]
        for one in seen
        if _is_plain(one, comments.get(one.comment_id), cases.get(one.comment_id), latest.get(one.comment_id), target)
    ]
    involved = find_involved(ids)
    decisions = []
    for comment in plain:
        case = cases[comment.pk]
        asked = action != Action.APPROVE or comment.pk in involved
        decisions.append(
            Decision(
                comment_id=comment.pk,
                actor=Actor.MODERATOR,
                moderator_id=moderator_id,
                action=action,
                queue_before=case.queue,
                reason=reason,
                note=note,
                tells=find_tells(comment_id=comment.pk, action=action) if asked else "",
                revision=comment.revision,
                bulk_id=bulk_id,
                **_move(comment, target),
                **tell_origin(case, case.queue),
            )
        )
    settle_cases(cases[comment.pk] for comment in plain)
    _record(decisions, comments, involved)
    for decision in decisions:
        queue_author_mail(decision=decision, comment=comments[decision.comment_id])
    release_claims([comment.pk for comment in plain])
    return {comment.pk for comment in plain}


@transaction.atomic
def undo_together(*, decisions: Sequence[Decision], moderator_id: int, bulk_id: int) -> set[int]:
    """Take decisions on whether comments show back, in their order, on whose comments nothing was decided since;
    returns the comments. The rest is left as it is.
    """
    ids = [decision.comment_id for decision in decisions]
    comments = engagement.lock_comments(ids)
    latest = _find_latest(ids)
    plain = [
        decision
        for decision in decisions
        if decision.comment_id in comments
        and latest.get(decision.comment_id) == decision
        and comments[decision.comment_id].visibility == decision.after
        and decision.after not in _GONE
    ]
    cases = _find_cases(ids)
    involved = find_involved(ids)
    undoings = []
    restored: dict[str, list[Case]] = defaultdict(list)
    for decision in plain:
        comment, case = comments[decision.comment_id], cases.get(decision.comment_id)
        undoings.append(
            Decision(
                comment_id=comment.pk,
                actor=Actor.MODERATOR,
                moderator_id=moderator_id,
                action=Action.UNDO,
                queue_before=case.queue if case else "",
                revision=comment.revision,
                undoes=decision,
                bulk_id=bulk_id,
                **_move(comment, Visibility(decision.before)),
            )
        )
        if case:
            restored[decision.queue_before].append(case)
    restore_cases(restored)
    _record(undoings, comments, involved)
    return {decision.comment_id for decision in plain}


def _is_plain(
    one: SeenCase, comment: Comment | None, case: Case | None, latest: Decision | None, target: Visibility
) -> bool:
    """Whether nothing happened to the comment since, and it does not wait for its parent: whose publication would move
    it, too.
    """
    if comment is None or case is None or comment.cleared_at is not None or comment.visibility in _GONE:
        return False
    now = (comment.visibility, comment.revision, case.version)
    if now != (one.visibility, one.revision, one.version):
        return False
    if latest is None or not is_fulfilled(comment, target) or case.queue == Queue.REPORTED:
        return True
    return not stands(latest, comment, one.visibility, target)


def _move(comment: Comment, to: Visibility) -> dict[str, Visibility]:
    if comment.in_thread:
        # A reply may have left since, and the place with it.
        comment.refresh_from_db(fields=["in_thread"])
    change = engagement.change_visibility(comment_id=comment.pk, to=to, locked=comment, source=SOURCE)
    return {"before": change.before, "after": change.after}


def _record(decisions: Sequence[Decision], comments: Mapping[int, Comment], involved: Collection[int]) -> None:
    record_decisions(decisions, bodies={pk: comment.body for pk, comment in comments.items()})
    if not get_settings().spam_checker:
        return
    for decision in decisions:
        if decision.tells or decision.comment_id in involved:
            follow_decisions(decision=decision)


def _find_cases(comment_ids: Collection[int]) -> dict[int, Case]:
    return {case.comment_id: case for case in Case.objects.filter(comment_id__in=comment_ids)}


def _find_latest(comment_ids: Collection[int]) -> dict[int, Decision]:
    """The newest decision on whether each comment shows."""
    on_visibility = Decision.objects.on_visibility().filter(comment_id__in=comment_ids).order_by()
    newest = on_visibility.values("comment_id").annotate(newest=Max("pk")).values("newest")
    return {decision.comment_id: decision for decision in Decision.objects.filter(pk__in=newest)}
