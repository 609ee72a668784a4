"""What may become of a comment, and how strict that is."""

from enum import StrEnum


class Outcome(StrEnum):
    """From the mildest to the strictest."""

    PUBLISH = "publish"
    HOLD = "hold"
    SPAM = "spam"
    REFUSE = "refuse"

    @property
    def strictness(self) -> int:
        """For comparing: the more, the stricter."""
        return list(Outcome).index(self)
