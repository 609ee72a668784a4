"""Match phrases of a small language over a sentence's words, in time linear in the sentence.

A phrase is words in order. `(a|b c)` is one of several, `(a|b)?` one or none, `{name}` a named group, `word*` any
word so beginning, `#` a number, `,` a clause mark, `..` up to three words of one clause, `...` up to eight of any, a
leading `^` the beginning of a clause and a leading `^^` that of the sentence, a final `$` the sentence's end. Letter
case, accents and apostrophes do not count.

Matching is bit-parallel (Baeza-Yates and Gonnet, "A new approach to text searching", 1992): the places a phrase has
reached are the bits of one integer, so there is nothing to backtrack over.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

CLAUSE = ","
"""The token that stands for a comma, colon, dash or bracket."""

NUMBER = "#"
"""The word of a phrase that stands for any number."""

_GAPS = {"..": 3, "...": 8}
_PHRASE_TOKEN = re.compile(r"\.\.\.|\.\.|\{\w+\}|\)\?|[()|$]|\^\^?|[^\s(){}|^$]+")
_SENTENCE_TOKEN = re.compile(r"\w+(?:['’ʼ`´]\w+)*|[,;:()\[\]–—]|(?<=\s)-+(?=\s)")
_ELISION = re.compile(r"(?<!\w)([cdjlmnst]|(?:jus|lors|puis)?qu)['’ʼ`´](?=[aehiouyœæ]\w)")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")


class PhraseError(ValueError):
    """A phrase is not written as the phrase language asks."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class _Gap:
    longest: int


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    words: frozenset[str]
    options: tuple[tuple["_Element", ...], ...]


