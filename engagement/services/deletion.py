"""Deleting spam for good: as if it had never been written, unless the thread needs its row."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from engagement import events
from engagement.models import Comment, Discussion, Visibility
from engagement.services.erasure import erase_comment
from engagement.services.events import empty_answers, note_events


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """What became of the comments that were to go."""

    deleted: frozenset[int]
    """Gone, with everything that hung on them."""
    erased: frozenset[int]
    """Emptied of everything personal; their rows stay."""


@transaction.atomic
def delete_spam(*, discussion_id: int, comment_ids: Collection[int]) -> Deletion:
    """Delete those of a discussion's comments that are spam, for good.

    Where a comment is answered, or was published and so has its number in the thread, it is erased instead. What is no
    spam, and what somebody is just checking, is left as it is. Nothing that readers see or that is counted changes.
    """
    Discussion.objects.select_for_update(no_key=True).get(pk=discussion_id)
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=timezone.now())
    spam = Comment.objects.select_for_update().filter(
        free, pk__in=comment_ids, discussion_id=discussion_id, visibility=Visibility.SPAM
    )
    deleted: set[int] = set()
    erased: set[int] = set()
    # The deepest first: what was answered by nothing but spam is not answered any more.
    for _depth, level in groupby(spam.only("pk", "depth", "seq").order_by("-depth", "pk"), key=lambda row: row.depth):
        rows = list(level)
        answered = set(Comment.objects.filter(parent__in=rows).values_list("parent_id", flat=True))
        needed = {row.pk for row in rows if row.pk in answered or row.seq is not None}
        unneeded = {row.pk for row in rows} - needed
        empty_answers(unneeded)
        note_events(events.ERASED, {pk: {"before": Visibility.SPAM} for pk in unneeded})
        Comment.objects.filter(pk__in=unneeded).delete()
        for pk in sorted(needed):
            erase_comment(comment_id=pk)
        deleted |= unneeded
        erased |= needed
    return Deletion(deleted=frozenset(deleted), erased=frozenset(erased))
