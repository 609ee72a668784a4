"""Texts folded for comparing, with the way back to where each letter stands in what was typed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.rules.letters import Alphabet, fold_letters, is_invisible, is_without_spaces

_SIMPLE = re.compile(r"[\t\n\v\f\r -~]*")
_MARKS_READ = 4
_LEET_SYMBOLS = "@$!|€¢"
_MARKUP = "*`"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded under an alphabet."""

    text: str
    kinds: str
    """What each of its characters is: a letter L, one of a script without spaces C, a digit N, a symbol that may stand
    for a letter S, Markdown that may stand inside a word J, white space W, or anything else P."""
    starts: Sequence[int]
    """Where each of them stands in what was typed; one more for the end."""

    def find_span(self, start: int, end: int) -> tuple[int, int]:
        """The place in what was typed that a piece of the folded text comes from."""
        last, following = self.starts[end - 1], end
        while self.starts[following] == last:
            following += 1
        return self.starts[start], self.starts[following]


class _Kinds(dict[int, str]):
    """The kind of each character, by its code point."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        category = unicodedata.category(letter)
        if letter in _LEET_SYMBOLS:
            kind = "S"
        elif letter in _MARKUP:
            kind = "J"
        elif letter.isspace():
            kind = "W"
        elif is_without_spaces(letter):
            kind = "C"
        else:
            kind = {"L": "L", "M": "L", "N": "N"}.get(category[0], "P")
        self[code] = kind
        return kind


_KINDS = _Kinds()


def fold(text: str, alphabet: Alphabet) -> Folded:
    """Fold case, forms, marks that the alphabet does not keep, and characters that show nothing."""
    if _SIMPLE.fullmatch(text) and not alphabet.dotless:
        folded = text.lower()
        return Folded(text=folded, kinds=folded.translate(_KINDS), starts=range(len(text) + 1))
    letters = fold_letters(alphabet)
    parts: list[str] = []
    starts: list[int] = []
    position, length = 0, len(text)
    while position < length:
        following = position + 1
        while following < length and unicodedata.combining(text[following]):
            following += 1
        part = letters[text[position : min(following, position + 1 + _MARKS_READ)]]
        parts.append(part)
        starts.extend([position] * len(part))
        position = following
    starts.append(length)
    folded = "".join(parts)
    return Folded(text=folded, kinds=folded.translate(_KINDS), starts=starts)


def fold_invisible(text: str) -> Folded:
    """Leave out what shows nothing, and change nothing else."""
    if text.isascii() and _SIMPLE.fullmatch(text):
        return Folded(text=text, kinds="", starts=range(len(text) + 1))
    starts = [position for position, letter in enumerate(text) if not is_invisible(letter)]
    return Folded(text="".join(text[start] for start in starts), kinds="", starts=[*starts, len(text)])
