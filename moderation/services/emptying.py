"""Emptying: a moderator has the spam deleted that they saw, and no other."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from engagement import api as engagement
from moderation.models import Actor, Case, Queue, Subject
from moderation.services.changes import record_change
from moderation.services.removal import Remover, in_batches, remove_spam

logger = logging.getLogger(__name__)

EMPTIABLE = (Queue.SPAM, Queue.DISCARDED)
"""The queues that can be emptied: what stands there is spam, and nobody is asked about it."""

_DELETION = 3
"""The admin's own number for it."""

EMPTIED = "emptied"
"""The reason of the decision that is left of what could not be deleted but was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A comment as it stood in the list."""

    comment_id: int
    version: int
    """Its case's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """What came of it, in comments."""

    gone: int
    """Deleted now."""
    missing: int
    """Deleted before by somebody else."""
    changed: int
    """They stay: somebody decided on them since they were seen, or the checks did."""
    needed: int
    """They stay: the spam checker is still to be told about them, or is being asked."""

    @property
    def stayed(self) -> int:
        """How many are there still."""
        return self.changed + self.needed


def empty_queue(*, queue: str, seen: Sequence[Seen], moderator_id: int) -> Emptied:
    """Delete what a moderator saw in a queue of spam, for good; what changed since then stays, and what came since.

    Each discussion's comments go at once or not at all; the same list twice finds nothing any more. What is left in
    writing is who did it, when, and how many: no text and no name.
    """
    if queue not in EMPTIABLE:
        message = f"{queue!r} is no queue that can be emptied"
        raise ValueError(message)
    versions = {case.comment_id: case.version for case in seen}

    def choose(comment_ids: Collection[int]) -> set[int]:
        return _find_unchanged(queue, {pk: versions[pk] for pk in comment_ids})

    by = Remover(actor=Actor.MODERATOR, moderator_id=moderator_id, reason=EMPTIED)
    gone: set[int] = set()
    for discussion_id, batch in in_batches(versions):
        gone |= remove_spam(discussion_id=discussion_id, comment_ids=batch, choose=choose, by=by)
    emptied = _count(queue, versions, gone)
    if gone:
        _note(queue, emptied.gone, moderator_id)
    return emptied


def _find_unchanged(queue: str, versions: Mapping[int, int]) -> set[int]:
    """The comments whose cases are what was seen."""
    cases = Case.objects.filter(queue=queue, comment_id__in=list(versions)).values_list("comment_id", "version")
    return {comment_id for comment_id, version in cases if versions[comment_id] == version}


def _count(queue: str, versions: Mapping[int, int], gone: Collection[int]) -> Emptied:
    rest = {pk: version for pk, version in versions.items() if pk not in gone}
    there = set(engagement.Comment.objects.filter(pk__in=list(rest)).values_list("pk", flat=True))
    needed = there & _find_unchanged(queue, rest)
    return Emptied(gone=len(gone), missing=len(rest) - len(there), changed=len(there - needed), needed=len(needed))


def _note(queue: str, gone: int, moderator_id: int) -> None:
    """Keep who deleted how many: in a row, and where the admin is installed in its own list of what was done."""
    record_change(subject=Subject.QUEUE, key=queue, before={"comments": gone}, after=None, moderator_id=moderator_id)
    logger.info("Moderator %d deleted %d comments of the queue %s for good.", moderator_id, gone, queue)
    if not apps.is_installed("django.contrib.admin"):
        return
    entries = apps.get_model("admin", "LogEntry").objects
    entries.create(
        user_id=moderator_id,
        content_type=ContentType.objects.get_for_model(Case),
        object_repr=queue,
        action_flag=_DELETION,
        change_message=f"Deleted {gone} comments for good.",
    )
