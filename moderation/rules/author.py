"""Who writes: a guest, somebody new, somebody trusted, somebody under a sanction."""

from moderation.rules.base import Limits, Report, Subject
from moderation.rules.signals import TRUSTED

MOST_REMEMBERED = 500
"""So many of an author's comments are looked at, the latest: more tell nothing more."""


def check_author(subject: Subject, limits: Limits) -> Report:
    """Tell a guest, an author of whom nothing was published before, a trusted one, and one under a sanction."""
    noticed = {
        "author.guest": subject.is_guest,
        "author.first": subject.published == 0,
        TRUSTED: _is_trusted(subject, limits),
        "author.sanctioned": subject.is_sanctioned,
    }
    signals = tuple(signal for signal, holds in noticed.items() if holds)
    return Report(check="author", signals=signals, saw={"published": subject.published})


def _is_trusted(subject: Subject, limits: Limits) -> bool:
    """Whether an account has earned trust; a guest's name and address are only claimed, and earn none."""
    if not limits.trusted_after or subject.is_guest or subject.is_sanctioned:
        return False
    return subject.published >= limits.trusted_after and not subject.rejected_of_late
