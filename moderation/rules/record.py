"""How the author's comments fared of late."""

from moderation.rules.base import Limits, Report, Subject


def check_record(subject: Subject, limits: Limits) -> Report:
    """Notice an author of whose comments many were rejected or spam, where enough were decided to say so."""
    decided, rejected = subject.decided_of_late, subject.rejected_of_late
    is_bad = decided >= limits.record_least and rejected / decided >= limits.record_share
    saw = {"decided": decided, "rejected": rejected}
    return Report(check="record", signals=("record.rejected",) if is_bad else (), saw=saw)
