"""The one door through which a comment's visibility changes, and what changes with it: its place, counters, waiting
replies.

Locks are taken in one order: discussion, root, comment. Posting takes its own before and after these.
"""

from collections import deque
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from engagement import events
from engagement.exceptions import ForbiddenTransition, StaleComment
from engagement.models import Comment, Visibility
from engagement.services.atomicity import joins_transaction
from engagement.services.discussions import touch_discussion
from engagement.services.events import note_event, note_events
from engagement.services.locking import lock_comment
from engagement.services.scores import score_of
from engagement.services.spreading import note_publications
from engagement.signals import announce, visibility_changed

_OPEN = frozenset({Visibility.PENDING, Visibility.PUBLISHED, Visibility.HELD, Visibility.SPAM, Visibility.REJECTED})

TRANSITIONS: dict[Visibility, frozenset[Visibility]] = {
    **{before: _OPEN - {before} | {Visibility.WITHDRAWN, Visibility.ERASED} for before in _OPEN},
    Visibility.WITHDRAWN: frozenset({Visibility.ERASED}),
    Visibility.ERASED: frozenset(),
}
"""What may become what. What its author withdrew, or what was erased, nobody brings back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibilityChange:
    """What a wish came to. ``after`` is ``pending`` where the comment passed and waits for its parent."""

    comment_id: int
    before: Visibility
    after: Visibility

    @property
    def changed(self) -> bool:
        """False where the wish was fulfilled already."""
        return self.before != self.after


@joins_transaction
def change_visibility(
    *,
    comment_id: int,
    to: Visibility,
    expected: frozenset[Visibility] | None = None,
    revision: int | None = None,
    locked: Comment | None = None,
    source: str = "",
) -> VisibilityChange:
    """Move a comment to ``to``. ``locked`` is what ``lock_comment`` returned in the same transaction; ``source`` names
    who wants it, for those who hear of the change.

    The same wish twice is a no-op. StaleComment when it is not what the caller saw: another ``revision``, or none of
    ``expected``. A reply whose parent is not published is not published either: it stays pending, marked as passed,
    until its parent is.
    """
    comment = locked or lock_comment(comment_id)
    root = comment.root or comment
    before = Visibility(comment.visibility)
    if revision is not None and comment.revision != revision:
        raise StaleComment(visibility=before, revision=comment.revision)
    if before == to and not (to == Visibility.PENDING and comment.cleared_at):
        return VisibilityChange(comment_id=comment_id, before=before, after=before)
    if expected is not None and before not in expected:
        raise StaleComment(visibility=before, revision=comment.revision)
    if before != to and to not in TRANSITIONS[before]:
        raise ForbiddenTransition(before=before, after=to)
    after = _publish(comment, root) if to == Visibility.PUBLISHED else _take_back(comment, root, to)
    if before != after:
        if kind := _kind_of(before, after):
            note_event(kind, comment_id, before=before)
        announce(visibility_changed, sender=Comment, comment_id=comment_id, before=before, after=after, source=source)
    return VisibilityChange(comment_id=comment_id, before=before, after=after)


def _kind_of(before: Visibility, after: Visibility) -> str:
    """What the publisher's servers are told of the change; nothing where nobody saw the comment before or after.

    What is published is told together with the replies that waited for it.
    """
    kinds = {
        Visibility.HELD: events.HELD,
        Visibility.WITHDRAWN: events.WITHDRAWN,
        Visibility.ERASED: events.ERASED,
        Visibility.PUBLISHED: "",
    }
    return kinds.get(after, events.UNPUBLISHED if before == Visibility.PUBLISHED else "")


def _publish(comment: Comment, root: Comment) -> Visibility:
    if comment.parent_id and not Comment.objects.published().filter(pk=comment.parent_id).exists():
        if comment.visibility == Visibility.PENDING and comment.cleared_at:
            return Visibility.PENDING
        _set(comment, Visibility.PENDING, cleared_at=timezone.now(), next_attempt_at=None)
        return Visibility.PENDING
    before = comment.visibility
    published: list[int] = []
    new_ids: list[int] = []
    waiting = deque([comment])
    while waiting:
        current = waiting.popleft()
        if current is not comment:
            announce(
                visibility_changed,
                sender=Comment,
                comment_id=current.pk,
                before=Visibility.PENDING,
                after=Visibility.PUBLISHED,
                source="",
            )
        is_new = current.published_at is None
        _give_place(current, root)
        published.append(current.pk)
        if is_new:
            new_ids.append(current.pk)
            # Only what was published can have been answered.
            continue
        cleared = Comment.objects.select_for_update(no_key=True).filter(parent_id=current.pk, cleared_at__isnull=False)
        waiting.extend(cleared.order_by("created_at", "pk"))
    note_publications(new_ids)
    waited = {"before": Visibility.PENDING}
    note_events(events.PUBLISHED, {pk: {"before": before} if pk == comment.pk else waited for pk in published})
    touch_discussion(discussion_id=comment.discussion_id, comments=len(published))
    return Visibility.PUBLISHED


def _give_place(comment: Comment, root: Comment) -> None:
    """Publish one comment whose parent is published: its place is given once and never changes."""
    published_at = comment.published_at or timezone.now()
    fields: dict[str, object] = {
        "published_at": published_at,
        "in_thread": True,
        "cleared_at": None,
        "next_attempt_at": None,
    }
    if comment.parent_id is None:
        fields["score"] = score_of(published_at, comment.respect_count)
    else:
        if comment.seq is None:
            root.last_seq += 1
            fields["seq"] = root.last_seq
        Comment.objects.filter(pk=root.pk).update(last_seq=root.last_seq, reply_count=F("reply_count") + 1)
        if not comment.in_thread:
            Comment.objects.filter(pk=comment.parent_id).update(child_count=F("child_count") + 1)
    _set(comment, Visibility.PUBLISHED, **fields)


def _take_back(comment: Comment, root: Comment, to: Visibility) -> Visibility:
    """Take a comment out of sight, or move it between the states out of sight."""
    was_published = comment.visibility == Visibility.PUBLISHED
    next_attempt_at = timezone.now() if to == Visibility.PENDING else None
    # A root's own counters may have been raised since it was read: they change in the database, never from memory.
    keeps_place = comment.in_thread and Comment.objects.filter(pk=comment.pk, child_count__gt=0).exists()
    had_place = comment.in_thread
    _set(comment, to, in_thread=keeps_place, cleared_at=None, next_attempt_at=next_attempt_at)
    if was_published:
        if comment.root_id:
            Comment.objects.filter(pk=root.pk).update(reply_count=F("reply_count") - 1)
        touch_discussion(discussion_id=comment.discussion_id, comments=-1)
    elif had_place:
        touch_discussion(discussion_id=comment.discussion_id)
    if had_place and not keeps_place:
        _leave_parent(comment)
    return to


def _leave_parent(comment: Comment) -> None:
    """Tell the parent that a reply lost its place, and let go of tombstones that nothing hangs on any more."""
    parent_id = comment.parent_id
    while parent_id is not None:
        Comment.objects.filter(pk=parent_id).update(child_count=F("child_count") - 1)
        parent = Comment.objects.only("parent_id", "visibility", "child_count", "in_thread").get(pk=parent_id)
        if parent.visibility == Visibility.PUBLISHED or parent.child_count or not parent.in_thread:
            return
        Comment.objects.filter(pk=parent_id).update(in_thread=False)
        parent_id = parent.parent_id


def _set(comment: Comment, visibility: Visibility, **fields: object) -> None:
    values = {"visibility": visibility, "leased_until": None, "attempts": 0, **fields}
    Comment.objects.filter(pk=comment.pk).update(**values)
    for name, value in values.items():
        setattr(comment, name, value)
