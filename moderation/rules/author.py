"""Who writes: a guest, somebody new, somebody under a sanction."""

from moderation.rules.base import Limits, Report, Subject


def check_author(subject: Subject, limits: Limits) -> Report:  # noqa: ARG001
    """Tell a guest, an author of whom nothing was published before, and one who may not write for a while."""
    noticed = {
        "author.guest": subject.is_guest,
        "author.first": subject.published == 0,
        "author.sanctioned": subject.is_sanctioned,
    }
    signals = tuple(signal for signal, holds in noticed.items() if holds)
    return Report(check="author", signals=signals, saw={"published": subject.published})
