"""What can go wrong, by name. Each says enough for a form and for the API to tell the reader."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any


class EngagementError(Exception):
    """Anything that engagement refuses."""


class DiscussionNotFound(EngagementError):
    """No discussion of that key that a reader may see: unknown, hidden, or its article is not public."""


class CannotMerge(EngagementError):
    """Two discussions that cannot become one; ``message`` is for the editor."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class KeyTaken(EngagementError):
    """The key is a discussion's own, or an alias of another; ``message`` is for the editor."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        self.message = message
        super().__init__(message)


class KeyOfHost(EngagementError):
    """The key belongs to a registered model, whose objects alone say what their discussions are about."""


class BadSignature(EngagementError):
    """A signed article that no valid token's key signed, or whose time is over; ``code`` is for machines."""

    def __init__(self, *, code: str) -> None:
        self.code = code
        super().__init__(code)


class DiscussionClosed(EngagementError):
    """The discussion can be read and takes no more comments, or none before ``opening``."""

    def __init__(self, key: str, *, opening: dt.datetime | None = None) -> None:
        self.opening = opening
        super().__init__(key)


class BranchLocked(EngagementError):
    """The comment, or one that it hangs under, takes no more replies."""


class CommentNotFound(EngagementError):
    """No comment of that number that a reader may see."""


class InvalidInput(EngagementError):
    """What was sent cannot be stored; ``errors`` holds translated sentences by field."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors: dict[str, list[str]] = {field: list(messages) for field, messages in errors.items()}
        super().__init__(f"invalid: {', '.join(sorted(self.errors))}")


class InvalidComment(InvalidInput):
    """A reader's comment cannot be stored as it was sent."""


class InvalidDiscussion(InvalidInput):
    """What a publisher tells of an article cannot be stored as it was sent."""


class InvalidFollow(InvalidInput):
    """A wish to follow a discussion cannot be kept as it was sent."""


class InvalidSignIn(InvalidInput):
    """What was sent to sign a reader in is not what can be exchanged."""


class SignInOff(EngagementError):
    """The publisher has not set up single sign-on."""


class SignInRefused(EngagementError):
    """A publisher's token that is not taken; ``code`` says roughly why, and no secret."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class SessionEnded(EngagementError):
    """A session of single sign-on that is forged, over or was ended, or whose account may not take part any more."""


class InvalidPrompt(InvalidInput):
    """An editor's decision on a prompt cannot be kept as it was sent."""


class FollowingOff(EngagementError):
    """On this site nobody follows discussions by mail."""


class MailServerDown(EngagementError):
    """The mail server could not be reached, or lets nobody in; nothing was handed to it."""


class CommentRefused(EngagementError):
    """A gate turned the comment away; ``message`` is for the reader, ``code`` for machines."""

    def __init__(self, *, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


class PostingTooFast(EngagementError):
    """More was posted than the limits allow, by one sender or, where it is ``crowded``, by all who write in the
    discussion together; ``retry_after`` is in seconds.
    """

    def __init__(self, *, retry_after: int, crowded: bool = False) -> None:
        self.retry_after = retry_after
        self.crowded = crowded
        super().__init__(f"retry after {retry_after} s")


class RespectRefused(EngagementError):
    """A comment cannot be respected by this reader; ``message`` is for them, ``code`` for machines."""

    def __init__(self, *, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


class RespectTooFast(EngagementError):
    """More comments were respected than the limits allow; ``retry_after`` is in seconds."""

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"retry after {retry_after} s")


class PublishingTooFast(EngagementError):
    """More discussions were put with one token than the limits allow; ``retry_after`` is in seconds."""

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"retry after {retry_after} s")


class OpeningTooFast(PublishingTooFast):
    """More signed articles came from one reader than the limits allow."""


class StanceRefused(EngagementError):
    """A stance cannot be taken by whoever asks; ``message`` is for them, ``code`` for machines."""

    def __init__(self, *, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


class StanceTooFast(EngagementError):
    """More stances were chosen than the limits allow; ``retry_after`` seconds from now it may be tried again."""

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"retry after {retry_after} s")


class IdempotencyConflict(EngagementError):
    """The idempotency key was used before for another comment."""


class GateFailed(EngagementError):
    """A gate broke, so nothing may pass; the comment was not stored."""


class StaleComment(EngagementError):
    """The comment is not what the caller saw; carries what it is now."""

    def __init__(self, *, visibility: str, revision: int) -> None:
        self.visibility = visibility
        self.revision = revision
        super().__init__(f"now {visibility}, revision {revision}")


class NotEditable(EngagementError):
    """The author may not, or no longer, change or withdraw their comment; ``message`` is for them, ``code`` for
    machines.
    """

    def __init__(self, *, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


class CommentWithdrawn(EngagementError):
    """Its author took the comment back, for good."""


class ForbiddenTransition(EngagementError):
    """The comment's visibility cannot change that way."""

    def __init__(self, *, before: str, after: str) -> None:
        self.before = before
        self.after = after
        super().__init__(f"{before} cannot become {after}")


class InvalidEndpoint(EngagementError):
    """An endpoint cannot be as it was wished; ``field`` names what is wrong, ``message`` says what is allowed."""

    def __init__(self, *, field: str, message: str) -> None:
        self.field = field
        self.message = message
        super().__init__(field)


class EndpointNotFound(EngagementError):
    """There is no endpoint with that id."""


class NotDelivered(EngagementError):
    """What was sent to an endpoint did not arrive, or nobody knows; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class BadCursor(EngagementError):
    """A cursor that this site did not make, or made for another order."""


class BadToken(EngagementError):
    """An author's token that is forged, expired or of a comment that is gone."""


class HostNotRegistered(EngagementError):
    """A model that was never registered as one that carries discussions."""

    def __init__(self, model: Any) -> None:
        super().__init__(f"{model!r} is not registered; call engagement.api.register_host for it")
