"""What can go wrong in moderation, by name."""

from dataclasses import dataclass
from datetime import datetime


class ModerationError(Exception):
    """Anything that moderation refuses or cannot do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LastDecision:
    """Who decided last on a comment, when and why."""

    decision_id: int
    actor: str
    """``moderator``, ``policy`` or ``author``."""
    moderator: str
    """The moderator's name; empty where it was somebody else, or the account is gone."""
    action: str
    reason: str
    note: str
    at: datetime


class SpamCheckUnavailable(ModerationError):
    """The spam checker gave no verdict this time; asking again later may succeed."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """Keep how many seconds the service asked to wait, None where it named none."""
        self.retry_after = retry_after
        super().__init__(message)


class SpamCheckMisconfigured(ModerationError):
    """The spam checker cannot work until somebody changes a setting; asking again does not help."""


class InvalidDecision(ModerationError):
    """A decision that says something nobody can act on; ``field`` names what, ``message`` is for the moderator."""

    def __init__(self, *, field: str, message: str) -> None:
        """Keep the translated sentence beside the field that it is about."""
        self.field = field
        self.message = message
        super().__init__(f"{field} is not valid")


class StaleDecision(ModerationError):
    """The comment is not what the moderator saw; carries what it is now, and the decision that made it so."""

    def __init__(self, *, visibility: str, revision: int, last: LastDecision | None) -> None:
        """Keep the comment as it is now; ``last`` is None where nobody decided on it yet."""
        self.visibility = visibility
        self.revision = revision
        self.last = last
        super().__init__(f"now {visibility}, revision {revision}")


class DecisionNotPossible(ModerationError):
    """The comment was withdrawn or erased: nobody brings it back."""


class DecisionNotFound(ModerationError):
    """No decision of that number."""


class NothingToUndo(ModerationError):
    """The decision is none that a moderator made, or is itself the undoing of another."""
