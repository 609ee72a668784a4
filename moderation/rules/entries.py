"""How a word list is written: one entry a line.

* ``word`` and ``several words``: whole words, whatever their case; in scripts without spaces, and for signs that are no
  letters: anywhere.
* ``*`` inside or beside a word: any letters, also none.
* ``/pattern/``: a regular expression as RE2 reads it, in linear time; ``\\b`` and ``\\w`` know the letters a to z
  alone.
* ``# note``: read by people alone.

An entry without marks on its letters matches words with and without them, but for those that are letters of their own
in the list's language; an entry with marks matches these marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import re2
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.rules.folding import fold
from moderation.rules.letters import find_alphabet, transcribe
from moderation.rules.looks import find_looks

_LONGEST = 500
_PATTERN_MEMORY = 1 << 21
_WORDS = re.compile(r"[LN*]+")
_LETTERS_WITH_STAR = 2
_JOINING = frozenset("-\u2010\u2011\u2012\u2013'\u2019\u02bc")
_CLASSES_OF_ASCII = re.compile(r"\\[bBwW]")


class EntryRefused(ValueError):
    """A line that cannot be an entry; ``reason`` is for its writer."""

    def __init__(self, reason: str | Promise) -> None:
        """Keep the reason as it may be translated later."""
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class EntryWord:
    """One word of an entry: ``pieces`` of each spelling, between its stars."""

    spellings: tuple[tuple[str, ...], ...]

    @property
    def has_star(self) -> bool:
        """Whether any letters may stand somewhere in it."""
        return len(self.spellings[0]) > 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """Whole words in a row."""

    line: int
    text: str
    words: tuple[EntryWord, ...]
    before: str
    """Signs that must stand right before the first word."""
    between: tuple[str | None, ...]
    """Signs that must stand between two words; None: what is common between words."""
    after: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What matches anywhere."""

    line: int
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, over the text as typed and as folded."""

    line: int
    text: str
    regexp: "re2._Regexp"


Entry = Phrase | Piece | Pattern


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line that is an entry."""

    entry: Entry
    is_marked: bool
    """Whether it is to be compared with the marks on its letters."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is none."""

    line: int
    text: str
    reason: str | Promise


def parse_entries(text: str, *, language: str = "") -> Iterator[Parsed | Problem]:
    """Read a list, line by line."""
    for line, written in enumerate(text.splitlines(), 1):
        entry = written.strip()
        if not entry or entry.startswith("#"):
            continue
        try:
            yield parse_entry(entry, line=line, language=language)
        except EntryRefused as refused:
            yield Problem(line=line, text=entry, reason=refused.reason)


def parse_entry(text: str, *, line: int = 1, language: str = "") -> Parsed:
    """Read one entry; EntryRefused where it is none."""
    if len(text) > _LONGEST:
        raise EntryRefused(_("It is longer than 500 characters."))
    if text.startswith("/"):
        return Parsed(Pattern(line, text, _compile(text)), is_marked=False)
    if re.search(r"[,;](?:\s|$)", text):
        raise EntryRefused(_("Write one entry a line, without commas between them."))
    if " #" in text:
        raise EntryRefused(_("A note stands on a line of its own, which begins with #."))
    plain = fold(text, find_alphabet(language))
    marked = fold(text, find_alphabet(language, marked=True))
    is_marked = plain.text != marked.text
    folded = marked if is_marked else plain
    if "C" in folded.kinds or not re.search("[LN]", folded.kinds):
        return Parsed(_parse_piece(text, line, folded.text), is_marked)
    return Parsed(_parse_phrase(text, line, folded.text, folded.kinds, language), is_marked)


def _parse_piece(text: str, line: int, folded: str) -> Piece:
    piece = folded.strip("*").strip()
    if "*" in piece:
        raise EntryRefused(_("Between signs without spaces, * cannot stand: write a pattern such as /a.*b/."))
    if not piece:
        raise EntryRefused(_("Nothing is left of it: write a word, or a sign that can be seen."))
    return Piece(line, text, piece)


def _parse_phrase(text: str, line: int, folded: str, kinds: str, language: str) -> Phrase:
    starred = "".join("*" if sign == "*" else kind for sign, kind in zip(folded, kinds, strict=True))
    spans = [(found.start(), found.end()) for found in _WORDS.finditer(starred)]
    words = [folded[start:end] for start, end in spans]
    if any(word.strip("*") == "" for word in words):
        raise EntryRefused(_("* stands for letters inside a word, not for words: write it beside letters."))
    if "*" in folded and sum(kind in "LN" for kind in kinds) < _LETTERS_WITH_STAR:
        raise EntryRefused(_("With *, at least two letters are needed, or nearly everything would match."))
    between = (folded[before[1] : after[0]] for before, after in pairwise(spans))
    return Phrase(
        line,
        text,
        words=tuple(_spell(word, language) for word in words),
        before=folded[: spans[0][0]].strip(),
        between=tuple(None if set(signs.strip()) <= _JOINING else "".join(signs.split()) for signs in between),
        after=folded[spans[-1][1] :].strip(),
    )


def _spell(word: str, language: str) -> EntryWord:
    """A word in the forms in which texts may have it."""
    transcribed = transcribe(word, language)
    spellings = dict.fromkeys((word, transcribed, find_looks(word), find_looks(transcribed)))
    return EntryWord(spellings=tuple(tuple(spelling.split("*")) for spelling in spellings))


def _compile(text: str) -> "re2._Regexp":
    source = text[1:].removesuffix("i") if text.endswith("/i") else text[1:]
    if not source.endswith("/") or len(source) == 1:
        raise EntryRefused(_("A pattern stands between two slashes: /pattern/."))
    source = source[:-1]
    if not source.isascii() and _CLASSES_OF_ASCII.search(source):
        raise EntryRefused(
            _(r"\b and \w know the letters a to z alone: write \pL for any letter, \PL for anything else.")
        )
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    try:
        regexp = re2.compile(source.encode(), options)
    except re2.error as error:
        raise EntryRefused(_("The pattern cannot be read: %(error)s.") % {"error": _explain(error)}) from None
    if regexp.search(b"") is not None:
        raise EntryRefused(_("The pattern matches where nothing stands, and so everywhere."))
    return regexp


def _explain(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
