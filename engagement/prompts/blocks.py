"""What an article's text blocks are: their kind, their setting, and their place in the source."""

from dataclasses import dataclass, field
from enum import Enum, Flag, auto

LINE_BREAK = "\u2028"
"""What stands in a block's text for a line break that the author put there."""


class Kind(Enum):
    """What a block of text is."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    CODE = auto()
    TABLE = auto()
    CAPTION = auto()


class Setting(Flag):
    """What a block stands in."""

    NONE = 0
    QUOTE = auto()
    ASIDE = auto()
    CHROME = auto()


@dataclass(slots=True)
class Block:
    """A text block; `index` counts from 0, `start` and `end` are its range of the source."""

    index: int
    kind: Kind
    setting: Setting
    start: int
    end: int
    level: int = 0
    after_rule: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a block: the range of its text in the block, the text, and where it leads."""

    start: int
    end: int
    text: str
    href: str


@dataclass(slots=True)
class BlockText:
    """A block's text, with what is needed to find any part of it in the source again.

    `text` keeps the white space of the source. `runs` holds, in order, the offset in `text` and the source range of
    each run; a run as long as its source range maps character by character. `strong` counts the characters set in bold.
    """

    text: str = ""
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    strong: int = 0
