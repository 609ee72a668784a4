"""Statements that Django writes once: the few that run for every comment that is screened, and for every page.

Django writes a statement anew each time, which costs two to four times what asking the database does (measured in
``benchmarks/screening``). Here it is written as always, the first time, with marks in the place of the values that
differ; afterwards the values alone are handed over.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import UpdateQuery
from django.db.transaction import TransactionManagementError

_Row = TypeVar("_Row", bound=Model)

_MARKS: Mapping[type, Callable[[int], Any]] = {
    int: lambda place: 1_913_004_000 + place,
    str: lambda place: f"\ue000{place}\ue000",
    dt.datetime: lambda place: dt.datetime(1913, 4, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=place),
}
"""By the kind of a value: what stands in the place of one while a statement is written, and nowhere else."""

_LEAST, _LARGEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class _Parameter:
    """What a statement wants in one place."""

    place: int | None
    """Which of the values; None: always the same."""
    always: Any
    """That one."""
    cast: Callable[[Any], Any] | None
    """What the database's driver wants the value wrapped in."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement as it was written for one database."""

    sql: str
    parameters: Sequence[_Parameter]
    converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]] = field(default_factory=dict)
    """By column: what makes of the database's value the field's."""
    names: Sequence[str] = ()
    """The attributes of an object of the model that the first columns hold."""
    annotations: Sequence[str] = ()
    """What the columns behind them are called."""

    def fill_in(self, values: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        given = [_adapt(value, connection) for value in values]
        return [
            each.always if each.place is None else each.cast(given[each.place]) if each.cast else given[each.place]
            for each in self.parameters
        ]


class Question(Generic[_Row]):
    """A question, written once for each database: ``write`` returns it as a query, given its values."""

    def __init__(self, write: Callable[..., QuerySet[_Row, Any]], *kinds: type) -> None:
        """Take how it is written, and what the values are: ``int``, ``str`` or ``datetime``."""
        self._write = write
        self._kinds = kinds
        self._written: dict[str, _Statement] = {}

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """The answer's rows, as ``values_list`` gives them."""
        return self._ask(values)[1]

    def first(self, *values: Any) -> _Row | None:
        """The first of the answer's objects; none where there is none."""
        return next(iter(self.objects(*values)), None)

    def objects(self, *values: Any) -> list[_Row]:
        """The answer's rows as objects of the model; the question must ask for all of its fields."""
        statement, rows = self._ask(values)
        using = self._find_database()
        objects = []
        width = len(statement.names)
        for row in rows:
            made = self._asked.model.from_db(using, statement.names, row[:width])
            for name, value in zip(statement.annotations, row[width:], strict=True):
                setattr(made, name, value)
            objects.append(made)
        return objects

    def part(self, *values: Any) -> tuple[str, list[Any]]:
        """The question with its values, to stand within another one to the same database."""
        using = self._find_database()
        statement = self._written_for(using)
        return statement.sql, statement.fill_in(values, connections[using])

    def _ask(self, values: Sequence[Any]) -> tuple[_Statement, list[tuple[Any, ...]]]:
        using = self._find_database()
        connection = connections[using]
        statement = self._written_for(using)
        if self._locks and not connection.in_atomic_block:
            # Django says so itself, though only while it writes: a lock without a transaction is gone at once.
            message = "A lock needs a transaction."
            raise TransactionManagementError(message)
        if not _fit(values):
            return statement, []
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.fill_in(values, connection))
            rows = cursor.fetchall()
        if statement.converters:
            rows = [_convert(row, statement, connection) for row in rows]
        return statement, rows

    @cached_property
    def _asked(self) -> QuerySet[_Row, Any]:
        return self._write(*_mark(self._kinds))

    @cached_property
    def _locks(self) -> bool:
        return bool(self._asked.query.select_for_update)

    def _written_for(self, using: str) -> _Statement:
        return self._written.get(using) or self._written.setdefault(using, self._put_down(using))

    def _find_database(self) -> str:
        return str((router.db_for_write if self._locks else router.db_for_read)(self._asked.model))

    def _put_down(self, using: str) -> _Statement:
        query = self._asked.using(using).query
        compiler = query.get_compiler(using)
        sql, parameters = compiler.as_sql()
        return _Statement(
            sql=str(sql),
            parameters=_find_places(parameters, _mark(self._kinds), connections[using]),
            converters=compiler.get_converters([column[0] for column in compiler.select]),
            names=tuple(column.attname for column in self._asked.model._meta.concrete_fields),
            annotations=tuple(query.annotation_select),
        )


