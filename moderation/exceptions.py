"""What can go wrong in moderation, by name."""

from collections.abc import Mapping
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


class SpamCheckFailed(ModerationError):
    """The spam checker gave no answer: what both of its kinds of failure tell."""

    def __init__(self, message: str, *, kind: str, detail: Mapping[str, str] | None = None) -> None:
        """Keep why, as ``moderation.models.FailureKind`` names it, and what the service said besides.

        ``detail`` holds the service's own headers by short names, such as ``alert_code``; never a key.
        """
        self.kind = kind
        self.detail = dict(detail or {})
        super().__init__(message)


class SpamCheckUnavailable(SpamCheckFailed):
    """The spam checker gave no verdict this time; asking again later may succeed."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        kind: str = "other",
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Keep how many seconds the service asked to wait, None where it named none."""
        self.retry_after = retry_after
        super().__init__(message, kind=kind, detail=detail)


class SpamCheckMisconfigured(SpamCheckFailed):
    """The spam checker cannot work until somebody changes a setting; asking again does not help."""

    def __init__(self, message: str, *, kind: str = "invalid", detail: Mapping[str, str] | None = None) -> None:
        """Take ``invalid`` for what the service refuses, ``other`` for what was never sent."""
        super().__init__(message, kind=kind, detail=detail)


class PayloadUnreadable(ModerationError):
    """What was submitted is stored encrypted, and none of the keys opens it."""


class InvalidWish(ModerationError):
    """A wish that says something nobody can act on; ``field`` names what, ``message`` is for whoever wished it."""

    def __init__(self, *, field: str, message: str) -> None:
        """Keep the translated sentence beside the field that it is about."""
        self.field = field
        self.message = message
        super().__init__(f"{field} is not valid")


class InvalidDecision(InvalidWish):
    """A moderator's decision on a comment."""


class InvalidSanction(InvalidWish):
    """A sanction that cannot be imposed so."""


class InvalidReport(InvalidWish):
    """A reader's report that cannot be taken so."""


class InvalidPolicyRule(InvalidWish):
    """A rule that the policy's table cannot take."""


class InvalidView(InvalidWish):
    """A view that cannot be saved so."""


class ViewNotFound(ModerationError):
    """The moderator has no view of that number."""


class InvalidDigest(InvalidWish):
    """A digest that cannot be asked for so."""


class BadDigestLink(ModerationError):
    """A link of a digest that is forged, or whose days are over."""


class InvalidKeys(ModerationError):
    """Keys that cannot be given so; ``errors`` tells by act what is wrong, for the moderator."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        """Keep the translated sentences by the act whose key they are about."""
        self.errors = errors
        super().__init__(f"invalid: {', '.join(sorted(errors))}")


class InvalidWordList(ModerationError):
    """A word list that cannot be kept so; ``errors`` tells by field what is wrong, for its editor."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        """Keep the translated sentences by the field that they are about; of no field: the empty name."""
        self.errors = errors
        super().__init__(f"invalid: {', '.join(sorted(errors))}")


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


class SanctionNotFound(ModerationError):
    """No sanction of that number."""


class NeverChanged(ModerationError):
    """The row is one of those that are added and never changed or deleted."""


class SectionRightNotFound(ModerationError):
    """No right of that number."""


class InvalidSectionRight(InvalidWish):
    """A right that cannot be given so."""


class BulkBusy(ModerationError):
    """The moderator has another bulk run under way; ``run_id`` is its number."""

    def __init__(self, run_id: int | None) -> None:
        """Keep which; None where it has ended by now."""
        self.run_id = run_id
        super().__init__(f"run {run_id} is under way")


class BulkNotFound(ModerationError):
    """No bulk run of that number."""


class BulkNotPossible(ModerationError):
    """The run is not in a state to be confirmed, or to be taken back."""
