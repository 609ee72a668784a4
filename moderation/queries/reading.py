"""A promise that nothing is written, kept by the connections themselves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections


class WouldWrite(RuntimeError):
    """Something was about to write where only reading was promised."""


@contextmanager
def reading_only() -> Iterator[None]:
    """Let nothing but ``SELECT`` reach a database: WouldWrite before anything else does.

    No transaction is opened for it: on SQLite that may take the lock on writing, and would keep readers from commenting
    for as long as it lasts.
    """
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_refuse_writes))
        yield


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not sql.lstrip("( \n").upper().startswith("SELECT"):
        raise WouldWrite(sql.split(maxsplit=1)[0])
    return execute(sql, params, many, context)
