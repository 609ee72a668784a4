"""Forests of comments shaped like those of real sites, the same for every system that is measured.

``busy``: a news site's discussion; 27 in 100 comments are roots, 9 roots in 10 have up to three replies, one in a
hundred has twenty to two hundred. ``blog``: 24,258 comments of one blog from 2004 to 2026; 96 in 100 are roots, and one
root in 44 has replies.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

SHAPES = ("busy", "blog")

_BUSY = ((0.33, (0, 0)), (0.57, (1, 3)), (0.09, (4, 19)), (0.01, (20, 200)))
"""Shares of the roots, and how many replies such a root has, from and to."""
_BLOG = ((0.977, (0, 0)), (0.0149, (1, 1)), (0.0053, (2, 3)), (0.0019, (4, 5)), (0.0009, (6, 12)))
_LENGTHS = {
    "busy": (20, 60, 100, 160, 220, 300, 450),
    "blog": (30, 45, 94, 199, 407, 736, 1034, 1876),
}
_PARENTS = ((0.62, "root"), (0.92, "last"))
"""What a reply answers: six in ten the root, three in ten the reply before it, the rest any other."""
_TEXT = (
    "the quay must stay open because traders need it and the council said so last spring while nobody asked us "
    "whether buses still run after nine or who pays for the lights that were promised to the school"
)


@dataclass(frozen=True, slots=True)
class Planted:
    """One comment, before it is a row anywhere."""

    number: int
    parent: int | None
    """The number of what it answers; an earlier one."""
    root: int
    depth: int
    name: str
    text: str


def grow(count: int, *, shape: str = "busy", seed: int = 1) -> Iterator[Planted]:
    """So many comments, every one behind what it answers; threads are mixed as on a site where many write at once."""
    chance = random.Random(seed)  # noqa: S311  The same forest each time.
    number = 0
    while number < count:
        for planted in _thread(number, chance, shape):
            if number >= count:
                return
            yield planted
            number += 1


def grow_chain(count: int) -> Iterator[Planted]:
    """One root and so many replies, each to the one before it."""
    for number in range(count + 1):
        text = f"Answer {number} in a long quarrel about the quay."
        yield Planted(number, number - 1 if number else None, 0, number, f"Reader {number % 7}", text)


def _thread(first: int, chance: random.Random, shape: str) -> Iterator[Planted]:
    yield Planted(first, None, first, 0, _name(chance), _text(chance, shape))
    depths = {first: 0}
    for number in range(first + 1, first + 1 + _replies(chance, shape)):
        parent = _parent(first, number, chance)
        depths[number] = depths[parent] + 1
        yield Planted(number, parent, first, depths[number], _name(chance), _text(chance, shape))


def _replies(chance: random.Random, shape: str) -> int:
    drawn = chance.random()
    for share, (least, most) in _BUSY if shape == "busy" else _BLOG:
        drawn -= share
        if drawn < 0:
            return chance.randint(least, most)
    return 0


def _parent(first: int, number: int, chance: random.Random) -> int:
    drawn = chance.random()
    for limit, kind in _PARENTS:
        if drawn < limit:
            return first if kind == "root" else number - 1
    return chance.randrange(first, number)


def _name(chance: random.Random) -> str:
    return f"Reader {chance.randrange(4000)}"


def _text(chance: random.Random, shape: str) -> str:
    known = _TEXT.split()
    length = chance.choice(_LENGTHS[shape])
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words.append(chance.choice(known))
    return " ".join(words).capitalize() + "."
