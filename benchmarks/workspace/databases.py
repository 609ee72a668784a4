"""Databases of the benchmark's own: made when it begins, dropped when it ends."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def own_postgres(server: str) -> Iterator[str]:
    """The address of a new database on the server."""
    name = f"afterword_workspace_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def own_sqlite(folder: Path) -> Iterator[str]:
    """The address of a new file in a folder that is the benchmark's own."""
    yield f"sqlite:///{folder / 'workspace.sqlite3'}"


def make_environment(url: str, folder: Path) -> dict[str, str]:
    """The variables of a demo site on that database that touches no other: no spam checker, a broker of files."""
    others = ("AKISMET_", "CELERY_", "CACHE_")
    given = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return {
        **given,
        "AFTERWORD_VAR": str(folder),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "demo.settings",
        "SECRET_KEY": "only-for-this-benchmark-0123456789-0123456789",
    }
