"""Puts a forest into django-comments-xtd's tables. Takes COUNT; runs in the peers' own environment."""

import datetime as dt
import sys

import django

from benchmarks.readers.forest import Planted, grow

MOST_DEEP = 8


def main() -> int:
    """Make the tables, and fill them as xtd would have left them."""
    django.setup()
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415
    from django.contrib.sites.models import Site  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415
    from django_comments.models import Comment  # noqa: PLC0415
    from django_comments_xtd.models import XtdComment  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    site = Site.objects.get()
    kind = ContentType.objects.get_for_model(Site)
    started = timezone.now() - dt.timedelta(days=30)
    parents: dict[int, Planted] = {}
    orders: dict[int, int] = {}
    rows, links = [], []
    for planted in grow(int(sys.argv[1])):
        parents[planted.number] = planted
        orders[planted.root] = orders.get(planted.root, 0) + 1
        parent = planted.parent
        while parent is not None and parents[parent].depth >= MOST_DEEP:
            parent = parents[parent].parent
        moment = started + dt.timedelta(seconds=2 * planted.number)
        pk, above = planted.number + 1, (planted.number if parent is None else parent) + 1
        level = 0 if parent is None else parents[parent].depth + 1
        rows.append(
            Comment(
                id=pk,
                content_type=kind,
                object_pk=str(site.pk),
                site=site,
                user_name=planted.name,
                comment=planted.text,
                submit_date=moment,
            )
        )
        links.append((pk, planted.root + 1, above, level, orders[planted.root], False, 0))
    Comment.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        # Its rows lie in two tables, which bulk_create refuses.
        cursor.executemany(
            f"INSERT INTO {XtdComment._meta.db_table}"  # noqa: S608
            ' (comment_ptr_id, thread_id, parent_id, level, "order", followup, nested_count)'
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            links,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
