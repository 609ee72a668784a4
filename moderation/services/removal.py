"""Removing spam for good, with everything that hangs on it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import Action, Actor, Case, Feedback, FeedbackState, Queue
from moderation.services.cases import settle_case
from moderation.services.counting import Spot, note_counts
from moderation.services.recording import record_decision

_BATCH = 100
"""Comments of one transaction: it locks their discussion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remover:
    """Who has spam removed."""

    actor: Actor
    moderator_id: int | None = None
    reason: str = ""


def has_open_case() -> Exists:
    """Whether a moderator is still asked about a comment."""
    return Exists(Case.objects.filter(comment_id=OuterRef("pk"), queue__in=(Queue.WAITING, Queue.REPORTED)))


def has_queued_feedback() -> Exists:
    """Whether the spam checker is still to be told about a comment."""
    return Exists(Feedback.objects.filter(comment_id=OuterRef("pk"), state=FeedbackState.QUEUED))


def in_batches(comment_ids: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """The comments by their discussions, in batches that one transaction can take; what is gone is left out."""
    places = engagement.Comment.objects.filter(pk__in=list(comment_ids)).values_list("discussion_id", "pk")
    by_discussion: dict[int, list[int]] = defaultdict(list)
    for discussion_id, comment_id in places:
        by_discussion[discussion_id].append(comment_id)
    for discussion_id, ids in by_discussion.items():
        for start in range(0, len(ids), _BATCH):
            yield discussion_id, ids[start : start + _BATCH]


@transaction.atomic
def remove_spam(
    *,
    discussion_id: int,
    comment_ids: Collection[int],
    choose: Callable[[Collection[int]], Collection[int]],
    by: Remover,
) -> frozenset[int]:
    """Delete those of a discussion's comments that are spam, and that ``choose`` finds to be what the caller means.

    Returns which went. ``choose`` is asked under the lock that decisions take: whichever comes first is done, and the
    other one finds it so. Nothing goes while a moderator is asked about it, or while the spam checker is to be told.
    Where a thread needs the row the comment is erased, which is written down as a decision.
    """
    engagement.Discussion.objects.select_for_update().get(pk=discussion_id)
    spam = engagement.Comment.objects.filter(pk__in=choose(comment_ids), visibility=Visibility.SPAM)
    removable = spam.exclude(has_open_case()).exclude(has_queued_feedback())
    revisions = dict(removable.values_list("pk", "revision"))
    # Cases go with their comments: they are counted while they are there.
    cases = Case.objects.filter(comment_id__in=list(revisions)).values_list("comment_id", "queue", "section")
    spots = {comment_id: (queue, section) for comment_id, queue, section in cases}
    outcome = engagement.delete_spam(discussion_id=discussion_id, comment_ids=list(revisions))
    gone: Counter[Spot] = Counter()
    gone.subtract(spots[comment_id] for comment_id in outcome.deleted if comment_id in spots)
    note_counts(gone)
    for comment_id in sorted(outcome.erased):
        record_decision(
            comment_id=comment_id,
            actor=by.actor,
            moderator_id=by.moderator_id,
            action=Action.ERASE,
            before=Visibility.SPAM,
            after=Visibility.ERASED,
            queue_before=settle_case(comment_id=comment_id),
            reason=by.reason,
            revision=revisions[comment_id],
        )
    return outcome.deleted | outcome.erased
