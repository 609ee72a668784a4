"""What a text can be found by, as tokens that every database takes as they are; and what is looked for, in the same.

A word is found by its beginning, and so is what stands behind a sign or begins with one: ``c++``, ``foo:bar`` and
``"`` find themselves. What has one or two characters is found only where it stands alone. In scripts without spaces
between words any character may be the first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from moderation.rules.folding import fold
from moderation.rules.letters import find_alphabet

FORMAT = 1
"""Of the tokens; raised whenever other tokens are made of the same text."""

_NAME = "\ue000"
"""Before each token of an author's name, so that a name can be looked for alone."""

_ALONE = "\ue001"
"""Before a token that is found whole, and not by its beginning."""

_UNUSABLE = re.compile("[\\x00-\\x1f\\x7f\\ud800-\\udfff\ue000\ue001]")
_SHORT = 2
_LONGEST = 24
_LONGEST_WITHOUT_SPACES = 6
_MOST_TOKENS = 20_000
_LONGEST_QUERY = 500
_MOST_TERMS = 12
_MOST_SOUGHT = 24
_WORDS_OF_TEXT = 100_000

_PLACES = frozenset({"email", "ip", "domain"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DOMAIN = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is looked for; ``whole``: as it is, else by its beginning."""

    text: str
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Place:
    """Something that is looked for elsewhere than in the text. Personal data: its ``repr`` tells none."""

    operator: str
    """``email``, ``ip`` or ``domain``."""
    value: str
    """As typed."""
    tokens: tuple[Token, ...] = ()
    """By which the text may have it just as well; none: only that place counts."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Terms:
    """What was typed into the box, all of which must match. Personal data: its ``repr`` tells none."""

    tokens: tuple[Token, ...] = ()
    """In text and name alike, or with a mark in the name alone."""
    places: tuple[Place, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.tokens and not self.places


def make_tokens(*, body: str, name: str) -> str:
    """All that a comment is found by, with a space between each."""
    found = dict.fromkeys(_tokens_of(body))
    for token in _tokens_of(name):
        found[token] = None
        found[_NAME + token] = None
    return " ".join(list(found)[:_MOST_TOKENS])


def read_query(query: str) -> Terms:
    """What is looked for; of what is too long to be meant, the beginning."""
    tokens: list[Token] = []
    places: list[Place] = []
    for word in _UNUSABLE.sub(" ", query[:_LONGEST_QUERY]).split()[:_MOST_TERMS]:
        operator, _colon, value = word.partition(":")
        operator = operator.lower()
        if operator == "author" and value:
            tokens.extend(_look_for(value, mark=_NAME))
        elif operator in _PLACES and value:
            places.append(Place(operator=operator, value=value))
        elif elsewhere := _guess_place(word):
            places.append(Place(operator=elsewhere, value=word, tokens=tuple(_look_for(word))[:_MOST_SOUGHT]))
        else:
            tokens.extend(_look_for(word))
    return Terms(tokens=tuple(dict.fromkeys(tokens))[:_MOST_SOUGHT], places=tuple(places))


def fold_plain(text: str) -> tuple[str, str]:
    """A text folded without regard to language, with the kind of each character."""
    folded = fold(_UNUSABLE.sub(" ", text[:_WORDS_OF_TEXT]), find_alphabet(""))
    return folded.text, folded.kinds


def _guess_place(word: str) -> str:
    """Where else something is looked for that says itself what it is; empty for a plain word."""
    try:
        ip_address(word)
    except ValueError:
        if _EMAIL.fullmatch(word):
            return "email"
        return "domain" if _DOMAIN.fullmatch(word) else ""
    return "ip"


def _look_for(word: str, *, mark: str = "") -> Iterator[Token]:
    """The tokens that everything has which has the word; of a long one several, that overlap."""
    for chunk, kinds in _chunks_of(word):
        if len(chunk) <= _SHORT:
            yield Token(text=mark + _ALONE + chunk, whole=True)
            continue
        longest = _longest(kinds[0])
        yield Token(text=mark + chunk[:longest], whole=False)
        for start in _starts_of(kinds):
            if start > 0 and len(chunk) > longest and len(chunk) - start > _SHORT:
                yield Token(text=mark + chunk[start : start + _longest(kinds[start])], whole=False)


def _tokens_of(text: str) -> Iterator[str]:
    for chunk, kinds in _chunks_of(text):
        for start in _starts_of(kinds):
            yield chunk[start : start + _longest(kinds[start])]
            for end in range(start + 1, min(start + _SHORT, len(chunk)) + 1):
                if end == len(chunk) or not _is_inside_word(kinds, end):
                    yield _ALONE + chunk[start:end]


def _chunks_of(text: str) -> Iterable[tuple[str, str]]:
    """What stands between spaces, folded, with the kinds of its characters."""
    folded, kinds = fold_plain(text)
    return ((folded[found.start() : found.end()], kinds[found.start() : found.end()]) for found in _chunks(kinds))


def _chunks(kinds: str) -> Iterator[re.Match[str]]:
    return re.finditer("[^W]+", kinds)


def _starts_of(kinds: str) -> Iterator[int]:
    """Where something begins that may be looked for."""
    return (place for place in range(len(kinds)) if place == 0 or not _is_inside_word(kinds, place))


def _is_inside_word(kinds: str, place: int) -> bool:
    """Whether letters or digits stand on both sides."""
    return kinds[place - 1] in "LN" and kinds[place] in "LN"


def _longest(kind: str) -> int:
    return _LONGEST_WITHOUT_SPACES if kind == "C" else _LONGEST
