"""Word lists made ready for comparing: thousands of entries cost little more than one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from moderation.rules.entries import Parsed, Pattern, Phrase, Piece, Problem, parse_entries
from moderation.rules.folding import Folded, fold_invisible
from moderation.rules.letters import Alphabet, find_alphabet
from moderation.rules.matching import Index
from moderation.rules.reading import Reading, read, replace_lookalikes

_MOST_OF_ONE_PATTERN = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """What an entry matched: its place in the text as typed."""

    line: int
    entry: str
    start: int
    end: int


@dataclass(slots=True)
class Text:
    """A text that is compared with several lists, and folded once for each alphabet that they need."""

    typed: str
    _readings: dict[Alphabet, Reading] = field(default_factory=dict)

    def read(self, alphabet: Alphabet) -> Reading:
        """The text under an alphabet."""
        if alphabet not in self._readings:
            self._readings[alphabet] = read(self.typed, alphabet)
        return self._readings[alphabet]


class CompiledList:
    """One word list. ``problems`` are the lines that cannot be entries; they match nothing."""

    def __init__(self, *, name: str, kind: str, language: str = "", section: str = "", entries: str = "") -> None:
        """Read the entries and order them for comparing."""
        self.name = name
        self.kind = kind
        self.language = _normalize_language(language)
        self.section = section.casefold()
        lines = list(parse_entries(entries, language=language))
        self.problems = tuple(line for line in lines if isinstance(line, Problem))
        parsed = [line for line in lines if isinstance(line, Parsed)]
        self._patterns = [line.entry for line in parsed if isinstance(line.entry, Pattern)]
        self._indexes: dict[Alphabet, Index] = {}
        for is_marked in (False, True):
            alphabet = find_alphabet(language, marked=is_marked)
            found = [line.entry for line in parsed if line.is_marked is is_marked]
            if any(not isinstance(entry, Pattern) for entry in found):
                self._indexes[alphabet] = Index(
                    phrases=[entry for entry in found if isinstance(entry, Phrase)],
                    pieces=[entry for entry in found if isinstance(entry, Piece)],
                )

    def applies(self, *, language: str, section: str) -> bool:
        """Whether it is for texts in a language, such as en-gb, and a section. A list for English is for British
        English too, one for British English for no other.
        """
        language = _normalize_language(language)
        is_spoken = self.language in {"", language} or language.startswith(f"{self.language}-")
        return is_spoken and self.section in {"", section.casefold()}

    def find(self, text: Text) -> list[Hit]:
        """All that the entries match, in the order of the text; what one entry matches does not overlap."""
        found = sorted((*self._find_words(text), *self._find_patterns(text)), key=lambda hit: (hit.start, hit.end))
        ends: dict[int, int] = {}
        hits = []
        for hit in found:
            if hit.start >= ends.get(hit.line, 0):
                ends[hit.line] = hit.end
                hits.append(hit)
        return hits

    def _find_words(self, text: Text) -> Iterator[Hit]:
        for alphabet, index in self._indexes.items():
            reading = text.read(alphabet)
            for entry, start, end in index.find(reading):
                yield Hit(entry.line, entry.text, *reading.folded.find_span(start, end))

    def _find_patterns(self, text: Text) -> Iterator[Hit]:
        if not self._patterns:
            return
        reading = text.read(find_alphabet(self.language))
        yield from _search(self._patterns, fold_invisible(text.typed))
        if not text.typed.isascii():
            yield from _search(self._patterns, reading.folded)
            yield from _search(self._patterns, replace_lookalikes(reading))


def _search(patterns: Iterable[Pattern], folded: Folded) -> Iterator[Hit]:
    data = folded.text.encode(errors="replace")
    is_ascii = folded.text.isascii()
    for pattern in patterns:
        for number, match in enumerate(pattern.regexp.finditer(data)):
            start, end = match.span()
            if number == _MOST_OF_ONE_PATTERN:
                break
            if end > start:
                before = start if is_ascii else len(data[:start].decode())
                length = end - start if is_ascii else len(data[start:end].decode())
                yield Hit(pattern.line, pattern.text, *folded.find_span(before, before + length))


def _normalize_language(language: str) -> str:
    return language.strip().casefold().replace("_", "-")
