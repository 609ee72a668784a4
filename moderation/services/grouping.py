"""Grouping: comments that stand in the queues and are nearly the same are known by the first of them."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from rapidfuzz import fuzz

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import SearchEntry, TextPrint
from moderation.queries.unindexed import open_cases
from moderation.rules.prints import find_bands, simplify

_BANDS = 12
"""Of those that a text has: enough to find what is as alike as near-duplicates are."""

_MOST_CANDIDATES = 20
_MOST_JOINED = 1_000
_BATCH = 500


def group_comment(*, comment_id: int) -> bool:
    """Find out whether a comment that stands in a queue is nearly the same as another one there; false where it stands
    in none, or is known to be like others or like none. May run twice.
    """
    if not _is_wanted(comment_id):
        return False
    body = engagement.Comment.objects.filter(pk=comment_id).values_list("body", "revision").first()
    if body is None:
        return False
    text = simplify(body[0])
    bands = find_bands(text)[:_BANDS] if len(text) >= get_settings().duplicate_length else ()
    return _group(comment_id=comment_id, revision=body[1], text=text, bands=bands)


def forget_settled(*, limit: int) -> int:
    """Delete the prints of comments that stand in no queue any more; returns how many comments."""
    still = open_cases().filter(comment_id=OuterRef("comment_id"))
    settled = SearchEntry.objects.filter(alike__isnull=False).exclude(Exists(still)).order_by("pk")
    comment_ids = list(settled.values_list("comment_id", flat=True)[:limit])
    for start in range(0, len(comment_ids), _BATCH):
        _forget(comment_ids[start : start + _BATCH])
    return len(comment_ids)


@transaction.atomic
def _group(*, comment_id: int, revision: int, text: str, bands: Collection[int]) -> bool:
    locked = engagement.Comment.objects.select_for_update(no_key=True).filter(pk=comment_id, revision=revision)
    if not locked.exclude(visibility=Visibility.ERASED).values_list("pk", flat=True):
        return False
    first, groups = _find_first(comment_id, text, bands)
    if len(groups) > 1:
        _join(groups, first)
    TextPrint.objects.filter(comment_id=comment_id).delete()
    prints = [TextPrint(comment_id=comment_id, band=band, value=value) for band, value in enumerate(bands)]
    TextPrint.objects.bulk_create(prints)
    return bool(SearchEntry.objects.filter(comment_id=comment_id, alike__isnull=True).update(alike=first))


def _find_first(comment_id: int, text: str, bands: Collection[int]) -> tuple[int, set[int]]:
    """The first of those that a text is like, itself where it is like none, 0 where it is too short; and all firsts
    that there are so far of texts like it.
    """
    if not bands:
        return 0, set()
    prints = TextPrint.objects.filter(value__in=bands).exclude(comment_id=comment_id).order_by()
    ranked = prints.values("comment_id").annotate(shared=Count("pk")).order_by("-shared", "-comment_id")
    candidates = [row["comment_id"] for row in ranked[:_MOST_CANDIDATES]]
    bodies = engagement.Comment.objects.filter(pk__in=candidates).values_list("pk", "body")
    least = 100 * get_settings().duplicate_similarity
    alike = [pk for pk, body in bodies if fuzz.ratio(text, simplify(body), score_cutoff=least)]
    known = SearchEntry.objects.filter(comment_id__in=alike, alike__gt=0).values_list("alike", flat=True)
    groups = {first for first in known if first}
    return min(groups, default=comment_id), groups


def _join(groups: Collection[int], first: int) -> None:
    """Make one of groups that two wrote at once: each took its own comment for the first."""
    entries = SearchEntry.objects.select_for_update(no_key=True).filter(alike__in=groups).exclude(alike=first)
    pks = list(entries.order_by("pk").values_list("pk", flat=True)[:_MOST_JOINED])
    SearchEntry.objects.filter(pk__in=pks).update(alike=first)


@transaction.atomic
def _forget(comment_ids: Collection[int]) -> None:
    TextPrint.objects.filter(comment_id__in=comment_ids).delete()
    SearchEntry.objects.filter(comment_id__in=comment_ids).update(alike=None)


def _is_wanted(comment_id: int) -> bool:
    uncompared = SearchEntry.objects.filter(comment_id=comment_id, alike__isnull=True)
    return uncompared.filter(Exists(open_cases().filter(comment_id=OuterRef("comment_id")))).exists()
