"""The form in which what was typed is stored."""

import re

_LINE_ENDING = re.compile(r"\r\n?")
_EMPTY_LINES_AT_START = re.compile(r"\A(?:[ \t]*\n)+")


def normalize(text: str) -> str:
    """Bring a comment's text into the form that is stored: line endings are LF, the edges hold no empty line.

    Leading empty lines and trailing spaces, tabs and line ends go; the first line keeps its indent: it may be code.
    All else survives as typed: no Unicode normalisation, and marks, joiners, controls and other kinds of space stay.
    """
    return _EMPTY_LINES_AT_START.sub("", _LINE_ENDING.sub("\n", text)).rstrip(" \t\n")


def normalize_name(name: str) -> str:
    """Bring an author's name on one line: a run of white space, line ends included, is one space; the edges hold none.

    All else survives as typed. Controls of direction stay too: a name from right to left may need them, and pages
    isolate names (`bdi`, each in a block of its own), so none can reorder or imitate what stands beside it. Use
    `plain_line` where there is no page.
    """
    return " ".join(name.split())
