"""The stances at the head of a discussion: to choose from, and how readers split once somebody chose.

What everybody shares holds no number: percentages that stand there before somebody chose would choose for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import Discussion
from engagement.pages.subjects import Subject
from engagement.queries.stances import KnownStance, load_split, offered_stances


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceTag:
    """A stance that a comment bears."""

    label: str
    place: int
    """Which of the colours stands beside it; 0: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceView:
    """One stance to choose."""

    id: str
    """The number; as text, for templates write numbers as their readers do."""
    label: str
    place: int
    chosen: bool = False
    share: str = ""
    """In per cent; empty before the reader chose."""
    readers: str = ""
    x: str = "0"
    """Where its part of the bar begins, and how wide it is."""
    width: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class StancesView:
    """All stances of a discussion, as one reader or nobody in particular sees them."""

    url: str
    stances: tuple[StanceView, ...]
    is_open: bool
    told: bool = False
    """Whether it says how readers split."""
    chosen: str = ""
    """The label of what the reader chose; empty where they chose none of these."""
    total: str = ""
    """How many readers chose, in words."""

    @property
    def summary(self) -> str:
        """The split in one line, for who does not see the bar."""
        return ", ".join(f"{stance.label} {stance.share}" for stance in self.stances)


def view_stances(subject: Subject) -> StancesView | None:
    """The stances as everybody sees them; none where the prompt offers none."""
    offered = offered_stances(subject.discussion)
    if not offered:
        return None
    stances = tuple(StanceView(id=str(known.id), label=known.label, place=known.place) for known in offered)
    return StancesView(url=_url(subject), stances=stances, is_open=subject.is_open)


def view_split(subject: Subject, discussion: Discussion, *, chosen: int | None) -> StancesView:
    """The stances for a reader who may know how all of them split, with the number of the one that they chose."""
    split = load_split(discussion)
    shares = _round([count for _known, count in split.counts])
    stances: list[StanceView] = []
    begins = 0.0
    for (known, count), share in zip(split.counts, shares, strict=True):
        width = 100 * count / split.total if split.total else 0.0
        stances.append(
            StanceView(
                id=str(known.id),
                label=known.label,
                place=known.place,
                chosen=known.id == chosen,
                share=_("%(share)s%%") % {"share": localize(share)},
                readers=_readers(count),
                x=f"{begins:.2f}",
                # The gap parts them where colours do not.
                width=f"{max(0.0, width - 0.3):.2f}",
            )
        )
        begins += width
    return StancesView(
        url=_url(subject),
        stances=tuple(stances),
        is_open=subject.is_open,
        told=True,
        chosen=next((known.label for known, _count in split.counts if known.id == chosen), ""),
        total=_have_chosen(split.total),
    )


def tag_of(known: KnownStance | None) -> StanceTag | None:
    """What stands at a comment that bears the stance."""
    return StanceTag(label=known.label, place=known.place) if known else None


def _url(subject: Subject) -> str:
    return reverse("engagement:stance", args=[subject.key])


def _readers(count: int) -> str:
    return ngettext("%(count)s reader", "%(count)s readers", count) % {"count": localize(count)}


def _have_chosen(count: int) -> str:
    return ngettext("%(count)s reader has chosen.", "%(count)s readers have chosen.", count) % {
        "count": localize(count)
    }


def _round(counts: Sequence[int]) -> list[int]:
    """Whole per cents that add up to 100: the largest remainders are rounded up."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    shares = [100 * count // total for count in counts]
    largest = sorted(range(len(counts)), key=lambda at: (-(100 * counts[at] % total), at))
    for at in largest[: 100 - sum(shares)]:
        shares[at] += 1
    return shares
