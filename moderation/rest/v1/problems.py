"""The problems (RFC 9457) of the moderators' API, by what they come from."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engagement.api import CommentNotFound
from engagement.plumbing.problems import Kind, answer_common, answer_kind
from moderation.api import (
    DecisionNotFound,
    DecisionNotPossible,
    InvalidDecision,
    ModerationError,
    NothingToUndo,
    StaleDecision,
)
from moderation.rest.v1.serializers import show_last


class InvalidMembers(ModerationError):
    """Members of the body are not of the kind that they must be; ``errors`` tells by member what is wrong."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        """Keep the translated sentences by the member that they are about."""
        self.errors = errors
        super().__init__(f"invalid: {', '.join(sorted(errors))}")


class EditedSince(ModerationError):
    """The comment is another text than what was seen; carries what it is now."""

    def __init__(self, stale: StaleDecision) -> None:
        """Keep the comment as it is now; who decided before says nothing about this text."""
        self.visibility = stale.visibility
        self.revision = stale.revision
        super().__init__(f"now revision {stale.revision}")


_INVALID = Kind(
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    name="invalid-decision",
    title=_("This cannot be decided so"),
    detail=_("Nothing was decided. Mend what the errors name and send it again."),
)
_STALE = Kind(
    status=HTTPStatus.CONFLICT,
    name="stale-decision",
    title=_("The comment is not what was seen"),
    detail=_("Nothing was changed. Look at the comment as it is now."),
)
KINDS: dict[type[Exception], Kind] = {
    InvalidDecision: _INVALID,
    InvalidMembers: _INVALID,
    StaleDecision: _STALE,
    EditedSince: _STALE,
    DecisionNotPossible: Kind(
        status=HTTPStatus.CONFLICT,
        name="comment-gone",
        title=_("The comment was withdrawn or erased"),
        detail=_("Nothing was changed, and nothing is left to decide."),
    ),
    NothingToUndo: Kind(
        status=HTTPStatus.CONFLICT,
        name="nothing-to-undo",
        title=_("This decision cannot be taken back"),
        detail=_("Nothing was changed. Only what a moderator decided can be taken back, and no undoing can."),
    ),
    CommentNotFound: Kind(
        status=HTTPStatus.NOT_FOUND,
        name="comment-not-found",
        title=_("No such comment"),
        detail=_("It may have been deleted."),
    ),
    DecisionNotFound: Kind(
        status=HTTPStatus.NOT_FOUND,
        name="decision-not-found",
        title=_("No such decision"),
        detail=_("It may have been deleted with its comment."),
    ),
}


def kinds_of(*errors: type[Exception]) -> tuple[Kind, ...]:
    """What is said of these errors, for the API's document; of those that come to the same, once."""
    return tuple(dict.fromkeys(KINDS[error] for error in errors))


def answer_problem(error: Exception, _context: Mapping[str, Any]) -> Response | None:
    """The answer to an error that has one; none for a fault of the program, which is Django's to log and to answer."""
    if isinstance(error, InvalidDecision):
        return answer_kind(_INVALID, errors={error.field: [error.message]})
    if isinstance(error, InvalidMembers):
        return answer_kind(_INVALID, errors=error.errors)
    if isinstance(error, StaleDecision):
        return _answer_stale(error)
    if isinstance(error, EditedSince):
        return _answer_edited(error)
    if type(error) in KINDS:
        return answer_kind(KINDS[type(error)])
    return answer_common(error)


def _answer_stale(error: StaleDecision) -> Response:
    """What the comment is now, and who made it so: null where it was nobody's decision."""
    members = {
        "code": "decided",
        "visibility": error.visibility,
        "revision": error.revision,
        "last": show_last(error.last) if error.last else None,
    }
    return answer_kind(_STALE, members=members)


def _answer_edited(error: EditedSince) -> Response:
    members = {
        "code": "edited",
        "detail": gettext("Nothing was changed. Its author edited the comment: look at it as it is now."),
        "visibility": error.visibility,
        "revision": error.revision,
        "last": None,
    }
    return answer_kind(_STALE, members=members)
