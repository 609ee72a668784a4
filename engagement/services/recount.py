"""The counters proven against the rows they count, and put right where they differ.

Every counter changes in the transaction of what it counts, so nothing should ever be found. Each statement here sees
one moment, so posts that go on meanwhile are no findings either. Memory stays the same however many rows there are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from engagement.models import Comment, Discussion, Reaction, Stance, StanceChoice, Visibility
from engagement.services.discussions import touch_discussion
from engagement.services.scores import score_of

_BATCH = 1000

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A stored value that the rows do not bear out."""

    kind: str
    """``discussion``, ``comment`` or ``stance``."""
    pk: int
    field: str
    stored: int
    counted: int


def recount(*, repair: bool) -> Iterator[Discrepancy]:
    """Every counter that differs from what it counts; put right as it is found where ``repair`` says so."""
    for batch in _batches(Comment.objects.all()):
        for row in _counted_comments(batch):
            if list(_differences_of_comment(row)):
                yield from _repair_comment(row["pk"], row["discussion_id"]) if repair else _differences_of_comment(row)
    for batch in _batches(Discussion.objects.all()):
        for row in _counted_discussions(batch):
            if list(_differences_of_discussion(row)):
                yield from _repair_discussion(row["pk"]) if repair else _differences_of_discussion(row)
    for batch in _batches(Stance.objects.all()):
        for row in _counted_stances(batch):
            if list(_differences_of_stance(row)):
                yield from _repair_stance(row["pk"]) if repair else _differences_of_stance(row)


def _batches(rows: QuerySet[Any]) -> Iterator[Q]:
    after = 0
    while ids := list(rows.order_by("pk").filter(pk__gt=after).values_list("pk", flat=True)[:_BATCH]):
        yield Q(pk__gt=after, pk__lte=ids[-1])
        after = ids[-1]


def _counted_comments(which: Q) -> Iterable[Row]:
    children = Comment.objects.in_thread().filter(parent=OuterRef("pk"))
    placed = Comment.objects.filter(root=OuterRef("pk"), seq__gt=0)
    counted = Comment.objects.filter(which).annotate(
        counted_children=_aggregate(children, by="parent", of=Count("pk")),
        counted_replies=_aggregate(placed.published(), by="root", of=Count("pk")),
        highest_seq=_aggregate(placed, by="root", of=Max("seq")),
        counted_respect=_aggregate(Reaction.objects.filter(comment=OuterRef("pk")), by="comment", of=Count("pk")),
    )
    stored = ("pk", "discussion_id", "parent_id", "depth", "seq", "visibility", "published_at")
    counters = ("in_thread", "child_count", "reply_count", "last_seq", "respect_count", "score")
    rows: QuerySet[Comment, Row] = counted.order_by("pk").values(
        *stored, *counters, "counted_children", "counted_replies", "highest_seq", "counted_respect"
    )
    return rows


def _counted_discussions(which: Q) -> Iterable[Row]:
    published = Comment.objects.published().filter(discussion=OuterRef("pk"))
    counted = Discussion.objects.filter(which).annotate(
        counted_comments=_aggregate(published, by="discussion", of=Count("pk"))
    )
    return counted.order_by("pk").values("pk", "comment_count", "counted_comments")


def _counted_stances(which: Q) -> Iterable[Row]:
    chosen = StanceChoice.objects.filter(stance=OuterRef("pk"))
    counted = Stance.objects.filter(which).annotate(counted=_aggregate(chosen, by="stance", of=Count("pk")))
    return counted.order_by("pk").values("pk", "count", "counted")


def _aggregate(rows: QuerySet[Any], *, by: str, of: Count | Max) -> Coalesce:
    found = rows.order_by().values(by).annotate(found=of).values("found")
    return Coalesce(Subquery(found, output_field=IntegerField()), Value(0))


def _differences_of_comment(row: Row) -> Iterator[Discrepancy]:
    can_have_place = row["depth"] == 0 or row["seq"] is not None
    has_score = row["depth"] == 0 and row["published_at"] is not None
    expected = {
        "child_count": row["counted_children"],
        "in_thread": row["visibility"] == Visibility.PUBLISHED or (row["counted_children"] > 0 and can_have_place),
        "reply_count": row["counted_replies"],
        "last_seq": row["highest_seq"],
        "respect_count": row["counted_respect"],
        "score": score_of(row["published_at"], row["counted_respect"]) if has_score else 0,
    }
    for field, counted in expected.items():
        if row[field] != counted:
            yield Discrepancy(kind="comment", pk=row["pk"], field=field, stored=int(row[field]), counted=int(counted))


def _differences_of_discussion(row: Row) -> Iterator[Discrepancy]:
    if row["comment_count"] != row["counted_comments"]:
        yield Discrepancy(
            kind="discussion",
            pk=row["pk"],
            field="comment_count",
            stored=row["comment_count"],
            counted=row["counted_comments"],
        )


def _differences_of_stance(row: Row) -> Iterator[Discrepancy]:
    if row["count"] != row["counted"]:
        yield Discrepancy(kind="stance", pk=row["pk"], field="count", stored=row["count"], counted=row["counted"])


@transaction.atomic
def _repair_comment(comment_id: int, discussion_id: int) -> list[Discrepancy]:
    """Put a comment right, and whatever above it changes with its place."""
    Discussion.objects.select_for_update(no_key=True).get(pk=discussion_id)
    repaired: list[Discrepancy] = []
    next_id: int | None = comment_id
    while next_id is not None:
        row = next(iter(_counted_comments(Q(pk=next_id))))
        differences = list(_differences_of_comment(row))
        Comment.objects.filter(pk=next_id).update(**{found.field: found.counted for found in differences})
        repaired.extend(differences)
        moved = any(found.field == "in_thread" for found in differences)
        next_id = row["parent_id"] if moved else None
    touch_discussion(discussion_id=discussion_id)
    return repaired


@transaction.atomic
def _repair_discussion(discussion_id: int) -> list[Discrepancy]:
    Discussion.objects.select_for_update(no_key=True).get(pk=discussion_id)
    differences = list(_differences_of_discussion(next(iter(_counted_discussions(Q(pk=discussion_id))))))
    touch_discussion(discussion_id=discussion_id, comments=sum(found.counted - found.stored for found in differences))
    return differences


@transaction.atomic
def _repair_stance(stance_id: int) -> list[Discrepancy]:
    """No page says how readers split, so none changes."""
    Discussion.objects.select_for_update(no_key=True).get(prompt__stances=stance_id)
    differences = list(_differences_of_stance(next(iter(_counted_stances(Q(pk=stance_id))))))
    Stance.objects.filter(pk=stance_id).update(**{found.field: found.counted for found in differences})
    return differences
