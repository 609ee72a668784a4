"""Whole tables brought up to date: what bulk updates, imports and deletions past Django's signals left behind.

Memory stays the same however many objects there are, and each object is a transaction of its own: what was done stays
done wherever it stops, and doing it again costs only reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Model

from engagement.hosts import Host
from engagement.models import Discussion
from engagement.models.discussion import DiscussionStatus
from engagement.services.discussions import hide_discussion_of, sync_discussion

_BATCH = 200


class Outcome(StrEnum):
    """What became of an object's discussion."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HIDDEN = "hidden"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """One object that was looked at."""

    host_pk: str
    outcome: Outcome
    error: Exception | None = None
    """Why it failed."""


def sync_host(*, host: Host) -> Iterator[Synced]:
    """Sync the discussion of every object of a host, then hide those whose object is gone.

    An object that cannot be read is told as failed and stops none of the others.
    """
    objects = host.model._base_manager.order_by("pk")
    batch = list(objects[:_BATCH])
    while batch:
        for obj in batch:
            yield _sync(host, obj)
        batch = list(objects.filter(pk__gt=batch[-1].pk)[:_BATCH])
    yield from _hide_orphans(host)


def _sync(host: Host, obj: Model) -> Synced:
    host_pk = str(obj.pk)
    before = _state(host, host_pk)
    try:
        sync_discussion(obj=obj)
    except Exception as error:  # noqa: BLE001 - whatever one object's own code raises, the others go on
        return Synced(host_pk=host_pk, outcome=Outcome.FAILED, error=error)
    if before is None:
        return Synced(host_pk=host_pk, outcome=Outcome.CREATED)
    changed = before != _state(host, host_pk)
    return Synced(host_pk=host_pk, outcome=Outcome.UPDATED if changed else Outcome.UNCHANGED)


def _state(host: Host, host_pk: str) -> tuple[int, int | None] | None:
    """What tells whether a sync changed anything: the version that readers see, and the proposal that editors see."""
    discussions = Discussion.objects.filter(host=host.label, host_pk=host_pk)
    return discussions.values_list("version", "prompt__proposal").first()


def _hide_orphans(host: Host) -> Iterator[Synced]:
    shown = Discussion.objects.filter(host=host.label).exclude(status=DiscussionStatus.HIDDEN).order_by("pk")
    batch = list(shown[:_BATCH])
    while batch:
        there = host.model._base_manager.filter(pk__in=[discussion.host_pk for discussion in batch])
        pks = {str(pk) for pk in there.values_list("pk", flat=True)}
        for discussion in batch:
            if discussion.host_pk not in pks:
                hide_discussion_of(host=host.label, host_pk=discussion.host_pk)
                yield Synced(host_pk=discussion.host_pk, outcome=Outcome.HIDDEN)
        batch = list(shown.filter(pk__gt=batch[-1].pk)[:_BATCH])
