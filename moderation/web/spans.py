"""Marked places of a text: cut into pieces, and found again in what became of the text. Pure: no HTML here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place with the number of its mark."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a text."""

    text: str
    is_marked: bool
    numbers: tuple[int, ...]
    """The marks that end with it."""


def cut(text: str, spans: Iterable[Span], *, start: int = 0) -> Iterator[Piece]:
    """The text in pieces, marked or not; ``start`` is where it begins in the text that the spans are about."""
    end = start + len(text)
    inside = [span for span in spans if span.start < end and span.end > start]
    edges = {start, end}
    for span in inside:
        edges |= {max(span.start, start), min(span.end, end)}
    points = sorted(edges)
    for left, right in pairwise(points):
        yield Piece(
            text=text[left - start : right - start],
            is_marked=any(span.start <= left and span.end >= right for span in inside),
            numbers=tuple(sorted({span.number for span in inside if span.end == right})),
        )


def carry_over(typed: str, shown: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Where spans of the text as typed are in the text as shown; those that cannot be told for sure are left out.

    Markup is taken out of a text and line ends are changed, but the letters stay in their order: what the two have in
    common is aligned.
    """
    if not spans:
        return ()
    places: dict[int, int] = {}
    for block in Indel.opcodes(typed, shown):
        if block.tag == "equal":
            places |= {
                block.src_start + step: block.dest_start + step for step in range(block.src_end - block.src_start)
            }
    carried = []
    for span in spans:
        found = [places[index] for index in range(span.start, min(span.end, len(typed))) if index in places]
        if not found:
            continue
        start, end = found[0], found[-1] + 1
        if _letters(typed[span.start : span.end]) == _letters(shown[start:end]):
            carried.append(Span(start=start, end=end, number=span.number))
    return tuple(carried)


def _letters(text: str) -> str:
    """What markup takes nothing of; of a text without letters all but blanks."""
    letters = "".join(character for character in text if character.isalnum())
    return letters or "".join(text.split())
