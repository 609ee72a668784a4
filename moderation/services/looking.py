"""Published comments that nobody looked at yet: marked as looked at by a moderator, or leaving after their days."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from engagement.signals import announce
from moderation.conf import get_settings
from moderation.models import Action, Actor, Case, Decision, Queue
from moderation.services.cases import belongs, settle_cases
from moderation.services.counting import Spot, note_counts
from moderation.services.emptying import Seen
from moderation.services.locking import lock_discussions_of
from moderation.signals import comment_decided

_BATCH = 200

_MOST = 10_000
"""Cases of one run, at most."""


@transaction.atomic
def mark_looked_at(*, seen: Sequence[Seen], moderator_id: int) -> tuple[int, ...]:
    """Write down that a moderator looked at new comments and left them as they are; returns the decisions.

    What was moved or edited since it was seen stays where it is. At a number of queries that does not grow with the
    list; each can be undone, and by their common moment all of them together.
    """
    now = timezone.now()
    versions = {case.comment_id: case.version for case in seen}
    lock_discussions_of(versions)
    found = Case.objects.select_related("comment").filter(queue=Queue.NEW, comment_id__in=list(versions))
    cases = [case for case in found if case.version == versions[case.comment_id] and belongs(case.comment, Queue.NEW)]
    decisions = Decision.objects.bulk_create(
        Decision(
            comment_id=case.comment_id,
            actor=Actor.MODERATOR,
            moderator_id=moderator_id,
            action=Action.LOOK,
            before=case.comment.visibility,
            after=case.comment.visibility,
            queue_before=Queue.NEW,
            revision=case.comment.revision,
            at=now,
        )
        for case in cases
    )
    settle_cases(cases)
    for decision in decisions:
        announce(comment_decided, sender=Decision, decision_id=decision.pk, comment_id=decision.comment_id)
    return tuple(decision.pk for decision in decisions)


def expire_new(*, now: dt.datetime | None = None) -> int:
    """Take out of the queue what nobody looked at within ``new_days``, oldest first; returns how many.

    Its case is deleted, unless a moderator decided on the comment before, or it was assigned to one: then it goes back
    among the decided.
    """
    cutoff = (now or timezone.now()) - dt.timedelta(days=get_settings().new_days)
    expired = Case.objects.filter(queue=Queue.NEW, opened_at__lte=cutoff)
    gone = 0
    while gone < _MOST:
        comment_ids = list(expired.order_by("opened_at", "id").values_list("comment_id", flat=True)[:_BATCH])
        if not comment_ids:
            break
        gone += _expire(comment_ids)
    return gone


@transaction.atomic
def _expire(comment_ids: Collection[int]) -> int:
    lock_discussions_of(comment_ids)
    decisions = Decision.objects.on_visibility().filter(comment_id=OuterRef("comment_id"), actor=Actor.MODERATOR)
    cases = list(
        Case.objects.filter(queue=Queue.NEW, comment_id__in=comment_ids).annotate(was_decided=Exists(decisions))
    )
    settle_cases([case for case in cases if case.was_decided or case.assigned_to_id])
    left = [case for case in cases if not (case.was_decided or case.assigned_to_id)]
    changes: Counter[Spot] = Counter()
    changes.subtract((case.queue, case.section) for case in left)
    Case.objects.filter(pk__in=[case.pk for case in left]).delete()
    note_counts(changes)
    return len(comment_ids)
