"""The shapes of answers that are made where they are given."""

from typing import TypedDict

from engagement.plumbing.shapes import Count, Moment, Number


class CountsByKeyShape(TypedDict):
    """Published comments, by the key asked for."""

    counts: dict[str, Count]


class RespectShape(TypedDict):
    """Whether whoever asks respects a comment, and how many do."""

    respected: bool
    respect: Count


class AskedShape(TypedDict):
    """The same words to everybody who wants to follow."""

    detail: str


class SessionShape(TypedDict):
    """A session of a reader of another site."""

    session: str
    expires_at: Moment
    name: str


class StanceCountShape(TypedDict):
    """How many readers chose a stance."""

    stance: Number
    label: str
    readers: Count


class SplitShape(TypedDict):
    """What a reader chose; how all readers split stands there for who chose, and for all once nobody can choose."""

    stance: Number | None
    readers: Count | None
    split: list[StanceCountShape] | None
