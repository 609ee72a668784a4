"""What each group earned, as a table that is ordered by any of its columns, fifty rows a page."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from engagement.queries.earned import Earned, Grouping
from engagement.queries.earned_names import Named, name_groups
from engagement.web.editors.columns import COLUMNS, FILE_HEADS, file_cells
from engagement.web.editors.csvs import Cell
from engagement.web.editors.wishes import Wish
from engagement.web.editors.words import Shown

_ROWS = 50

GROUPINGS: Mapping[Grouping, str | Promise] = {
    Grouping.PROMPT: gettext_lazy("Prompt"),
    Grouping.WORDING: gettext_lazy("Wording"),
    Grouping.SECTION: gettext_lazy("Section"),
    Grouping.SOURCE: gettext_lazy("Source"),
    Grouping.STYLE: gettext_lazy("Style"),
}
"""By what earnings are told apart, and what the first column is then called."""

_NAMELESS: Mapping[Grouping, str | Promise] = {
    Grouping.SECTION: gettext_lazy("in no section"),
    Grouping.STYLE: gettext_lazy("not known"),
}

Row = tuple[Hashable, Earned]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column's head: a link that orders by it, or the other way where that is done already."""

    words: str | Promise
    query: str
    order: str
    """``ascending`` or ``descending`` where the table is ordered by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One group."""

    named: Named
    cells: Sequence[Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One page of the table."""

    heads: Sequence[Head]
    rows: Sequence[TableRow]
    page: Page[Row]
    """Which page that is, of how many."""
    before: str
    """The query of the page before; empty where there is none."""
    after: str


def make_table(earned: Mapping[Hashable, Earned], wish: Wish) -> Table:
    """The page that is wished for, or the last where there are not so many."""
    page = Paginator(_order(earned, wish.sort), _ROWS).get_page(wish.page)
    names = name_groups(wish.by, [group for group, _earned in page])
    return Table(
        heads=[_head(name, words, wish) for name, words in _heads(wish)],
        rows=[
            TableRow(named=_named(wish.by, names, group), cells=[column.show(each) for column in COLUMNS.values()])
            for group, each in page
        ],
        page=page,
        before=wish.query(page=page.previous_page_number()) if page.has_previous() else "",
        after=wish.query(page=page.next_page_number()) if page.has_next() else "",
    )


def make_file(earned: Mapping[Hashable, Earned], wish: Wish) -> tuple[Sequence[str], list[list[Cell]]]:
    """The heads and all rows, in the same order."""
    ordered = _order(earned, wish.sort)
    names = name_groups(wish.by, [group for group, _earned in ordered])
    if wish.by in {Grouping.SECTION, Grouping.SOURCE, Grouping.STYLE}:
        return (wish.by.value, *FILE_HEADS), [[str(group), *file_cells(each)] for group, each in ordered]
    rows: list[list[Cell]] = []
    for group, each in ordered:
        named = _named(wish.by, names, group)
        place: list[Cell] = [int(str(group)), named.words, named.discussion_key, named.title, named.section]
        rows.append([*place, *file_cells(each)])
    return (wish.by.value, "question", "discussion", "title", "section", *FILE_HEADS), rows


def _heads(wish: Wish) -> list[tuple[str, str | Promise]]:
    return [("name", GROUPINGS[wish.by]), *((name, column.head) for name, column in COLUMNS.items())]


def _head(name: str, words: str | Promise, wish: Wish) -> Head:
    falling, rising = f"-{name}", name
    order = {falling: "descending", rising: "ascending"}.get(wish.sort, "")
    return Head(words=words, query=wish.query(sort=rising if order == "descending" else falling), order=order)


def _order(earned: Mapping[Hashable, Earned], sort: str) -> list[Row]:
    """By a column, those without a number there at the end; among equals the newest first, or by the alphabet."""
    falling, name = sort.startswith("-"), sort.removeprefix("-")
    rows = sorted(earned.items(), key=_by_group, reverse=True)
    if name == "name":
        return rows if falling else rows[::-1]
    value = COLUMNS[name].value
    known = [(group, each) for group, each in rows if value(each) is not None]
    unknown = [(group, each) for group, each in rows if value(each) is None]
    known.sort(key=lambda row: value(row[1]) or 0.0, reverse=falling)
    return known + unknown


def _by_group(row: Row) -> tuple[int, str]:
    """Numbers by their size, words by the alphabet."""
    group = row[0]
    return (group, "") if isinstance(group, int) else (0, str(group))


def _named(by: Grouping, names: Mapping[Hashable, Named], group: Hashable) -> Named:
    """The group's name; of what has none, words that say so."""
    named = names.get(group) or Named(words=str(group))
    return named if named.words or by not in _NAMELESS else Named(words=str(_NAMELESS[by]))
