"""Cases: opened when a comment waits for a moderator, moved to their queue, closed when nobody need look any more."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from engagement.statements import Question, store
from moderation.conf import get_settings
from moderation.models import Case, Queue, spell_codes
from moderation.rules.priority import find_priority
from moderation.rules.reasons import Reason, merge_reasons
from moderation.services.counting import Spot, note_counts, note_move


@transaction.atomic
def open_case(*, comment_id: int, reasons: Sequence[Reason]) -> Case | None:
    """Put a comment among those that wait; none where it waits no more. A case that stands there stays as it is."""
    comment = engagement.lock_comment(comment_id)
    if not waits(comment):
        return None
    case = find_case(comment_id)
    if case is not None and case.queue == Queue.WAITING:
        return case
    return file_case(
        comment_id=comment_id, case=case, discussion=comment.discussion, queue=Queue.WAITING, reasons=reasons
    )


def follow_publication(*, comment_id: int) -> bool:
    """Put a comment that was published among the new, where nobody put it anywhere; false where it stands right.

    What the checks publish they put there themselves: then this is one query. What the newsroom says itself nobody need
    look at.
    """
    queue = Case.objects.filter(comment_id=comment_id).values_list("queue", flat=True).first()
    if queue is not None:
        return queue in (Queue.WAITING, Queue.SPAM, Queue.DISCARDED) and _close(comment_id)
    return get_settings().new_days > 0 and _open_new(comment_id)


@transaction.atomic
def _open_new(comment_id: int) -> bool:
    comment = engagement.lock_comment(comment_id)
    if comment.from_newsroom or not belongs(comment, Queue.NEW) or find_case(comment_id):
        return False
    file_case(comment_id=comment_id, case=None, discussion=comment.discussion, queue=Queue.NEW, reasons=[])
    return True


_CASE_OF = Question(lambda comment_id: Case.objects.filter(comment_id=comment_id).order_by(), int)


def find_case(comment_id: int) -> Case | None:
    """A comment's case; none where it has none."""
    return _CASE_OF.first(comment_id)


def close_case(*, comment_id: int) -> bool:
    """Take a comment out of the queues; false where it stands in none, or has still business there."""
    # Most comments never have a case: nothing is locked for those.
    return _is_queued(comment_id) and _close(comment_id)


def _is_queued(comment_id: int) -> bool:
    return Case.objects.filter(comment_id=comment_id).exclude(queue=Queue.DECIDED).exists()


@transaction.atomic
def _close(comment_id: int) -> bool:
    comment = engagement.lock_comment(comment_id)
    case = Case.objects.filter(comment_id=comment_id).exclude(queue=Queue.DECIDED).first()
    if case is None or belongs(comment, case.queue):
        return False
    settle_case(comment_id=comment_id)
    return True


def put_case(*, comment_id: int, queue: Queue, reasons: Sequence[Reason], judged: bool = False) -> Case:
    """Put a comment into a queue for these reasons; those that it was there for before stay, behind them.

    A case that stands in the queue already keeps its age. ``judged`` says that the reasons are all that the checks
    have to say now. The comment must be locked.
    """
    return file_case(
        comment_id=comment_id,
        case=find_case(comment_id),
        discussion=engagement.Discussion.objects.get(comments__id=comment_id),
        queue=queue,
        reasons=reasons,
        judged=judged,
    )


def file_case(
    *,
    comment_id: int,
    case: Case | None,
    discussion: engagement.Discussion,
    queue: Queue,
    reasons: Sequence[Reason],
    judged: bool = False,
) -> Case:
    """The same where the caller has read the comment's case, or that it has none, and its discussion."""
    now = timezone.now()
    stays = case is not None and case.queue == queue
    opened_at = case.opened_at if case and stays else now
    merged = merge_reasons(case.reasons if case else [], reasons, judged=judged)
    values: dict[str, Any] = {
        "queue": Queue(queue),
        "section": discussion.section,
        "reasons": merged,
        "codes": spell_codes(merged),
        "priority": find_priority(reasons=merged, reach=discussion.comment_count, opened_at=opened_at),
        "opened_at": opened_at,
        "decided_at": None,
        "updated_at": now,
    }
    if case is not None:
        _move(case, **values)
        return case
    note_move(before=None, after=(queue, discussion.section))
    case = Case(comment_id=comment_id, discussion=discussion, **values)
    store([case])
    return case


