"""Comments that are to be indexed, or compared with those that stand in the queues."""

from django.db.models import Exists, OuterRef, QuerySet

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import Case, Queue, SearchEntry
from moderation.rules.searching import FORMAT

NOT_GROUPED = (Queue.DECIDED, Queue.DISCARDED)
"""The queues in which nobody looks for waves."""


def find_unindexed(*, after: int, until: int | None = None, limit: int) -> list[int]:
    """Comments behind ``after`` and up to ``until`` of which nothing is kept, or not as they are now."""
    current = SearchEntry.objects.filter(comment_id=OuterRef("pk"), revision=OuterRef("revision"), format=FORMAT)
    comments = engagement.Comment.objects.filter(~Exists(current), pk__gt=after)
    if until is not None:
        comments = comments.filter(pk__lte=until)
    return list(
        comments.exclude(visibility=Visibility.ERASED).order_by("pk").values_list("pk", flat=True)[: max(0, limit)]
    )


def find_ungrouped(*, limit: int) -> list[int]:
    """Comments that stand in a queue and that nobody compared yet, the newest first."""
    uncompared = SearchEntry.objects.filter(comment_id=OuterRef("comment_id"), alike__isnull=True)
    cases = open_cases().filter(Exists(uncompared)).order_by("-opened_at", "-pk")
    return list(cases.values_list("comment_id", flat=True)[:limit])


def open_cases() -> QuerySet[Case]:
    """The cases that may be part of a wave."""
    return Case.objects.exclude(queue__in=NOT_GROUPED)
