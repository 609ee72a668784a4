"""An author's record as a bar: what became of their comments, in per cent of its width."""

from dataclasses import dataclass

from moderation.queries.authors import AuthorRecord

_GAP = 0.7
"""Between two parts, in per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One part of the bar; numbers as SVG takes them, in every language."""

    kind: int
    """1: approved, 2: rejected, 3: spam."""
    x: str
    width: str


def draw_record(author: AuthorRecord) -> tuple[Share, ...]:
    """The parts of the bar, from the start; none where nothing has become of anything yet."""
    counts = {1: author.approved, 2: author.rejected, 3: author.spam}
    present = {kind: count for kind, count in counts.items() if count}
    total = sum(present.values())
    room = 100 - _GAP * (len(present) - 1)
    shares = []
    start = 0.0
    for kind, count in present.items():
        width = room * count / total
        shares.append(Share(kind=kind, x=f"{start:.2f}%", width=f"{width:.2f}%"))
        start += width + _GAP
    return tuple(shares)
