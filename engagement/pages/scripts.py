"""The scripts that pages of other sites load, each put together in one file from those that our own pages load.

Our own pages name each script by its hashed address. Other sites' pages name one address that never changes, and what
stands there may not import by name what is hashed; so it brings along what it needs, each part in a block of its own,
without comments and indentation, which are a fifth of their weight.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from engagement.conf import get_settings

_FOLDER = Path(__file__).parents[1] / "static" / "engagement"
_FIRST = ("afterword", "form", "marks", "respect")
"""What a section needs before its first click. But for the first they know nothing of each other, and stand as they
pack best."""

_MORE = ("reading", "places", "live", "own", "preview")
"""What is loaded when the reader comes to the section; the second and third stand on the first."""

_AUTOSTART = re.compile(r"^document\.querySelectorAll\(.+\)\.forEach\(\(root\) => start\(root\)\);$", re.MULTILINE)

_SPACES = re.compile(
    r"""
    (?P<whole> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | `(?:[^`\\]|\\.)*`
             | (?<=[(=,:?&|!\ ]) / (?![/\ ]) (?:[^/\\\[] | \\. | \[(?:[^\]\\]|\\.)*\])+ / )
    | (?P<fixed> \bconst\b )
    | \ +
    """,
    re.VERBOSE,
)
_PARTED = re.compile(r"[\w$#]{2}|[+-]{2}")
"""Characters that need the space between them: two words, or signs that would be another one together."""

_ENDLESS = re.compile(r"(?<=[;{,(])\n|\n(?=[.)}\]])")
"""Ends of lines that the language needs neither after the one nor before the other."""


def embed_script(opening_url: str, session_url: str) -> str:
    """``<afterword-discussion>``, with what is needed before the first click, and what measures, where that is on; the
    addresses are of the readers' API, empty where it has none.
    """
    return _embed_script((*_FIRST, "measure") if get_settings().measure else _FIRST, opening_url, session_url)


@cache
def _embed_script(names: tuple[str, ...], opening_url: str, session_url: str) -> str:
    more = json.dumps(f"embed-more.js?v={stamp_of(more_script())}")
    head = f"const MORE={more},OPENING={json.dumps(opening_url)},SESSION={json.dumps(session_url)},parts=[];"
    return "\n".join((head, *map(_part, names), _block(_read("reader") + _read("embed")), ""))


@cache
def more_script() -> str:
    """What ``<afterword-discussion>`` loads when the reader comes to it."""
    return "\n".join(("export const parts=[];", *map(_part, _MORE), ""))


@cache
def count_script(counts_url: str) -> str:
    """``<afterword-count>``, which asks at that address."""
    return "\n".join((f"const COUNTS={json.dumps(counts_url)};", _press(_read("count")), ""))


@cache
def stamp_of(script: str) -> str:
    """What changes with the script."""
    return hashlib.blake2b(script.encode(), digest_size=9).hexdigest()


def _part(name: str) -> str:
    """A script that starts nothing by itself, but leaves its start among the parts."""
    source = _AUTOSTART.sub("parts.push(start);", _read(name))
    return _block(source.replace("export function start(", "function start("))


def _block(source: str) -> str:
    return f"{{\n{_press(source)}\n}}"


def _read(name: str) -> str:
    return (_FOLDER / f"{name}.js").read_text(encoding="utf-8")


def _press(source: str) -> str:
    """A script without comment lines and what space it does not need. No template of ours goes over several lines."""
    lines = (line.strip() for line in source.splitlines())
    return _ENDLESS.sub("", "\n".join(squeeze(line) for line in lines if line and not line.startswith("//")))


def squeeze(line: str) -> str:
    """A line without the spaces that the language does not need, and with ``let`` for ``const``, which is shorter; what
    is quoted, and patterns, stay as they are.
    """

    def stays(found: re.Match[str]) -> str:
        if found["whole"]:
            return found["whole"]
        if found["fixed"]:
            return "let"
        around = line[found.start() - 1] + line[found.end()]
        return " " if _PARTED.fullmatch(around) else ""

    return _SPACES.sub(stays, line)
