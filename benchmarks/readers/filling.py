"""Puts a forest into a database in bulk, as publication would have left it.

``python -m benchmarks.readers.filling 10000 busy KEY``; the shape may be ``chain`` too.
"""

import datetime as dt
import sys
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.readers.forest import Planted, grow, grow_chain

if TYPE_CHECKING:
    from engagement.api import Comment, Discussion

CHUNK = 5_000


def plant(shape: str, count: int) -> Iterable[Planted]:
    """A forest of that shape, or one chain of replies."""
    return grow_chain(count) if shape == "chain" else grow(count, shape=shape)


def fill(discussion: "Discussion", forest: Iterable[Planted]) -> int:
    """Store the forest as published comments of the discussion; returns how many they are."""
    from django.utils import timezone  # noqa: PLC0415

    from engagement.api import Comment  # noqa: PLC0415

    first = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    started = timezone.now() - dt.timedelta(days=30)
    planted = iter(forest)
    places: dict[int, int] = {}
    children: dict[int, int] = {}
    count = 0
    while chunk := list(islice(planted, CHUNK)):
        rows = []
        for item in chunk:
            if item.parent is not None:
                places[item.root] = places.get(item.root, 0) + 1
                children[item.parent] = children.get(item.parent, 0) + 1
            rows.append(_row(item, discussion, first, started, places))
        Comment.objects.bulk_create(rows)
        count += len(rows)
    _settle(discussion, first, places, children, count)
    return count


def copy(discussion: "Discussion", source: "Discussion", times: int) -> None:
    """Store the forest of another discussion so many times over, by the database alone: a fraction of the time."""
    from django.db import connection  # noqa: PLC0415
    from django.db.models import Max, Min  # noqa: PLC0415

    from engagement.api import Comment  # noqa: PLC0415

    quote = connection.ops.quote_name
    table = quote(Comment._meta.db_table)
    columns = [str(field.column) for field in Comment._meta.local_concrete_fields]
    shifted = {name: f"{name} + %s" for name in ("id", "parent_id", "root_id")}
    changed = {**shifted, "discussion_id": "%s", "idempotency_key": "'forest:' || (id + %s)"}
    values = ", ".join(changed.get(name, quote(name)) for name in columns)
    statement = (
        f"INSERT INTO {table} ({', '.join(map(quote, columns))})"  # noqa: S608
        f" SELECT {values} FROM {table} WHERE discussion_id = %s ORDER BY id"
    )
    first = Comment.objects.filter(discussion=source).aggregate(first=Min("pk"))["first"]
    for _time in range(times):
        shift = Comment.objects.aggregate(last=Max("pk"))["last"] + 1 - first
        given = [discussion.pk if name == "discussion_id" else shift for name in columns if name in changed]
        with connection.cursor() as cursor:
            cursor.execute(statement, [*given, source.pk])
    _settle(discussion, first, {}, {}, times * source.comment_count)


def _row(
    item: Planted, discussion: "Discussion", first: int, started: dt.datetime, places: dict[int, int]
) -> "Comment":
    from engagement.api import Comment, Visibility  # noqa: PLC0415

    moment = started + dt.timedelta(seconds=2 * item.number)
    is_reply = item.parent is not None
    return Comment(
        pk=first + item.number,
        discussion=discussion,
        parent_id=first + item.parent if item.parent is not None else None,
        root_id=first + item.root if is_reply else None,
        depth=item.depth,
        seq=places[item.root] if is_reply else None,
        in_thread=True,
        visibility=Visibility.PUBLISHED,
        author_name=item.name,
        body=item.text,
        html=f"<p>{item.text}</p>",
        render_version=1,
        idempotency_key=f"forest:{first + item.number}",
        created_at=moment,
        published_at=moment,
    )


def _settle(discussion: "Discussion", first: int, places: dict[int, int], children: dict[int, int], count: int) -> None:
    """Write what is counted beside the rows, and let the database look at what it holds."""
    from django.db import connection  # noqa: PLC0415
    from django.db.models import F  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from engagement.api import Comment, Discussion  # noqa: PLC0415

    _write_counts(Comment, "child_count", {first + number: made for number, made in children.items()})
    for field in ("reply_count", "last_seq"):
        _write_counts(Comment, field, {first + number: made for number, made in places.items()})
    Discussion.objects.filter(pk=discussion.pk).update(
        comment_count=F("comment_count") + count, version=F("version") + 1, changed_at=timezone.now()
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            last = Comment.objects.order_by("-pk").values_list("pk", flat=True)[0]
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [Comment._meta.db_table, last])
        cursor.execute("ANALYZE")


def _write_counts(model: "type[Comment]", field: str, values: dict[int, int]) -> None:
    """One statement for all rows of one value, in pieces that every database takes."""
    by_value: dict[int, list[int]] = {}
    for pk, value in values.items():
        by_value.setdefault(value, []).append(pk)
    for value, ids in by_value.items():
        for start in range(0, len(ids), CHUNK):
            model.objects.filter(pk__in=ids[start : start + CHUNK]).update(**{field: value})


def main() -> int:
    """Fill the discussion of that key in the database of the settings in force."""
    import django  # noqa: PLC0415

    django.setup()
    from engagement.api import Discussion  # noqa: PLC0415

    count, shape, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    discussion, _created = Discussion.objects.get_or_create(key=key, defaults={"title": key})
    print(fill(discussion, plant(shape, count)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
