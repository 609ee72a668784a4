"""Adding what was counted to the sums in the database, and deleting those whose time is over."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.utils import timezone

from engagement.conf import get_settings
from engagement.models import PromptTally, Wording

Tally = tuple[int, dt.date, str]
"""Wording, day and kind."""

_BATCH = 1000
"""Rows of one statement: databases take some ten thousand values in one."""


@transaction.atomic
def add_to_tallies(counts: Mapping[Tally, int]) -> int:
    """Add counts to the sums; gives how many events are left out, because there is no such wording.

    One statement adds up to a thousand sums, whoever else is adding to them: the database raises what is there. All
    take their rows in one order, so that no two wait for each other.
    """
    left_out = 0
    keys = sorted(counts)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        there = set(Wording.objects.filter(pk__in={key[0] for key in batch}).values_list("pk", flat=True))
        _add([(*key, counts[key]) for key in batch if key[0] in there])
        left_out += sum(counts[key] for key in batch if key[0] not in there)
    return left_out


def delete_old_tallies(*, now: dt.datetime) -> int:
    """Delete sums of days longer ago than they are kept; gives how many rows that were."""
    first = timezone.localdate(now, timezone.get_default_timezone()) - dt.timedelta(days=get_settings().measure_days)
    return PromptTally.objects.filter(day__lt=first).delete()[0]


def _add(rows: Sequence[tuple[int, dt.date, str, int]]) -> None:
    """One statement. Django's own upsert can only put a value in place of another, not add to it."""
    if not rows:
        return
    table = connection.ops.quote_name(PromptTally._meta.db_table)
    values = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    statement = (
        f"INSERT INTO {table} (wording_id, day, kind, count) VALUES {values} "  # noqa: S608  No word of it is anybody's.
        f"ON CONFLICT (wording_id, day, kind) DO UPDATE SET count = {table}.count + excluded.count"
    )
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in (row[0], adapt(row[1]), *row[2:])])
