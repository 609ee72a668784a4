"""Compares what is stored with what was typed."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.hostile.posting import Posted
from tests.stack import DemoStack

MODULE = "benchmarks.hostile.state"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """One comment as the database has it."""

    pk: int
    body: str
    author_name: str


def call(stack: DemoStack, name: str) -> str:
    """Run a function of ``state`` on the demo's rows and return the last line that it printed."""
    printed = stack.manage("shell", "--verbosity", "0", "-c", f"from {MODULE} import {name}; {name}()")
    return printed.strip().splitlines()[-1]


def read_stored(stack: DemoStack) -> dict[str, Stored]:
    """Every comment of ours by its key."""
    rows = json.loads(call(stack, "dump"))
    return {key: Stored(pk=pk, body=body, author_name=name) for key, (pk, body, name) in rows.items()}


def find_lost(posts: Iterable[Posted], stored: dict[str, Stored]) -> Iterator[str]:
    """Name the payloads that were accepted and are not stored as typed, and those stored though refused."""
    for post in posts:
        row = stored.get(post.key)
        if (row is not None) != (post.status == 303):
            yield f"{post.key}: answered {post.status}, and {'stored' if row else 'not stored'}"
        elif row is not None and getattr(row, post.field) != as_typed(post.field, post.payload.text):
            yield f"{post.key}: stored otherwise"


def as_typed(field: str, text: str | None) -> str | None:
    """The text with line endings normalised, without empty lines at its edges; a name on one line."""
    if text is None:
        return None
    if field == "author_name":
        return " ".join(text.split())
    lines = re.split("\r\n|\r|\n", text)
    while lines and not lines[0].strip(" \t"):
        del lines[0]
    return "\n".join(lines).rstrip(" \t\n")