def settle_case(*, comment_id: int, create: bool = False) -> str:
    """Mark a comment's case as decided; returns the queue that it stood in, empty where it had no case.

    With ``create`` a comment without a case gets one, so that it is found among the decided. The comment must be
    locked.
    """
    now = timezone.now()
    case = find_case(comment_id)
    if case is None:
        if create:
            discussion = engagement.Discussion.objects.get(comments__id=comment_id)
            note_move(before=None, after=(Queue.DECIDED, discussion.section))
            Case.objects.create(
                comment_id=comment_id,
                discussion=discussion,
                queue=Queue.DECIDED,
                section=discussion.section,
                priority=find_priority(reasons=[], reach=discussion.comment_count, opened_at=now),
                decided_at=now,
                opened_at=now,
            )
        return ""
    before = case.queue
    _move(case, queue=Queue.DECIDED, decided_at=now, updated_at=now)
    return before


def settle_cases(cases: Iterable[Case]) -> None:
    """Mark many cases as decided, at a number of queries that does not grow. Their comments must be locked."""
    now = timezone.now()
    _move_all(cases, queue=Queue.DECIDED, decided_at=now, updated_at=now)


def restore_cases(cases: Mapping[str, Sequence[Case]]) -> None:
    """Put many cases back into the queues that decisions took them from, in a query or two for each queue. Their
    comments must be locked.
    """
    for queue, of_queue in cases.items():
        if queue and queue != Queue.DECIDED:
            _move_all(of_queue, queue=Queue(queue), decided_at=None, updated_at=timezone.now())


def restore_case(*, comment_id: int, queue: str) -> None:
    """Put a case back into the place that a decision took it from. The comment must be locked."""
    case = find_case(comment_id)
    if case is not None and queue and queue != Queue.DECIDED:
        _move(case, queue=Queue(queue), decided_at=None, updated_at=timezone.now())


def add_reason(*, case: Case, discussion: engagement.Discussion, reason: Reason, **values: Any) -> None:
    """Give a case another reason where it stands: it becomes as urgent as that makes it. The comment must be locked."""
    merged = merge_reasons(case.reasons, [reason], judged=False)
    priority = find_priority(reasons=merged, reach=discussion.comment_count, opened_at=case.opened_at)
    update_case(case=case, reasons=merged, priority=priority, **values)


def update_case(*, case: Case, **values: Any) -> None:
    """Change what a case says beside where it stands. The comment must be locked."""
    _move(case, **values, updated_at=timezone.now())


def waits(comment: engagement.Comment) -> bool:
    """Whether a moderator may be needed: it is held, or not yet checked."""
    return belongs(comment, Queue.WAITING)


def belongs(comment: engagement.Comment, queue: str) -> bool:
    """Whether a comment has any business in that queue."""
    if queue == Queue.WAITING:
        unchecked = comment.visibility == Visibility.PENDING and comment.cleared_at is None
        return unchecked or comment.visibility == Visibility.HELD
    if queue == Queue.NEW:
        # A reply that passed stands there too while it waits for its parent: nobody else will look at it.
        return comment.visibility == Visibility.PUBLISHED or comment.cleared_at is not None
    if queue == Queue.REPORTED:
        return comment.visibility == Visibility.PUBLISHED
    return comment.visibility == Visibility.SPAM


def _move_all(cases: Iterable[Case], *, queue: Queue, **values: Any) -> None:
    changes: Counter[Spot] = Counter()
    pks = []
    for case in cases:
        pks.append(case.pk)
        changes[case.queue, case.section] -= 1
        changes[queue, case.section] += 1
    Case.objects.filter(pk__in=pks).update(queue=queue, version=F("version") + 1, **values)
    note_counts(changes)


def _move(case: Case, **values: Any) -> None:
    before = (case.queue, case.section)
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1, **values)
    for name, value in values.items():
        setattr(case, name, value)
    case.version += 1
    note_move(before=before, after=(case.queue, case.section))
