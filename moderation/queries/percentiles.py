"""Percentiles that the database finds: PostgreSQL by a function of its own, SQLite by numbering the sorted rows, and it
hands over at most two of them for each.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.db import connections
from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber

MEDIAN, P95 = 50, 95

Percentiles = tuple[float, ...]

_DIGITS = 6
"""Behind the point: what two ways of reckoning have in common."""


class _Percentile(Aggregate):
    """The value below which a share of the rows lies."""

    name = "Percentile"
    template = "PERCENTILE_CONT(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: str, *, share: int) -> None:
        super().__init__(expression, output_field=FloatField(), share=repr(share / 100))


def find_percentiles(
    rows: QuerySet[Any], *, value: str, by: str | None = None, shares: Sequence[int] = (MEDIAN, P95)
) -> Mapping[Hashable, Percentiles]:
    """The percentiles of a column in each group of rows, in one query; without ``by`` all are the group ``None``.

    Between two rows the value lies where a straight line has it, as spreadsheets have it: both databases tell the same.
    """
    ask = _ask if connections[rows.db].vendor == "postgresql" else _rank
    found = ask(rows.order_by(), value, by, shares)
    return {key: tuple(round(number, _DIGITS) for number in numbers) for key, numbers in found}


def _ask(
    rows: QuerySet[Any], value: str, by: str | None, shares: Sequence[int]
) -> Iterable[tuple[Hashable, Percentiles]]:
    wanted = {f"share_{share}": _Percentile(value, share=share) for share in shares}
    grouped = rows.annotate(group=F(by) if by else Value(1)).values("group").annotate(**wanted)
    for group, *numbers in grouped.values_list("group", *wanted):
        if None not in numbers:
            yield group if by else None, tuple(numbers)


def _rank(
    rows: QuerySet[Any], value: str, by: str | None, shares: Sequence[int]
) -> Iterable[tuple[Hashable, Percentiles]]:
    groups = [F(by)] if by else None
    ranked = rows.annotate(
        rank=Window(RowNumber(), partition_by=groups, order_by=value),
        size=Window(Count("pk"), partition_by=groups),
    )
    near = Q()
    for share in shares:
        # In whole numbers: the place sought is ``share / 100 * (size - 1)``, counted from 0.
        name = f"off_{share}"
        ranked = ranked.annotate(**{name: 100 * (F("rank") - 1) - share * (F("size") - 1)})
        near |= Q(**{f"{name}__gt": -100, f"{name}__lt": 100})
    columns = ("rank", "size", value, *((by,) if by else ()))
    found: dict[Hashable, dict[int, float]] = defaultdict(dict)
    sizes: dict[Hashable, int] = {}
    for rank, size, number, *group in ranked.filter(near).values_list(*columns):
        key = group[0] if group else None
        found[key][rank - 1] = float(number)
        sizes[key] = size
    for key, numbers in found.items():
        yield key, tuple(_interpolate(numbers, sizes[key], share) for share in shares)


def _interpolate(values: Mapping[int, float], size: int, share: int) -> float:
    place, rest = divmod(share * (size - 1), 100)
    low = values[place]
    return low + (values[place + 1] - low) * rest / 100 if rest else low
