"""Two at once, for real: threads with connections of their own, on PostgreSQL and on a SQLite file alike."""

import sqlite3
import threading
from contextlib import contextmanager

from django.db import connection, connections


def run_at_once(*functions):
    """Run functions at once, each in a thread with a connection of its own; gives what each returned or raised."""
    start = threading.Barrier(len(functions), timeout=30)
    outcomes = [None] * len(functions)

    def run(place, function):
        try:
            start.wait()
            outcomes[place] = function()
        except Exception as error:  # noqa: BLE001 - the test judges it
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


@contextmanager
def shared_database(folder):
    """Let threads share the test's database: SQLite in memory knows no two connections, so it moves into a file."""
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "race.sqlite3"
    in_memory = connections["default"]
    in_memory.ensure_connection()
    copy = sqlite3.connect(path)
    in_memory.connection.backup(copy)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    before = connections.settings["default"]
    options = {**before["OPTIONS"], "transaction_mode": "IMMEDIATE", "timeout": 30}
    connections.settings["default"] = {**before, "NAME": str(path), "OPTIONS": options}
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = in_memory
