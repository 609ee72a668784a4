"""Tables for spreadsheets, in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Source: https://owasp.org/www-community/attacks/CSV_Injection"""

_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""

Cell = str | int | float | None


def write_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str) -> HttpResponse:
    """An answer that downloads the table as ``name``."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([guard_cell(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_MARK + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def guard_cell(cell: Cell) -> Cell:
    """The cell, in words that would be a formula with an apostrophe before them; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_BEGINS_FORMULA) else cell
