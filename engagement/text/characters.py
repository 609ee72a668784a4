"""Single characters: which are refused, which show nothing, which have no place outside of a page."""

import re
import unicodedata
from dataclasses import dataclass

FORBIDDEN = re.compile("[\\x00\\ud800-\\udfff]")

# Embeddings, overrides and isolates: outside of a page nothing closes them, so they would reorder what follows.
_BIDI_CONTROLS = "\\u202a-\\u202e\\u2066-\\u2069"
# What XML 1.0 (2.2, Characters) has no place for, and the C1 controls that it discourages.
_NOT_IN_XML = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff"
_ONLY_IN_PAGES = re.compile(f"[{_NOT_IN_XML}{_BIDI_CONTROLS}]")

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
# Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties) of other categories, and the empty Braille cell.
_INVISIBLE_LETTERS = re.compile(
    "[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180d\\u180f\\u2800\\u3164\\ufe00-\\ufe0f\\uffa0\\U000e0100-\\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class ForbiddenCharacter:
    """A character that no database or encoding can hold, and where it stands: `position` counts characters from 0."""

    position: int
    name: str


def find_forbidden(text: str) -> ForbiddenCharacter | None:
    """Find the first character to refuse: NUL, which PostgreSQL cannot store, or a lone surrogate, which UTF-8 cannot.

    Every other control character is harmless in a page and stays as typed.
    """
    found = FORBIDDEN.search(text)
    if found is None:
        return None
    kind = "NUL" if found.group() == "\0" else "surrogate"
    return ForbiddenCharacter(position=found.start(), name=f"{kind} (U+{ord(found.group()):04X})")


def is_blank(text: str) -> bool:
    """Say whether nothing of the text would be seen: only spaces, controls, joiners, fillers and the like."""
    rest = _INVISIBLE_LETTERS.sub("", text)
    return all(unicodedata.category(character) in _INVISIBLE_CATEGORIES for character in rest)


def drop_invisible(text: str) -> str:
    """Leave out every character that shows nothing and is no space: controls, joiners, fillers and the like."""
    rest = _INVISIBLE_LETTERS.sub("", text)
    if rest.isprintable():
        return rest
    return "".join(
        character
        for character in rest
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE_CATEGORIES
    )


def plain_line(text: str) -> str:
    """Bring text on one line for where there is no markup to isolate it: feeds, mails, titles, labels, logs.

    Controls that XML refuses and controls that would reorder the words around it are left out.
    """
    return " ".join(_ONLY_IN_PAGES.sub("", " ".join(text.split())).split())
