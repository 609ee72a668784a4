"""Finding which of many entries a text has, by looking up what it has rather than trying each entry."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from moderation.rules.entries import EntryWord, Phrase, Piece
from moderation.rules.looks import LOOKS
from moderation.rules.reading import Reading, Word

_LONGEST_GRAM = 4
_PIECE_KEY = 2
_WIDEST_GAP = 12
_MOST_SIGNS_BETWEEN = 2

Spelling = tuple[str, ...]
"""The pieces of a word between its stars."""

_Anchored = tuple[Phrase, int]
"""A phrase, and which of its words it is looked up by."""

Found = tuple[Phrase | Piece, int, int]
"""An entry, and from where to where it matches in the folded text."""


class Index:
    """Entries of one alphabet.

    A phrase is looked up by its longest word: that as a whole, or, where it has a star, by some letters in a row that
    few others have. Then its other words are compared.
    """

    def __init__(self, *, phrases: Sequence[Phrase], pieces: Iterable[Piece]) -> None:
        """Put each entry where its key will find it."""
        self._whole: dict[str, list[_Anchored]] = defaultdict(list)
        self._starred: dict[str, list[tuple[Spelling, _Anchored]]] = defaultdict(list)
        self._pieces: dict[str, list[Piece]] = defaultdict(list)
        anchored = [(phrase, _find_anchor(phrase.words)) for phrase in phrases]
        spellings = [(spelling, found) for found in anchored for spelling in found[0].words[found[1]].spellings]
        frequency = Counter(
            gram for spelling, _found in spellings if len(spelling) > 1 for gram in _find_grams(spelling)
        )
        for spelling, found in spellings:
            if len(spelling) == 1:
                self._whole[spelling[0]].append(found)
            else:
                self._starred[min(_find_grams(spelling), key=frequency.__getitem__)].append((spelling, found))
        for piece in pieces:
            self._pieces[piece.folded[:_PIECE_KEY]].append(piece)
        self._sizes = sorted({len(gram) for gram in self._starred})

    def find(self, reading: Reading) -> Iterator[Found]:
        """Everything that matches; the same place may come twice."""
        known: dict[str, list[_Anchored]] = {}
        for position, word in enumerate(reading.words):
            for phrase, anchor in self._look_up(word, known):
                found = _compare(phrase, position - anchor, reading)
                if found is not None:
                    yield found
        for word in reading.joined:
            for phrase, _anchor in self._look_up(word, known):
                found = _fit(phrase, word, word, reading) if len(phrase.words) == 1 else None
                if found is not None:
                    yield found
        yield from self._find_pieces(reading.folded.text)

    def _look_up(self, word: Word, known: dict[str, list[_Anchored]]) -> Iterator[_Anchored]:
        """The phrases that have a word for their anchor; a form once looked up is known."""
        for form in word.forms:
            if form not in known:
                known[form] = [*self._whole.get(form, ()), *self._look_up_starred(form)]
            yield from known[form]

    def _look_up_starred(self, form: str) -> Iterator[_Anchored]:
        letters = form.removeprefix(LOOKS)
        for size in self._sizes:
            for gram in {letters[start : start + size] for start in range(len(letters) - size + 1)}:
                yield from (found for spelling, found in self._starred.get(gram, ()) if _has_form(spelling, form))

    def _find_pieces(self, text: str) -> Iterator[Found]:
        if not self._pieces:
            return
        for start in range(len(text)):
            for size in range(1, _PIECE_KEY + 1):
                for piece in self._pieces.get(text[start : start + size], ()):
                    if len(piece.folded[:_PIECE_KEY]) == size and text.startswith(piece.folded, start):
                        yield piece, start, start + len(piece.folded)


def _find_anchor(words: Sequence[EntryWord]) -> int:
    """The word to look an entry up by: one without a star, and the longest."""
    return max(range(len(words)), key=lambda at: (not words[at].has_star, len("".join(words[at].spellings[0]))))


def _find_grams(spelling: Spelling) -> set[str]:
    """Letters in a row, of the longest piece: every word that has the piece has all of these."""
    piece = max((piece.removeprefix(LOOKS) for piece in spelling), key=len)
    size = min(len(piece), _LONGEST_GRAM)
    return {piece[start : start + size] for start in range(len(piece) - size + 1)}


def _compare(phrase: Phrase, first: int, reading: Reading) -> Found | None:
    last = first + len(phrase.words) - 1
    if first < 0 or last >= len(reading.words):
        return None
    words = reading.words[first : last + 1]
    if not all(_matches(wanted, word) for wanted, word in zip(phrase.words, words, strict=True)):
        return None
    gaps = (reading.folded.text[left.end : right.start] for left, right in pairwise(words))
    if not all(_joins(gap, wanted) for gap, wanted in zip(gaps, phrase.between, strict=True)):
        return None
    return _fit(phrase, words[0], words[-1], reading)


def _fit(phrase: Phrase, first: Word, last: Word, reading: Reading) -> Found | None:
    """The place of a phrase with the signs that it begins and ends with; none where they are missing."""
    text = reading.folded.text
    if not text.endswith(phrase.before, 0, first.start) or not text.startswith(phrase.after, last.end):
        return None
    return phrase, first.start - len(phrase.before), last.end + len(phrase.after)


def _joins(gap: str, wanted: str | None) -> bool:
    """Whether two words with this between them are of one phrase: not across a blank line or a stretch of signs."""
    signs = "".join(gap.split())
    if wanted is not None:
        return signs == wanted
    return len(gap) <= _WIDEST_GAP and len(signs) <= _MOST_SIGNS_BETWEEN and gap.count("\n") <= 1


def _matches(wanted: EntryWord, word: Word) -> bool:
    return any(_has_form(spelling, form) for spelling in wanted.spellings for form in word.forms)


def _has_form(spelling: Spelling, form: str) -> bool:
    """Whether a form begins and ends as spelt and has the pieces between in their order; in one pass."""
    if len(spelling) == 1:
        return form == spelling[0]
    first, *middle, last = spelling
    if len(form) < len(first) + len(last) or not form.startswith(first) or not form.endswith(last):
        return False
    position, end = len(first), len(form) - len(last)
    for piece in middle:
        found = form.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True
