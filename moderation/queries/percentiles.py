"""Percentiles that the database finds: it sorts, and hands over at most two rows for each."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

MEDIAN, P95 = 50, 95

Percentiles = tuple[float, ...]


def find_percentiles(
    rows: QuerySet[Any], *, value: str, by: str | None = None, shares: Sequence[int] = (MEDIAN, P95)
) -> Mapping[Hashable, Percentiles]:
    """The percentiles of a column in each group of rows, in one query; without ``by`` all are the group ``None``.

    Between two rows the value lies where a straight line has it, as PostgreSQL's ``percentile_cont`` and spreadsheets
    have it. That function itself is not asked, because SQLite has none: so both databases tell the same.
    """
    groups = [F(by)] if by else None
    ranked = rows.order_by().annotate(
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
    return {key: tuple(_interpolate(found[key], sizes[key], share) for share in shares) for key in found}


def _interpolate(values: Mapping[int, float], size: int, share: int) -> float:
    place, rest = divmod(share * (size - 1), 100)
    low = values[place]
    return low + (values[place + 1] - low) * rest / 100 if rest else low
