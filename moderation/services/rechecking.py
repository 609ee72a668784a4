"""Having comments checked once more, at an operator's wish: marked in the outbox, asked by the workers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility

STATES = (Visibility.PENDING, Visibility.PUBLISHED, Visibility.HELD, Visibility.SPAM, Visibility.REJECTED)
"""What can be checked: not what its author withdrew, nor what was erased."""

_MINUTE = dt.timedelta(minutes=1)
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which comments; what is left out leaves the choice open."""

    since: dt.datetime | None = None
    """Written then or later."""
    until: dt.datetime | None = None
    """Written before."""
    discussion_key: str = ""
    states: tuple[str, ...] = STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a recheck would come to."""

    counts: dict[str, int]
    """Comments to be checked, by their visibility."""
    expired: int
    """Comments left out: what came along with them has expired, and without it nothing can be asked."""

    @property
    def total(self) -> int:
        """How many are to be checked."""
        return sum(self.counts.values())


def foresee_recheck(*, selection: Selection) -> Outlook:
    """Count what would be checked, and change nothing."""
    chosen = _choose(selection)
    able = chosen.filter(_is_able(timezone.now()))
    counts = dict(able.order_by().values_list("visibility").annotate(count=Count("pk")))
    return Outlook(
        counts={state: counts[state] for state in STATES if state in counts}, expired=chosen.count() - able.count()
    )


def recheck(*, selection: Selection, rate: int) -> Iterator[tuple[list[int], dt.datetime]]:
    """Have the comments checked, at most ``rate`` a minute, the oldest first; gives the ids of each minute, and when.

    Comments that are checked sooner anyway keep their time. Nothing is asked here: the workers' next sweeps do.
    """
    start = at = timezone.now()
    latest = 0
    while True:
        able = _choose(selection).filter(_is_able(start), pk__gt=latest)
        ids = list(able.order_by("pk").values_list("pk", flat=True)[:rate])
        if not ids:
            return
        later = engagement.Comment.objects.filter(pk__in=ids).exclude(next_attempt_at__lte=at)
        engagement.request_check(comment_ids=list(later.values_list("pk", flat=True)), at=at)
        yield ids, at
        latest, at = ids[-1], at + _MINUTE


def count_waiting(comment_ids: list[int]) -> int:
    """How many of the comments are still to be checked."""
    waiting = engagement.Comment.objects.filter(next_attempt_at__isnull=False)
    batches = (comment_ids[start : start + _BATCH] for start in range(0, len(comment_ids), _BATCH))
    return sum(waiting.filter(pk__in=batch).count() for batch in batches)


def _choose(selection: Selection) -> "QuerySet[engagement.Comment]":
    chosen = engagement.Comment.objects.filter(visibility__in=selection.states, cleared_at__isnull=True)
    if selection.since is not None:
        chosen = chosen.filter(created_at__gte=selection.since)
    if selection.until is not None:
        chosen = chosen.filter(created_at__lt=selection.until)
    if selection.discussion_key:
        chosen = chosen.filter(discussion__key=selection.discussion_key)
    return chosen


def _is_able(now: dt.datetime) -> Q:
    """The reader's address is still there: a service that judges by it refuses a comment without."""
    return Q(submission__ip__isnull=False, submission__expires_at__gt=now)
