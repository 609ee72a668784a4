"""Transactions of services that are called by other services."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def joins_transaction(service: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Run a service in its caller's transaction, or in one of its own where none is open.

    No savepoint is made: on the way of every comment two statements each are worth saving. It is for services that
    refuse before their first write, so that there is nothing to take back to a savepoint.
    """

    @wraps(service)
    def joined(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        if connection.in_atomic_block:
            return service(*args, **kwargs)
        with transaction.atomic():
            return service(*args, **kwargs)

    return joined
