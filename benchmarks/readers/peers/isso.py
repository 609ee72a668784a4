"""Isso as its documentation sets it up: one SQLite file, gunicorn, one worker. Runs in the peers' own environment."""

import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.readers.forest import Planted

PAGE = "/quay"

_SETTINGS = """
[general]
dbpath = {database}
host = http://127.0.0.1:{port}/
log-file =
[moderation]
enabled = false
[guard]
enabled = false
[server]
listen = http://127.0.0.1:{port}
[hash]
salt = benchmark
"""


def prepare(folder: Path, port: int) -> tuple[Path, Path]:
    """Write its settings; returns them and where its database will be."""
    database, settings = folder / "isso.sqlite3", folder / "isso.cfg"
    settings.write_text(_SETTINGS.format(database=database, port=port), encoding="utf-8")
    return settings, database


def command(python: str, port: int) -> list[str]:
    """One process that serves it; ISSO_SETTINGS names the settings."""
    return [
        python,
        "-m",
        "gunicorn",
        "isso.run",
        "--workers",
        "1",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]


def fill(database: Path, forest: Iterable[Planted], *, page: str = PAGE) -> None:
    """Store the forest as Isso does: replies hang on the root, whatever they answer."""
    with sqlite3.connect(database) as connection:
        thread = connection.execute("INSERT INTO threads (uri, title) VALUES (?, ?)", (page, "The quay")).lastrowid
        first = (connection.execute("SELECT max(id) FROM comments").fetchone()[0] or 0) + 1
        voters = bytes(256)
        connection.executemany(
            "INSERT INTO comments (tid, id, parent, created, mode, remote_addr, text, author, voters)"
            " VALUES (?, ?, ?, ?, 1, '192.0.2.0', ?, ?, ?)",
            (
                (
                    thread,
                    first + planted.number,
                    first + planted.root if planted.parent is not None else None,
                    1_700_000_000.0 + 2 * planted.number,
                    planted.text,
                    planted.name,
                    voters,
                )
                for planted in forest
            ),
        )
    connection.close()
    print(f"{database.name}: filled", file=sys.stderr)
