"""What a question is, as each language's cues tell: for advice on it, and for its style."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from engagement.prompts.lexicon import Lexicon, lexicon_for
from engagement.prompts.phrases import PhraseBook, tokenize
from engagement.prompts.sentences import split

CLOSED, OPEN = "closed", "open"
"""Answered by yes or no, or by one of what is named; and answered in the reader's own words."""

_MARKS = ("?", "\uff1f", "\u061f")
"""Ours, the one of Chinese and Japanese, and the Arabic one."""

_BEGINS = "¿"


@dataclass(frozen=True, slots=True)
class QuestionCues:
    """What is known of one language's questions."""

    book: PhraseBook
    otherwise: str
    """What a question is that is neither closed nor open by any cue; empty: that is not known."""


@cache
def question_cues_for(language: str) -> QuestionCues | None:
    """The language's cues; none where there are none."""
    file = resources.files("engagement.prompts") / "style_cues" / f"{language}.toml"
    if not file.is_file():
        return None
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return QuestionCues(make_book(data, lexicon_for(language)), data.get("otherwise", ""))


def make_book(data: dict[str, dict[str, list[str]]], lexicon: Lexicon) -> PhraseBook:
    """The phrases of a file's ``[question]``, by their keys."""
    book = PhraseBook(data["groups"], lexicon.book.connectors, lexicon.book.openers)
    for key, phrases in data["question"].items():
        book.add(key, phrases)
    return book


def find_questions(text: str, lexicon: Lexicon) -> list[str]:
    """The sentences that end in a question mark."""
    return [sentence.text for sentence in split(text, lexicon.sentence_rules) if is_question(sentence.text)]


def form_of(sentence: str, found: frozenset[str], cues: QuestionCues) -> str:
    """Whether the question is closed or open; empty where neither is known. ``found`` is what the book finds in it.

    In Spanish the question begins at its inverted mark: what stands before it has no say ("Si cierran, ¿qué harás?").
    """
    before, _, asked = sentence.rpartition(_BEGINS)
    if before.strip():
        found = cues.book.find(tokenize(asked))
    return CLOSED if CLOSED in found else OPEN if OPEN in found else cues.otherwise


def is_question(sentence: str) -> bool:
    """Whether it ends in a question mark, of whatever script."""
    return any(mark in sentence[-4:] for mark in _MARKS)
