"""Cut HTML source into tags and the text between them, each with its place in the source.

Not lxml: libxml2 hands back an empty document once a few hundred elements nest, knows no source offsets, and writes
anew the markup that it was only asked to read, while lifting a sentence out of a publisher's body must leave every
other character as it was. The scan reads tags as the HTML standard's tokenizer does
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization) and builds no tree. Its patterns are possessive, so
that it goes over its input once, whatever that is.
"""

import html
import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

UNSEEN = frozenset(
    {"audio", "button", "canvas", "head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg"}
    | {"template", "textarea", "title", "video"}
)
"""Elements whose content is no text of the article."""

MEDIA = frozenset({"audio", "canvas", "embed", "iframe", "img", "input", "math", "object", "picture", "svg", "video"})
"""Elements that show something without holding text."""

_CONSTRUCT = re.compile(
    r"<(?:(?P<slash>/?)(?P<name>[A-Za-z][^\s/>]*+)"
    r"(?P<attributes>(?:[^=>]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)*+)(?P<close>>?)"
    r"|(?P<comment>!--)|[!?/])"
)
_ATTRIBUTE = re.compile(r"([^\s=/>\"']++)\s*+(?:=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+)))?")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};?)")


class Token(Enum):
    """What a piece of source is."""

    TEXT = auto()
    START = auto()
    END = auto()
    COMMENT = auto()


class Piece(NamedTuple):
    """A run of source; `name` is the tag's in lower case, or ""."""

    token: Token
    name: str
    start: int
    end: int
    attributes: str = ""


def scan(source: str, first: int = 0, last: int | None = None) -> Iterator[Piece]:
    """Yield the pieces of the source in order; an unseen element is, with all it holds, one comment of its name."""
    stop = len(source) if last is None else last
    at = first
    unclosed: set[str] = set()
    while match := _CONSTRUCT.search(source, at, stop):
        start, end = match.span()
        if start > at:
            yield Piece(Token.TEXT, "", at, start)
        slash, name, attributes, close, comment = match.groups()
        if name and close:
            piece = Piece(Token.END if slash else Token.START, name.lower(), start, end, attributes)
        else:
            end = stop if name else _end_of_comment(source, start, stop, "-->" if comment else ">")
            piece = Piece(Token.COMMENT, "", start, end)
        if piece.name in UNSEEN and not slash and piece.name not in unclosed:
            closed_at = _end_of_element(source, piece, stop)
            if closed_at > end:
                piece = Piece(Token.COMMENT, piece.name, start, closed_at)
            else:
                unclosed.add(piece.name)
        yield piece
        at = piece.end
    if at < stop:
        yield Piece(Token.TEXT, "", at, stop)


def _end_of_comment(source: str, start: int, stop: int, closer: str) -> int:
    """Tell where a comment or declaration ends; what never closes takes all that is left, as it does in a browser."""
    found = source.find(closer, start + 2, stop)
    return stop if found < 0 else found + len(closer)


def _end_of_element(source: str, piece: Piece, stop: int) -> int:
    if piece.attributes.endswith("/"):
        return -1
    closing = re.compile(rf"</{piece.name}(?=[\s/>])", re.IGNORECASE).search(source, piece.end, stop)
    return source.find(">", closing.end(), stop) + 1 if closing else -1


def read_attributes(attributes: str) -> dict[str, str]:
    """Read a tag's attributes, names in lower case, the first of a name winning."""
    values: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        value = match[2] or match[3] or match[4] or ""
        values.setdefault(match[1].lower(), html.unescape(value))
    return values


def decode(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield text with character references resolved, each run with the source range that it stands for."""
    at = start
    for match in _REFERENCE.finditer(source, start, end):
        character = html.unescape(match[0])
        if character == match[0]:
            continue
        if match.start() > at:
            yield source[at : match.start()], at, match.start()
        yield character, match.start(), match.end()
        at = match.end()
    if at < end:
        yield source[at:end], at, end
