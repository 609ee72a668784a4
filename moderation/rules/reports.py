"""Reports by readers: for which reasons, how much each weighs, and when together they take a comment out of sight."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ILLEGAL = "illegal"
"""The reason that takes a comment out of sight even after a moderator approved it."""

OTHER = "other"
"""The reason that needs words."""

DISAGREE = "disagree"
"""What is offered among the reasons and is none: nothing is stored."""

_PATIENCE = 3
"""Refused reports beyond what is forgiven, from which on the next ones weigh less."""

_FORGIVEN = 3
"""Refused reports for which one that was right makes up."""

_LEAST = 1 / 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReason:
    """Why a reader may report a comment."""

    code: str
    """Kept for ever in reports and decisions."""
    label: str | Promise
    """What moderators read."""
    says: str | Promise
    """What readers choose."""
    threshold: float
    """The weight of reports that takes a comment back, where the settings say nothing else; 0: none does."""


REASONS: dict[str, ReportReason] = {
    reason.code: reason
    for reason in (
        ReportReason(code="offensive", label=_("offensive"), says=_("It is offensive"), threshold=3),
        ReportReason(code="harassment", label=_("harassment"), says=_("It harasses somebody"), threshold=3),
        ReportReason(code="hate", label=_("hatred"), says=_("It stirs up hatred"), threshold=3),
        ReportReason(code="spam", label=_("spam"), says=_("It is spam or advertising"), threshold=3),
        ReportReason(code="off_topic", label=_("off topic"), says=_("It is off topic"), threshold=0),
        ReportReason(code="false", label=_("false"), says=_("It says what is not true"), threshold=0),
        ReportReason(code="personal_data", label=_("personal data"), says=_("It shows personal data"), threshold=2),
        ReportReason(code=ILLEGAL, label=_("illegal"), says=_("It breaks the law"), threshold=2),
        ReportReason(code=OTHER, label=_("something else"), says=_("Something else"), threshold=0),
    )
}
"""By code, in the order in which readers choose. What is a matter of opinion takes nothing out of sight by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One report, as it counts."""

    is_member: bool
    origin: str
    """Where a guest sits, as a keyed hash; empty where that is not known."""
    weight: float


def weigh_reporter(*, agreed: int, refused: int) -> float:
    """How much the next report of somebody weighs, of whose reports moderators found so many right and so many not.

    Halves and halves of halves alone, so that sums are exact. Nobody is silenced: a moderator sees every report.
    """
    surplus = refused - _FORGIVEN * agreed - _PATIENCE
    return 1.0 if surplus < 0 else max(0.5 ** (surplus + 1), _LEAST)


def add_up(voices: Iterable[Voice]) -> float:
    """What reports for one reason weigh together. Guests at one address count as one: tokens cost nothing."""
    total = 0.0
    guests: dict[str, float] = {}
    for voice in voices:
        if voice.is_member:
            total += voice.weight
        else:
            guests[voice.origin] = max(guests.get(voice.origin, 0.0), voice.weight)
    return total + sum(guests.values())


def takes_back(*, reason: str, total: float, threshold: float, is_approved: bool) -> bool:
    """Whether so much weight takes a comment out of sight until a moderator has looked."""
    if is_approved and reason != ILLEGAL:
        return False
    return 0 < threshold <= total
