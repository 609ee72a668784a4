"""Whether a comment was stored before, asked for every one that comes in, and so written out.

Django would take ten times as long to write the question as the database to answer it.
"""

import datetime as dt

from django.db import connection

from engagement.models import Comment


def find_stored(*, key: str, earlier: str, since: dt.datetime) -> int | None:
    """The number of the comment stored under ``key``, or after ``since`` under the ``earlier`` one; none where none."""
    table = connection.ops.quote_name(Comment._meta.db_table)
    question = (
        f"SELECT id FROM {table} WHERE idempotency_key = %s"  # noqa: S608
        " OR (idempotency_key = %s AND created_at > %s) ORDER BY id LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [key, earlier, connection.ops.adapt_datetimefield_value(since)])
        found = cursor.fetchone()
    return found[0] if found else None
