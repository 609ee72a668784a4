"""A text as word lists read it: its words, each in every form in which it may be meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from moderation.rules.folding import Folded, fold
from moderation.rules.letters import Alphabet
from moderation.rules.looks import find_looks, is_latin, is_spelt_oddly, replace_looks

_WORDS = re.compile(r"[LN]+")
_RUNS = re.compile(r"[LNSJ]+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_LEAST_APART = 3
_WIDEST_BETWEEN_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands in the folded text, and its forms."""

    start: int
    end: int
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text under one alphabet."""

    folded: Folded
    words: tuple[Word, ...]
    """In their order, none overlapping another."""
    joined: tuple[Word, ...]
    """Pieces that may be one word: letters drawn apart, symbols for letters, Markdown inside a word."""


def read(text: str, alphabet: Alphabet) -> Reading:
    """Fold a text and find its words."""
    folded = fold(text, alphabet)
    among_latin = is_latin(folded.text)
    words = tuple(
        Word(found.start(), found.end(), _find_forms(folded.text[found.start() : found.end()], among_latin))
        for found in _WORDS.finditer(folded.kinds)
    )
    if alphabet.dotless:
        words = tuple(_with_dots(word, text, folded) for word in words)
    joined = (*_join_symbols(folded, among_latin), *_join_apart(folded, words, among_latin))
    return Reading(folded=folded, words=words, joined=joined)


def replace_lookalikes(reading: Reading) -> Folded:
    """The folded text with every word that is spelt oddly in the letters that it looks to be of."""
    folded = reading.folded
    among_latin = is_latin(folded.text)
    text = list(folded.text)
    for word in reading.words:
        spelt = folded.text[word.start : word.end]
        if is_spelt_oddly(spelt, among_latin=among_latin):
            text[word.start : word.end] = replace_looks(spelt)
    return Folded(text="".join(text), kinds=folded.kinds, starts=folded.starts)


def _find_forms(word: str, among_latin: bool) -> tuple[str, ...]:
    forms = [word]
    if _DRAWN_OUT.search(word):
        forms += [_DRAWN_OUT.sub(r"\1", word), _DRAWN_OUT.sub(r"\1\1", word)]
    if is_spelt_oddly(word, among_latin=among_latin):
        forms += [find_looks(form) for form in forms]
    return tuple(forms)


def _with_dots(word: Word, text: str, folded: Folded) -> Word:
    """Where I is the capital of ı, some keyboards have no other one for i."""
    start, end = folded.find_span(word.start, word.end)
    if "I" not in text[start:end]:
        return word
    return Word(word.start, word.end, (*word.forms, *(form.replace("ı", "i") for form in word.forms)))


def _join_symbols(folded: Folded, among_latin: bool) -> Iterator[Word]:
    """Words with symbols for letters, and words with Markdown inside."""
    for found in _RUNS.finditer(folded.kinds):
        kinds = found.group()
        if "L" not in kinds or ("S" not in kinds and "J" not in kinds):
            continue
        run = folded.text[found.start() : found.end()]
        left = len(run) - len(run.lstrip("!|*`"))
        core = run.strip("!|*`")
        word = core.replace("*", "").replace("`", "")
        if word.isalnum() and word == core:
            continue
        forms = _find_forms(word, among_latin) if word.isalnum() else (find_looks(word),)
        yield Word(found.start() + left, found.start() + left + len(core), forms)


def _join_apart(folded: Folded, words: tuple[Word, ...], among_latin: bool) -> Iterator[Word]:
    """Words drawn apart, each letter from the next by the same: s p a m, s.p.a.m.

    Only a whole row of single letters is one word, or all but its first or last, which may be a word of its own; so
    initials and lists of letters are not searched for what they happen to contain.
    """
    row: list[Word] = []
    gap = ""
    for word in words:
        is_letter = word.end - word.start == 1
        between = folded.text[row[-1].end : word.start] if row else ""
        if is_letter and row and 0 < len(between) <= _WIDEST_BETWEEN_LETTERS:
            if len(row) > 1 and between != gap:
                yield from _join_row(folded, row, among_latin)
                row = row[-1:]
            gap = between
            row.append(word)
            continue
        yield from _join_row(folded, row, among_latin)
        row = [word] if is_letter else []
    yield from _join_row(folded, row, among_latin)


def _join_row(folded: Folded, row: list[Word], among_latin: bool) -> Iterator[Word]:
    for letters in (row, row[1:], row[:-1]):
        if len(letters) >= _LEAST_APART:
            word = "".join(folded.text[letter.start : letter.end] for letter in letters)
            yield Word(letters[0].start, letters[-1].end, _find_forms(word, among_latin))
