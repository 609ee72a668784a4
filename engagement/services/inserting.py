"""New rows on the way of every comment. Django writes an INSERT anew for each row; here it is written once for a model.

Of ``Model.save`` it leaves out what nothing here rests on: the signals before and after. Who wants to hear of a comment
listens to ``engagement.signals``.
"""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model


def insert(row: Model) -> None:
    """Store a new row, whose number it gets from the database. Its values are values, not expressions."""
    fields, statement = _write(type(row), connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if connection.features.can_return_columns_from_insert:
            row.pk = cursor.fetchone()[0]
        else:
            row.pk = connection.ops.last_insert_id(cursor, row._meta.db_table, "id")
    row._state.adding = False  # noqa: SLF001  As Django's own ``bulk_create`` leaves it.
    row._state.db = connection.alias  # noqa: SLF001


@cache
def _write(model: type[Model], _vendor: str) -> tuple[tuple[Any, ...], str]:
    """The fields of a row but its number, and the statement that takes their values."""
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    return fields, f"{statement} RETURNING id" if connection.features.can_return_columns_from_insert else statement
