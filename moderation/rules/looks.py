"""What a word looks like to a reader, whatever it is spelt with: for words spelt to deceive, and for those alone."""

import re

from moderation.rules.letters import find_look, find_script

LOOKS = "\0"
"""Before each such form, so that none is ever taken for a word as it is spelt."""

_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU", "GOTHIC", "CANADIAN"})
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"})
_SYMBOLS = str.maketrans({"@": "a", "$": "s", "!": "i", "|": "i", "€": "e", "¢": "c"})
_NUMBER = re.compile(r"\d+[^\W\d_]{1,2}")
_LEAST_LETTERS = 2
_LEAST_WITH_SYMBOL = 3


def find_looks(word: str) -> str:
    """A folded word as it looks: letters like those of a to z are those, and i, l and 1 are one.

    Digits stand for letters only where letters are at least two and no fewer than all others, and not in a number with
    its ending: neither in 5s nor in 2013 nor in 1st; symbols only in words of three: not in 5$.
    """
    letters = sum(character.isalpha() for character in word)
    reads_digits = letters >= _LEAST_LETTERS and letters >= len(word) - letters and not _NUMBER.fullmatch(word)
    reads_symbols = letters > 0 and len(word) >= _LEAST_WITH_SYMBOL
    seen = []
    for character in word:
        if character.isalpha():
            seen.append(_replace_look(character))
        else:
            digit = character.translate(_LEET) if reads_digits else character
            seen.append(digit.translate(_SYMBOLS) if reads_symbols else digit)
    return LOOKS + "".join(seen).replace("l", "i")


def replace_looks(word: str) -> str:
    """A folded word with letters like those of a to z replaced by those, and nothing else; as long as before."""
    return "".join(_replace_look(letter) for letter in word)


def is_spelt_oddly(word: str, *, among_latin: bool) -> bool:
    """Whether a folded word may be meant for its looks: it mixes scripts, or letters with digits or symbols, or it is
    wholly in letters that look Latin in a text of Latin letters, or in Latin ones in a text of others.
    """
    if word.isascii() and word.isalpha():
        return not among_latin
    scripts = {find_script(letter) for letter in word if letter.isalpha()} & _ALPHABETS
    if len(scripts) > 1 or (scripts and not word.isalpha()):
        return True
    if scripts == {"LATIN"} or not scripts:
        return bool(scripts) and not among_latin
    return among_latin and all(find_look(letter) for letter in word)


def _replace_look(letter: str) -> str:
    return (find_look(letter) or letter) if find_script(letter) in _ALPHABETS else letter


def is_latin(text: str) -> bool:
    """Whether most letters of a text are Latin."""
    if text.isascii():
        return True
    scripts = [find_script(letter) for letter in text if letter.isalpha()]
    return 2 * scripts.count("LATIN") >= len(scripts)
