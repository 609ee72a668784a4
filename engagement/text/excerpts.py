"""Plain text from Markdown, for where a comment is only pointed at."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it.token import Token

from engagement.text.characters import FORBIDDEN, plain_line
from engagement.text.rendering import PARSER

_ELLIPSIS = "…"
_JOINER = "\u200d"


_KEPT = 1024
"""Excerpts that a process remembers: lists are drawn anew with nearly the same comments, and parsing is dear."""


@lru_cache(maxsize=_KEPT)
def excerpt(source: str, *, length: int) -> str:
    """Give the first `length` (at least 1) characters of what a reader sees, on one line; `…` stands for a rest.

    It is plain text without markup: escape it, and isolate it with `bdi` where it stands beside other words. It is cut
    between words where one ends in the last third, and never between a letter and its marks.
    """
    return shorten("".join(_spoken(PARSER.parse(FORBIDDEN.sub("\ufffd", source)))), length=length)


def shorten(text: str, *, length: int) -> str:
    """Give the first `length` (at least 1) characters of plain text on one line, cut as `excerpt` cuts."""
    words = plain_line(text)
    if len(words) <= length:
        return words
    end = _whole_characters(words, length - len(_ELLIPSIS))
    space = words.rfind(" ", 0, end + 1)
    if space >= end * 2 // 3:
        end = space
    return words[:end].rstrip() + _ELLIPSIS


def _spoken(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children is not None:
            yield from _spoken(token.children)
            yield " "
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        else:
            yield token.content


def _whole_characters(text: str, end: int) -> int:
    """Move an end back until it parts no letter from its marks and no joined emoji."""
    while 0 < end < len(text) and (
        unicodedata.category(text[end]) in {"Mn", "Me", "Mc", "Sk"} or _JOINER in {text[end], text[end - 1]}
    ):
        end -= 1
    return max(end, 0)
