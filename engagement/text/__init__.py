"""What a reader typed in: kept as typed, shown as safe HTML. Pure: no Django, no input or output."""

from engagement.text.characters import ForbiddenCharacter, find_forbidden, is_blank, plain_line
from engagement.text.emptiness import says_nothing
from engagement.text.excerpts import excerpt, shorten
from engagement.text.faces import Face, face
from engagement.text.folding import fold
from engagement.text.names import find_look, find_sign, name_looks
from engagement.text.normalizing import normalize, normalize_name
from engagement.text.plain import plain_text
from engagement.text.rendering import RENDER_VERSION, render

__all__ = [
    "RENDER_VERSION",
    "Face",
    "ForbiddenCharacter",
    "excerpt",
    "face",
    "find_forbidden",
    "find_look",
    "find_sign",
    "fold",
    "is_blank",
    "name_looks",
    "normalize",
    "normalize_name",
    "plain_line",
    "plain_text",
    "render",
    "says_nothing",
    "shorten",
]
