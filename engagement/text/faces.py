"""Faces: a small tile of quarter circles that tells authors of one thread apart, drawn from bytes that say nothing."""

import hashlib
from dataclasses import dataclass

# Middle tones of one lightness: each stands out from white and from near black alike.
_COLORS = ("#7c93ad", "#79a09a", "#88a07b", "#a2986f", "#b08f6f", "#b0837a", "#9c8192", "#8b87a8")

_CELLS = ((0, 0), (12, 0), (0, 12), (12, 12))
# Offset of the start within the cell of 12 by 12, and the path from there; the last leaves its cell empty.
_SHAPES = (
    (0, 0, "h12a12 12 0 0 1-12 12z"),
    (12, 0, "v12a12 12 0 0 1-12-12z"),
    (12, 12, "h-12a12 12 0 0 1 12-12z"),
    (0, 12, "v-12a12 12 0 0 1 12 12z"),
    (6, 1, "a5 5 0 1 1 0 10a5 5 0 1 1 0-10z"),
    (0, 0, "h12v12h-12z"),
    None,
)


@dataclass(frozen=True, slots=True)
class Face:
    """A color and the data of an SVG path in a view box of 24 by 24."""

    color: str
    path: str


def face(seed: bytes) -> Face:
    """Draw the face of a seed: the same seed gives the same face, for ever.

    The seed must be a keyed hash of whoever it stands for, made by the caller. There are 16,464 faces, so one tells
    little about its seed and nothing about what was hashed.
    """
    digest = hashlib.blake2b(seed, digest_size=5).digest()
    # The first cell is never empty, so no face is.
    choices = (digest[1] % (len(_SHAPES) - 1), *(byte % len(_SHAPES) for byte in digest[2:]))
    parts = []
    for (left, top), choice in zip(_CELLS, choices, strict=True):
        shape = _SHAPES[choice]
        if shape is not None:
            x, y, path = shape
            parts.append(f"M{left + x} {top + y}{path}")
    return Face(color=_COLORS[digest[0] % len(_COLORS)], path="".join(parts))
