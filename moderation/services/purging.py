"""Purging: spam, personal data and ended sanctions are deleted when their time is over."""

import datetime as dt
import time
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import (
    Actor,
    Case,
    Claim,
    Feedback,
    FeedbackState,
    LinkDomain,
    Original,
    Payload,
    Question,
    Queue,
    Report,
    Sanction,
    SearchEntry,
    SpamPrint,
    TextPrint,
    Trace,
)
from moderation.services.removal import Remover, has_queued_feedback, in_batches, remove_spam

PURGED = "purged"
"""The reason of the decision that is left of what could not be deleted but was erased."""

_BATCH = 500

_MOST = 5_000
"""Comments of one run, at most."""

_LONGEST = 25.0
"""Seconds after which a run begins no other batch: it has to end well within a task's time limit."""


def purge(*, now: dt.datetime | None = None) -> int:
    """Delete personal data whose time is over, engagement's included; returns how many rows went.

    What was sent to the spam checker, and the traces of its sender, stay while a case is open or a report is queued.
    """
    now = now or timezone.now()
    ended = now - dt.timedelta(days=get_settings().payload_days)
    asked = (Queue.WAITING, Queue.REPORTED)
    waiting = Exists(Case.objects.filter(comment_id=OuterRef("comment_id"), queue__in=asked))
    queued = Exists(Feedback.objects.filter(payload_id=OuterRef("pk"), state=FeedbackState.QUEUED))
    erased = engagement.Comment.objects.filter(visibility=Visibility.ERASED)
    deleted = 0
    for rows in (
        Payload.objects.filter(Q(expires_at__lte=now) & ~waiting & ~queued),
        Trace.objects.filter(Q(expires_at__lte=now) & ~waiting),
        Original.objects.filter(Q(expires_at__lte=now) | Q(comment__in=erased)),
        Payload.objects.filter(comment__in=erased),
        Trace.objects.filter(comment__in=erased),
        SpamPrint.objects.filter(comment__in=erased),
        Claim.objects.filter(until__lte=now),
        Report.objects.filter(Q(expires_at__lte=now) & ~waiting),
        Report.objects.filter(comment__in=erased),
        SearchEntry.objects.filter(comment__in=erased),
        LinkDomain.objects.filter(comment__in=erased),
        TextPrint.objects.filter(comment__in=erased),
        Question.objects.filter(asked_at__lte=now - dt.timedelta(days=get_settings().question_days)),
        Sanction.objects.filter(Q(ends_at__lte=ended) | Q(lifted_at__lte=ended)),
    ):
        deleted += _delete(rows)
    return deleted + engagement.delete_expired(now=now)


def purge_spam(*, now: dt.datetime | None = None, limit: int = _MOST) -> int:
    """Delete comments that have been spam for ``spam_days``, oldest first, at most ``limit``; returns how many went.

    What a slow database does not manage in a while is left to the next run. A comment's time begins when its case came
    into its queue, or when a moderator decided that it is spam.
    """
    overdue = _find_overdue((now or timezone.now()) - dt.timedelta(days=get_settings().spam_days))

    def choose(comment_ids: Collection[int]) -> list[int]:
        return list(overdue.filter(pk__in=comment_ids).values_list("pk", flat=True))

    comment_ids = overdue.exclude(has_queued_feedback()).order_by("created_at").values_list("pk", flat=True)[:limit]
    by = Remover(actor=Actor.POLICY, reason=PURGED)
    started = time.monotonic()
    gone = 0
    for discussion_id, batch in in_batches(comment_ids):
        if time.monotonic() - started > _LONGEST:
            break
        gone += len(remove_spam(discussion_id=discussion_id, comment_ids=batch, choose=choose, by=by))
    return gone


def _find_overdue(cutoff: dt.datetime) -> QuerySet[engagement.Comment]:
    """Spam written before ``cutoff``, with no case that waits or came to where it stands later than that."""
    young = Q(queue=Queue.WAITING) | Q(queue=Queue.DECIDED, decided_at__gt=cutoff)
    young |= Q(queue__in=(Queue.SPAM, Queue.DISCARDED), opened_at__gt=cutoff)
    cases = Case.objects.filter(young, comment_id=OuterRef("pk"))
    return engagement.Comment.objects.filter(~Exists(cases), visibility=Visibility.SPAM, created_at__lte=cutoff)


def _delete(rows: QuerySet[Any]) -> int:
    """Delete rows batch by batch. Each is looked at once more under a lock: somebody may need it by now."""
    deleted = 0
    while ids := list(rows.values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            locked = rows.model.objects.select_for_update(skip_locked=True).filter(pk__in=ids)
            still = rows.filter(pk__in=list(locked.values_list("pk", flat=True)))
            went = rows.model.objects.filter(pk__in=list(still.values_list("pk", flat=True))).delete()[0]
        deleted += went
        if not went:
            break
    return deleted
