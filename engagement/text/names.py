"""Names for comparing: two that a reader may take for the same have a look in common."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from confusable_homoglyphs.confusables import confusables_data

from engagement.text.characters import drop_invisible

# Marks above, below and through a letter; the points of Hebrew and Arabic. Vowels of other scripts are letters.
_DROPPED_MARKS = frozenset({1, *range(10, 36), *range(200, 241)})
# Letters that Unicode does not take apart into a letter and a mark.
_MARKED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "ı": "i", "ŧ": "t"})
# What differs by the type face alone, once all is in lower case; the longer ones are read first.
_ALIKE = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o", "m": "rn", "w": "vv"})
_LONGEST = 300
"""A hundred characters may stand for thousands; what two names begin with tells them apart as well."""

_CONTROLS = "\u200e\u200f"
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SIGNS = re.compile(
    "["
    "\u2605\u2606\u269c\u26ca\u26e8\u2690\u2691\u272f\u2730\u2b50"  # stars, flags, shields
    "\u2610-\u2612\u2705\u270d-\u2718"  # ticks, crosses, pens
    "\u2500-\u25ff\u2776-\u2793\u2b1b\u2b1c\u2b24"  # frames, boxes, filled figures
    "\U0001f130-\U0001f1ad"  # letters in boxes and discs
    "\U0001f396\U0001f397\U0001f3c5\U0001f3f5\U0001f3f7\U0001f4db\U0001f512\U0001f530"  # medals, labels, locks
    "\U0001f535\U0001f537\U0001f539\U0001f58a-\U0001f58d\U0001f5f8\U0001f5f9\U0001f6e1\U0001f7e0-\U0001f7eb"
    "]"
)


def name_looks(name: str) -> frozenset[str]:
    """The looks of a name, one or two; none where nothing of it is a letter or a digit.

    Look-alike letters, case, width, marks, spaces, signs and what shows nothing make no difference. A letter may look
    like one in capitals and like another in small ones, so a name has two looks where these differ.
    """
    return frozenset({look[:_LONGEST] for look in _read(name)} - {""})


def find_look(name: str, wanted: Collection[str]) -> str:
    """The first words of a name that together have one of the ``wanted`` looks; empty where none have.

    Words count whole, however they are parted; in scripts that part no words a look counts wherever it stands.
    """
    if not wanted:
        return ""
    longest = max(map(len, wanted))
    spaceless = [look for look in wanted if _SPACELESS.search(look)]
    words = _words(name)
    looks = [_read(word) for word in words]
    for start in range(len(words)):
        as_typed = in_small = ""
        for end in range(start, len(words)):
            as_typed, in_small = as_typed + looks[end][0], in_small + looks[end][1]
            if as_typed in wanted or in_small in wanted or any(look in as_typed for look in spaceless):
                return " ".join(words[start : end + 1])
            if min(len(as_typed), len(in_small)) > longest:
                break
    return ""


def find_sign(name: str) -> str:
    """The first sign in a name that passes for a mark or a frame of the site's own; empty where there is none."""
    found = _SIGNS.search(name)
    return found.group() if found else ""


def _words(name: str) -> list[str]:
    parted = unicodedata.normalize("NFKC", drop_invisible(name))
    return "".join(letter if letter in "|" or _says_something(letter) else " " for letter in parted).split()


def _read(name: str) -> tuple[str, str]:
    """How a name looks, read as typed and read in small letters."""
    plain = _without_marks(unicodedata.normalize("NFKC", name).translate(_MARKED))
    return _look("".join(map(_prototype, plain))), _look("".join(map(_prototype, plain.casefold())))


def _without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    kept = (letter for letter in letters if unicodedata.combining(letter) not in _DROPPED_MARKS)
    return unicodedata.normalize("NFC", "".join(kept))


def _look(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _without_marks(text.casefold()))
    return "".join(letter for letter in drop_invisible(folded) if letter in "|" or _says_something(letter)).translate(
        _ALIKE
    )


def _says_something(letter: str) -> bool:
    """Whether it is a letter, a digit, or a vowel that is written as a mark."""
    return letter.isalnum() or unicodedata.category(letter) in {"Mn", "Mc"}


@lru_cache(maxsize=4096)
def _prototype(letter: str) -> str:
    """The letter, or letters, of the Latin alphabet that one looks like; itself where it looks like none."""
    if letter.isascii():
        return letter
    for alike in confusables_data.get(letter, ()):
        look = _without_marks(alike["c"].strip(_CONTROLS))
        if look.isascii() and look.isalnum():
            return str(look)
    return letter
