"""MinHash: a few numbers by which texts that share much are found among many, without comparing them all."""

import hashlib
import struct
from collections.abc import Iterator

from moderation.rules.folding import fold
from moderation.rules.letters import find_alphabet

BANDS = 24
"""Rows stored a text."""
_ROWS = 3
_HASHES = BANDS * _ROWS
_SHINGLE = 4
_HASHING = struct.Struct(f">{_HASHES}I")


def simplify(text: str) -> str:
    """The letters and digits of a text, folded, with single spaces between words."""
    folded = fold(text, find_alphabet(""))
    return " ".join(
        "".join(
            letter if kind in "LNC" else " " for letter, kind in zip(folded.text, folded.kinds, strict=True)
        ).split()
    )


def find_bands(simplified: str) -> tuple[int, ...]:
    """The value of each band, as 64-bit integers with a sign; of texts alike, with great likelihood some are equal."""
    shingles = {simplified[start : start + _SHINGLE] for start in range(max(1, len(simplified) - _SHINGLE + 1))}
    hashes = (_HASHING.unpack(hashlib.shake_128(shingle.encode()).digest(_HASHING.size)) for shingle in shingles)
    return tuple(_join(map(min, zip(*hashes, strict=True))))


def _join(least: Iterator[int]) -> Iterator[int]:
    values = tuple(least)
    for start in range(0, _HASHES, _ROWS):
        data = struct.pack(f">{_ROWS}I", *values[start : start + _ROWS])
        yield int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), signed=True)
