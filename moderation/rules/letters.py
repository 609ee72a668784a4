"""Single letters: which are the same but for case, marks or looks, and which are other letters in some language."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from confusable_homoglyphs.confusables import confusables_data

# Letters with a mark that stand in the alphabet of a language as letters of their own.
_OWN_LETTERS = {
    "az": "çəğıöşü",
    "be": "йў",
    "bs": "čćđšž",
    "ca": "ç",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøå",
    "de": "äöü",
    "es": "ñ",
    "et": "äõöüšž",
    "fi": "äöå",
    "gl": "ñ",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "is": "áðéíóúýþæö",
    "kk": "й",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "nb": "æøå",
    "nn": "æøå",
    "no": "æøå",
    "pl": "ąćęłńóśźż",
    "ro": "ăâîșț",
    "ru": "й",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sq": "çë",
    "sv": "åäö",
    "tr": "çğıöşü",
    "uk": "йїґ",
    "vi": "ăâđêôơư",
}
# Latin letters that look like others with a mark and decompose into nothing.
_MARKED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_TRANSCRIBED = {
    "de": {"ä": "ae", "ö": "oe", "ü": "ue"},
    "da": {"æ": "ae", "ø": "oe", "å": "aa"},
}
_TRANSCRIBED |= {"nb": _TRANSCRIBED["da"], "nn": _TRANSCRIBED["da"], "no": _TRANSCRIBED["da"]}
# Elsewhere marks are vowels or make another consonant: Indic scripts, Thai, kana.
_SCRIPTS_WITH_MARKS_TO_DROP = frozenset({"LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC"})
_SCRIPTS_WITHOUT_SPACES = frozenset(
    {
        "CJK",
        "HIRAGANA",
        "KATAKANA",
        "BOPOMOFO",
        "THAI",
        "LAO",
        "KHMER",
        "MYANMAR",
        "TIBETAN",
        "TAI",
        "BALINESE",
        "JAVANESE",
    }
)
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How letters are taken for the same."""

    kept: frozenset[str] | None = frozenset()
    """Letters that keep their mark; none: all keep it."""
    dotless: bool = False
    """Whether the small letter of I is ı."""


@cache
def find_alphabet(language: str, *, marked: bool = False) -> Alphabet:
    """The alphabet of a language such as ``pt-br``; of one that is not known where it is empty. ``marked``: every
    letter keeps its mark.
    """
    language = _primary(language)
    kept = None if marked else frozenset(_OWN_LETTERS.get(language, ""))
    return Alphabet(kept=kept, dotless=language in {"tr", "az"})


def transcribe(word: str, language: str) -> str:
    """A word in lower case as it is written where its letters are not at hand, such as ``ue`` for ``ü`` in German."""
    for letter, others in _TRANSCRIBED.get(_primary(language), {}).items():
        word = word.replace(letter, others)
    return word


class FoldedLetters(dict[str, str]):
    """Each character as it is folded under an alphabet, worked out when it is first met."""

    def __init__(self, alphabet: Alphabet) -> None:
        """Begin with nothing."""
        super().__init__()
        self._alphabet = alphabet

    def __missing__(self, letter: str) -> str:
        """Fold a character, or one with the marks that follow it: its case, its form, its mark unless the alphabet
        keeps it; empty where it shows nothing. Only single characters are remembered: nobody can fill the memory.
        """
        folded = self._fold(letter)
        if len(letter) == 1:
            self[letter] = folded
        return folded

    def _fold(self, letter: str) -> str:
        if self._alphabet.dotless and letter in {"I", "İ"}:
            return "ı" if letter == "I" else "i"
        seen = "".join(part for part in letter if not is_invisible(part))
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
        kept = self._alphabet.kept
        return folded if kept is None or folded.isascii() else _drop_marks(folded, kept)


@cache
def fold_letters(alphabet: Alphabet) -> FoldedLetters:
    """The characters as folded under an alphabet."""
    return FoldedLetters(alphabet)


def is_invisible(letter: str) -> bool:
    """Whether a character shows nothing and is no space: a joiner, a soft hyphen, a control, a variation of another."""
    if letter in _INVISIBLE or "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef":
        return True
    return unicodedata.category(letter) in {"Cf", "Cc"} and not letter.isspace()


def _drop_marks(folded: str, kept: frozenset[str]) -> str:
    """Take off the marks that make no other letter, in scripts where marks can go."""
    parts: list[str] = []
    for letter in folded:
        is_mark = unicodedata.combining(letter) > 0
        if is_mark and parts and find_script(parts[-1]) in _SCRIPTS_WITH_MARKS_TO_DROP:
            composed = unicodedata.normalize("NFC", parts[-1] + letter)
            parts[-1] = composed if composed in kept else parts[-1]
        else:
            parts.append(letter if letter in kept else _plain(letter, kept))
    return "".join(parts)


def _plain(letter: str, kept: frozenset[str]) -> str:
    if find_script(letter) not in _SCRIPTS_WITH_MARKS_TO_DROP:
        return letter
    decomposed = unicodedata.normalize("NFD", letter)
    base = decomposed[0]
    for mark in decomposed[1:]:
        composed = unicodedata.normalize("NFC", base + mark)
        base = composed if composed in kept else base
    return base if base in kept else base.translate(_MARKED)


@lru_cache(maxsize=16_384)
def find_look(letter: str) -> str:
    """The letter a to z that a letter looks like; empty for none. Capitals count too: к is a small К, which is K."""
    for form in (letter, letter.upper()):
        if form.isascii() and form.isalpha():
            return form.lower()
        looks = [alike["c"] for alike in confusables_data.get(form, ())]
        latin = next((look for look in looks if len(look) == 1 and look.isascii() and look.isalpha()), "")
        if latin:
            return latin.lower()
    return ""


@lru_cache(maxsize=16_384)
def find_script(letter: str) -> str:
    """The script of a letter, as the first word of its name in Unicode; empty where it has no name."""
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]


def is_without_spaces(letter: str) -> bool:
    """Whether words in the letter's script are written without spaces between them."""
    return find_script(letter) in _SCRIPTS_WITHOUT_SPACES


def _primary(language: str) -> str:
    return language.casefold().replace("_", "-").partition("-")[0]
