"""Cut ranges of text out of HTML source, with the tags and elements that they leave empty."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from engagement.prompts.markup import MEDIA, Piece, Token, decode, scan
from engagement.prompts.sentences import clean

Range = tuple[int, int]

_BREAKS_BEFORE = re.compile(r"(?:\s|<br\s*+/?>|&nbsp;)+\Z", re.IGNORECASE)
_LOOK_BACK = 200
_LEFT_STANDING = frozenset({"article", "body", "html", "main", "td", "th"})
_CLOSED_BY_BLOCKS = frozenset({"dd", "dt", "li", "p"})
_BLOCKS = frozenset(
    {
        "article",
        "aside",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
    }
    | {"h6", "li", "ol", "p", "pre", "section", "table", "ul"}
)
_VOID = frozenset({"br", "hr", "wbr"})


def merge(ranges: Iterable[Range]) -> list[Range]:
    """Put ranges in order, those that touch or overlap made one."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def without(source: str, ranges: Iterable[Range]) -> str:
    """Return the source without the ranges."""
    parts = []
    at = 0
    for start, end in merge(ranges):
        parts.append(source[at:start])
        at = end
    return "".join([*parts, source[at:]])


def cut_html(source: str, finds: Iterable[tuple[Range, bool]]) -> str:
    """Cut text out of HTML; each find is its range and whether it takes a whole block.

    All that is left of the source stays as it is, save the elements, and the block editor's comments, that now hold
    nothing.
    """
    pieces = list(scan(source))
    starts = [piece.start for piece in pieces]
    cuts: list[Range] = []
    for (start, end), is_whole_block in finds:
        breaks = _BREAKS_BEFORE.search(source, max(0, start - _LOOK_BACK), start) if is_whole_block else None
        first = breaks.start() if breaks and "<" in breaks[0] else start
        inside = pieces[max(0, bisect_right(starts, first) - 1) : bisect_right(starts, end - 1)]
        cuts.extend(_cut_inside(inside, first, end))
    cuts = merge(cuts)
    emptied = _Emptied(source, cuts)
    for piece in pieces:
        emptied.read(piece)
    outermost = _outermost(emptied.finish())
    kept = _kept_apart(source, pieces, cuts, outermost)
    return without(source, [*cuts, *((found.start, found.end) for found in outermost if found not in kept)])


def _outermost(elements: Iterable["_Element"]) -> list["_Element"]:
    found: list[_Element] = []
    for element in sorted(elements, key=lambda element: (element.start, -element.end)):
        if not found or element.start >= found[-1].end:
            found.append(element)
    return found


def _kept_apart(
    source: str, pieces: Sequence[Piece], cuts: Sequence[Range], emptied: Sequence["_Element"]
) -> list["_Element"]:
    """Choose the empty blocks to leave, since without them loose text before and behind would run together."""
    kept: list[_Element] = []
    coming = list(reversed(emptied))
    last_block: _Element | None = None
    was_loose = False
    for piece in pieces:
        while coming and coming[-1].end <= piece.start:
            coming.pop()
        if coming and piece.start >= coming[-1].start:
            if coming[-1].name in _BLOCKS:
                last_block = coming[-1]
            continue
        if piece.token is Token.TEXT and not _is_left(source, piece, cuts):
            continue
        is_loose = piece.token is not Token.COMMENT and piece.name not in _BLOCKS | _LEFT_STANDING | _VOID
        if last_block and was_loose and is_loose:
            kept.append(last_block)
        last_block, was_loose = None, is_loose
    return kept


def _is_left(source: str, piece: Piece, cuts: Sequence[Range]) -> bool:
    """Tell whether anything of a text shows once the cuts are made."""
    at = piece.start
    for start, end in cuts[max(0, bisect_right(cuts, (at, 0)) - 1) :]:
        if start >= piece.end:
            break
        if end > at:
            if _shows(source, at, start):
                return True
            at = end
    return _shows(source, at, piece.end)


def _shows(source: str, start: int, end: int) -> bool:
    return end > start and bool(clean("".join(text for text, _, _ in decode(source, start, end))))


def _cut_inside(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Range]:
    """Tell what to cut between two places: the text, and the tags that open and close there around nothing else."""
    open_tags: list[Piece] = []
    for piece in pieces:
        if piece.end <= start:
            continue
        if piece.token is Token.TEXT or piece.name == "br":
            yield max(start, piece.start), min(end, piece.end)
        elif piece.name in MEDIA or piece.token is Token.COMMENT:
            open_tags = []
        elif piece.token is Token.START:
            open_tags.append(piece)
        elif open_tags and open_tags[-1].name == piece.name:
            opened = open_tags.pop()
            yield opened.start, opened.end
            yield piece.start, piece.end


@dataclass(slots=True)
class _Element:
    """An element, or a pair of the block editor's comments, whose name is ""; while it is open it has no end."""

    name: str
    start: int
    end: int = 0
    is_cut: bool = False
    holds_more: bool = False


@dataclass(slots=True)
class _Emptied:
    """Find, piece after piece, the elements that the cuts leave without text or pictures."""

    source: str
    cuts: list[Range]
    found: list[_Element] = field(default_factory=list)
    stack: list[_Element] = field(default_factory=lambda: [_Element("body", 0)])
    open_names: dict[str, int] = field(default_factory=dict)

    def read(self, piece: Piece) -> None:
        """Take in the next piece of the source."""
        if piece.token is Token.TEXT:
            self._note_text(piece)
            return
        opens, closes = self._bounds(piece)
        top = self.stack[-1].name
        if opens and piece.name in _BLOCKS and top in _CLOSED_BY_BLOCKS and top in ("p", piece.name):
            self._close(piece.start)
        if piece.name in MEDIA:
            self.stack[-1].holds_more = True
        elif opens:
            self.stack.append(_Element(piece.name, piece.start))
            self.open_names[piece.name] = self.open_names.get(piece.name, 0) + 1
        elif closes and self.open_names.get(piece.name):
            while self.stack[-1].name != piece.name:
                self._close(piece.start)
            self._close(piece.end)

    def finish(self) -> list[_Element]:
        """Close what stands open, and return the elements found."""
        while len(self.stack) > 1:
            self._close(len(self.source))
        return self.found

    def _bounds(self, piece: Piece) -> tuple[bool, bool]:
        """Tell whether a piece opens and whether it closes an element; the block editor's comments do so too."""
        if piece.token is Token.COMMENT:
            text = self.source[piece.start : piece.end] if not piece.name else ""
            return text.startswith("<!-- wp:") and not text.endswith("/-->"), text.startswith("<!-- /wp:")
        return piece.token is Token.START and piece.name not in _VOID, piece.token is Token.END

    def _close(self, end: int) -> None:
        element = self.stack.pop()
        self.open_names[element.name] -= 1
        emptied = element.is_cut and not element.holds_more
        if emptied and element.name not in _LEFT_STANDING:
            element.end = end
            self.found.append(element)
        above = self.stack[-1]
        above.is_cut = above.is_cut or element.is_cut
        above.holds_more = above.holds_more or element.holds_more

    def _note_text(self, piece: Piece) -> None:
        element = self.stack[-1]
        at = max(0, bisect_right(self.cuts, (piece.start, 0)) - 1)
        element.is_cut = element.is_cut or any(
            start < piece.end and end > piece.start for start, end in self.cuts[at : at + 2]
        )
        element.holds_more = element.holds_more or _is_left(self.source, piece, self.cuts)