_Element = _Word | _Gap | _Choice
_Sequence = tuple[_Element, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Phrase:
    category: str
    body: _Sequence
    opening: str
    closing: bool


def fold(text: str) -> str:
    """Fold letter case, accents and compatibility forms away."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def tokenize(text: str, longest: int = 160) -> tuple[str, ...]:
    """Cut a sentence into folded words and clause marks; of a longer one the last `longest`.

    An apostrophe is dropped ("don't" is one word), save after an elided vowel ("n'hésitez" is two).
    """
    folded = _ELISION.sub(r"\1 ", fold(text))
    tokens = _SENTENCE_TOKEN.findall(folded)[-longest:]
    return tuple(token.translate(_APOSTROPHES) if token[0].isalnum() or token[0] == "_" else CLAUSE for token in tokens)


class _Places:
    """Where in a sentence each word stands, as bits."""

    def __init__(self, tokens: Sequence[str], connectors: frozenset[str], openers: frozenset[str]) -> None:
        self.tokens = tokens
        self.all = (1 << (len(tokens) + 1)) - 1
        self.by_word: dict[str, int] = {}
        self.clauses = self.first = self.within = 0
        self._of_choice: dict[_Choice, int] = {}
        seen_word = False
        for at, token in enumerate(tokens):
            bit = 1 << at
            self.by_word[token] = self.by_word.get(token, 0) | bit
            before = tokens[at - 1] if at else CLAUSE
            if before == CLAUSE or before in connectors or (before in openers and self.clauses & bit >> 1):
                self.clauses |= bit
            if token != CLAUSE:
                self.within |= bit
            if not seen_word:
                self.first |= bit
                seen_word = token != CLAUSE
        last = len(tokens)
        self.ends = 1 << last
        while last and tokens[last - 1] == CLAUSE:
            last -= 1
            self.ends |= 1 << last

    def of_word(self, word: _Word) -> int:
        if word.prefix or word.text == NUMBER:
            return sum(bit for token, bit in self.by_word.items() if _is(word, token))
        return self.by_word.get(word.text, 0)

    def of_choice(self, choice: _Choice) -> int:
        bits = self._of_choice.get(choice, -1)
        if bits < 0:
            bits = 0
            for token in choice.words & self.by_word.keys():
                bits |= self.by_word[token]
            self._of_choice[choice] = bits
        return bits

    def starts(self, phrase: _Phrase) -> int:
        if phrase.opening == "^^":
            return self.first
        return self.clauses if phrase.opening else self.all


def _is(word: _Word, token: str) -> bool:
    return token.isdigit() if word.text == NUMBER else token.startswith(word.text)


@dataclass(slots=True)
class PhraseBook:
    """Phrases by category, found by their first words.

    `groups` are the named groups, `connectors` the words that begin a clause anywhere, as a clause mark does, and
    `openers` those that may stand at its head.
    """

    groups: Mapping[str, Sequence[str]]
    connectors: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    _by_word: dict[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    _by_prefix: dict[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    _compiled: dict[str, _Choice] = field(default_factory=dict)

    def add(self, category: str, phrases: Iterable[str]) -> None:
        """Take phrases in under a category."""
        for written in phrases:
            phrase = self._compile(category, written)
            for first in _firsts(phrase.body, written):
                (self._by_prefix if first.prefix else self._by_word)[first.text].append(phrase)

    def find(self, tokens: Sequence[str]) -> frozenset[str]:
        """Find the categories of which the words hold a phrase."""
        places = _Places(tokens, self.connectors, self.openers)
        found: set[str] = set()
        tried: set[_Phrase] = set()
        for token in places.by_word:
            for phrase in self._candidates(token):
                if phrase.category in found or phrase in tried:
                    continue
                tried.add(phrase)
                ends = _walk(phrase.body, places, places.starts(phrase))
                if ends & places.ends if phrase.closing else ends:
                    found.add(phrase.category)
        return frozenset(found)

    def _candidates(self, token: str) -> Iterable[_Phrase]:
        yield from self._by_word.get(NUMBER if token.isdigit() else token, ())
        for prefix, phrases in self._by_prefix.items():
            if token.startswith(prefix):
                yield from phrases

    def _compile(self, category: str, written: str) -> _Phrase:
        tokens = _PHRASE_TOKEN.findall(written)
        opening = tokens[0] if tokens and tokens[0].startswith("^") else ""
        tokens = tokens[1:] if opening else tokens
        closing = bool(tokens) and tokens[-1] == "$"
        return _Phrase(category, self._parse_whole(tokens[:-1] if closing else tokens, written), opening, closing)

    def _parse_whole(self, tokens: list[str], written: str) -> _Sequence:
        body, rest = self._parse(tokens, written)
        if rest or not body:
            raise PhraseError(f"Unbalanced or empty phrase: {written!r}")
        return body

    def _parse(self, tokens: list[str], written: str) -> tuple[_Sequence, list[str]]:
        elements: list[_Element] = []
        while tokens and tokens[0] not in (")", ")?", "|"):
            head, *tokens = tokens
            if head == "(":
                choice, tokens = self._parse_choice(tokens, written)
                elements.append(choice)
            elif head in _GAPS:
                elements.append(_Gap(_GAPS[head]))
            elif head.startswith("{"):
                elements.append(self._group(head[1:-1], written))
            elif head[0] in "^$":
                raise PhraseError(f"An anchor inside a phrase: {written!r}")
            else:
                elements.extend(_words(head))
        return tuple(elements), tokens

    def _parse_choice(self, tokens: list[str], written: str) -> tuple[_Choice, list[str]]:
        options = []
        while True:
            option, tokens = self._parse(tokens, written)
            options.append(option)
            if not tokens:
                raise PhraseError(f"A bracket is left open: {written!r}")
            mark, *tokens = tokens
            if mark == ")?":
                options.append(())
            if mark != "|":
                return _choose(options), tokens

    def _group(self, name: str, written: str) -> _Choice:
        if name not in self.groups:
            raise PhraseError(f"No group is named {name!r}: {written!r}")
        if name not in self._compiled:
            members = self.groups[name]
            self._compiled[name] = _choose([self._parse_whole(_PHRASE_TOKEN.findall(part), part) for part in members])
        return self._compiled[name]


def _choose(options: Iterable[_Sequence]) -> _Choice:
    """Make a choice, its single words apart, so that a long group costs one look-up."""
    words: set[str] = set()
    others: list[_Sequence] = []
    for option in options:
        only = option[0] if len(option) == 1 else None
        if isinstance(only, _Word) and not only.prefix and only.text != NUMBER:
            words.add(only.text)
        elif isinstance(only, _Choice):
            words |= only.words
            others.extend(only.options)
        else:
            others.append(option)
    return _Choice(frozenset(words), tuple(others))


def _words(token: str) -> list[_Word]:
    if token in (NUMBER, CLAUSE):
        return [_Word(token)]
    words = [word for word in tokenize(token.removesuffix("*")) if word != CLAUSE]
    prefix = token.endswith("*")
    return [_Word(word, prefix and number == len(words) - 1) for number, word in enumerate(words)]


def _firsts(sequence: _Sequence, written: str) -> set[_Word]:
    """Find the words that a sequence can begin with."""
    found: set[_Word] = set()
    for element in sequence:
        if isinstance(element, _Gap):
            raise PhraseError(f"A phrase cannot begin with a gap: {written!r}")
        if isinstance(element, _Word):
            return found | {element}
        found |= {_Word(word) for word in element.words}
        for option in element.options:
            found |= _firsts(option, written)
        if () not in element.options:
            return found
    return found


def _walk(sequence: _Sequence, places: _Places, reached: int) -> int:
    """Follow a sequence from every place reached at once; return the places that it ends before."""
    for element in sequence:
        if not reached:
            return 0
        if isinstance(element, _Word):
            reached = (reached & places.of_word(element)) << 1
        elif isinstance(element, _Gap):
            over = places.within if element.longest == _GAPS[".."] else places.all
            for _ in range(element.longest):
                reached |= (reached & over) << 1
            reached &= places.all
        else:
            ends = (reached & places.of_choice(element)) << 1
            for option in element.options:
                ends |= _walk(option, places, reached)
            reached = ends
    return reached