class Change:
    """A change of rows, written once for each database: ``write`` returns which and to what, given its values."""

    def __init__(self, write: Callable[..., tuple[QuerySet[Any, Any], Mapping[str, Any]]], *kinds: type) -> None:
        """Take how it is written, and what the values are: ``int``, ``str`` or ``datetime``."""
        self._write = write
        self._kinds = kinds
        self._written: dict[str, _Statement] = {}

    def make(self, *values: Any) -> int:
        """Make the change; returns how many rows it found."""
        using = str(router.db_for_write(self._wanted[0].model))
        connection = connections[using]
        statement = self._written.get(using) or self._written.setdefault(using, self._put_down(using))
        if not _fit(values):
            return 0
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.fill_in(values, connection))
            return int(cursor.rowcount)

    def _put_down(self, using: str) -> _Statement:
        rows, values = self._wanted
        query: Any = rows.using(using).order_by().query.chain(UpdateQuery)
        query.add_update_values(dict(values))
        sql, parameters = query.get_compiler(using).as_sql()
        return _Statement(sql=str(sql), parameters=_find_places(parameters, _mark(self._kinds), connections[using]))

    @cached_property
    def _wanted(self) -> tuple[QuerySet[Any, Any], Mapping[str, Any]]:
        return self._write(*_mark(self._kinds))


def store(rows: Sequence[Model]) -> None:
    """Store new rows of one model in one statement, and give them their numbers.

    As ``bulk_create`` does it, without a transaction of its own: neither ``save`` nor its signals are called.
    """
    if not rows:
        return
    model = type(rows[0])
    using = str(router.db_for_write(model))
    connection = connections[using]
    columns, sql = _write_insert(using, model, len(rows))
    values = [column.get_db_prep_save(column.pre_save(row, True), connection) for row in rows for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding = False  # noqa: SLF001  as the manager itself marks what it has stored
        row._state.db = using  # noqa: SLF001


@cache
def _write_insert(using: str, model: type[Model], count: int) -> "tuple[tuple[Field[Any, Any], ...], str]":
    """The columns in their order, and the statement."""
    quote: Callable[[Any], str] = connections[using].ops.quote_name
    columns = tuple(column for column in model._meta.concrete_fields if not column.primary_key)
    names = ", ".join(quote(column.column) for column in columns)
    row = f"({', '.join(['%s'] * len(columns))})"
    table, number = quote(model._meta.db_table), quote(model._meta.pk.column)
    rows = ", ".join([row] * count)
    return columns, f"INSERT INTO {table} ({names}) VALUES {rows} RETURNING {number}"  # noqa: S608


def _mark(kinds: Sequence[type]) -> list[Any]:
    return [_MARKS[kind](place) for place, kind in enumerate(kinds)]


def _fit(values: Sequence[Any]) -> bool:
    """Whether the database can take the whole numbers among them; Django asks it nothing about others either."""
    return all(_LEAST <= value <= _LARGEST for value in values if isinstance(value, int))


def _adapt(value: Any, connection: BaseDatabaseWrapper) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value


def _convert(row: Sequence[Any], statement: _Statement, connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
    values = list(row)
    for column, (converters, expression) in statement.converters.items():
        for convert in converters:
            values[column] = convert(values[column], expression, connection)
    return tuple(values)


def _find_places(
    parameters: Sequence[Any], marks: Sequence[Any], connection: BaseDatabaseWrapper
) -> tuple[_Parameter, ...]:
    """Where which value goes. A driver may know a whole number by its size, which Django then says by a type."""
    adapted = [_adapt(mark, connection) for mark in marks]
    found = []
    for parameter in parameters:
        place = adapted.index(parameter) if parameter in adapted else None
        cast = None if place is None or type(parameter) is type(adapted[place]) else type(parameter)
        found.append(_Parameter(place=place, always=parameter, cast=cast))
    missing = set(range(len(marks))) - {parameter.place for parameter in found}
    if missing:
        message = f"The statement has no place for its values {sorted(missing)}."
        raise ValueError(message)
    return tuple(found)
