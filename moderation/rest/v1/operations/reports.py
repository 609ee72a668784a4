"""Reports by readers."""

from http import HTTPStatus
from typing import NotRequired, TypedDict

from django.utils.translation import gettext_lazy as _

from engagement.plumbing.operations import EVERYWHERE, SITE_WRITES, Answer, Body, Operation, Parameter, Tag, nullable
from engagement.plumbing.problems import Kind
from moderation.rules.reports import DISAGREE, OTHER, REASONS

_NOTHING = _("Nothing was stored. Mend what the errors name and send it again.")


class ReportedShape(TypedDict):
    """Whether a report is stored: with the reason that stands and, for guests, the token for the next one."""

    filed: bool
    reason: NotRequired[str]
    token: NotRequired[str]
    detail: NotRequired[str]


REPORT = Operation(
    name="reportComment",
    summary="Report a comment",
    about="Once of each account, or of each guest's token. Nobody reads reports here but moderators.",
    tag=Tag(name="Reporting", about="How readers say that a comment breaks the rules."),
    parameters=(
        Parameter(
            name="id",
            where="path",
            about="The number of the comment.",
            schema={"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
            example=1,
        ),
    ),
    body=Body(
        name="NewReport",
        about="Why, of at most 16 kB.",
        schema={
            "type": "object",
            "required": ["reason"],
            "properties": {
                "reason": {"type": "string", "enum": [*REASONS, DISAGREE]},
                "words": nullable("string", description="`other` needs some."),
                "token": nullable("string", description="A guest's own, from their report before."),
            },
            "if": {"properties": {"reason": {"const": OTHER}}},
            "then": {"required": ["words"], "properties": {"words": {"type": "string", "pattern": r"[A-Za-z0-9]"}}},
        },
        example={"reason": "spam"},
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="The reader had reported it before, or only disagrees.",
            shape=ReportedShape,
            headers=("Cache-Control",),
            example={"filed": False, "detail": "To disagree, answer the comment."},
        ),
        Answer(
            status=HTTPStatus.CREATED,
            about="It is stored.",
            shape=ReportedShape,
            headers=("Cache-Control",),
            example={"filed": True, "reason": "spam", "token": "…"},
        ),
    ),
    problems=(
        Kind(
            status=HTTPStatus.UNAUTHORIZED,
            name="session-ended",
            title=_("This session is not good, or not any more"),
            detail=_NOTHING,
        ),
        Kind(
            status=HTTPStatus.BAD_REQUEST,
            name="invalid-report",
            title=_("The report cannot be stored as it is"),
            detail=_NOTHING,
        ),
        Kind(
            status=HTTPStatus.NOT_FOUND,
            name="comment-not-found",
            title=_("No such comment"),
            detail=_("No comment of this number can be read here now."),
        ),
        Kind(
            status=HTTPStatus.FORBIDDEN,
            name="foreign-origin",
            title=_("A page of another site sent this"),
            detail=_("Nothing was stored. Pages of other sites post only where the publisher trusts their origin."),
        ),
        Kind(
            status=HTTPStatus.TOO_MANY_REQUESTS,
            name="reporting-too-fast",
            title=_("Too many reports in a short time"),
            detail=_("Nothing was stored. Send it again when the time in Retry-After has passed."),
        ),
    ),
    plain=(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        *EVERYWHERE,
    ),
    security=((), ("readerSession",), SITE_WRITES),
)
