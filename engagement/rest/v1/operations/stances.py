"""The stance that a reader takes in a discussion: told, taken, taken back."""

from http import HTTPStatus
from typing import Any

from engagement.exceptions import (
    DiscussionClosed,
    DiscussionNotFound,
    SessionEnded,
    StanceRefused,
    StanceTooFast,
)
from engagement.plumbing.operations import EVERYWHERE, WITH_BODY, Answer, Body, Operation, Parameter, Security
from engagement.requests import ForeignOrigin
from engagement.rest.v1.operations.shared import GUEST, KEY, READERS, WRITING
from engagement.rest.v1.problems import kinds_of
from engagement.rest.v1.shapes import SplitShape

_ASKING: Security = ((), ("readerSession",), ("siteSession",))
_OWN_TOKEN = Parameter(
    name=GUEST.name,
    where="header",
    about="The token that a guest chose with. One that can be no such token has chosen nothing.",
    schema={"type": "string"},
    example=GUEST.example,
)
_PRIVATE = ("Cache-Control",)
_NONE: dict[str, Any] = {"stance": None, "readers": None, "split": None}
_TAKEN: dict[str, Any] = {
    "stance": 3,
    "readers": 86,
    "split": [{"stance": 3, "label": "Yes", "readers": 43}, {"stance": 4, "label": "No", "readers": 43}],
}

READ = Operation(
    name="readStance",
    summary="Read the stance that one took",
    about=("One's own alone. How readers split stands there for whoever chose, and for all once nobody can choose."),
    tag=WRITING,
    parameters=(KEY, _OWN_TOKEN),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="What was chosen, and how readers split.",
            shape=SplitShape,
            headers=_PRIVATE,
            example=_TAKEN,
        ),
    ),
    problems=kinds_of(SessionEnded, DiscussionNotFound),
    plain=(*EVERYWHERE, HTTPStatus.UNAUTHORIZED),
    security=_ASKING,
)
TAKE = Operation(
    name="takeStance",
    summary="Take a stance, or another one",
    about="One of each account, or of each guest's token; done before, it changes nothing.",
    tag=WRITING,
    parameters=(KEY, GUEST),
    body=Body(
        name="StanceWish",
        about="Which one of the discussion's `stances`.",
        schema={
            "type": "object",
            "required": ["stance"],
            "properties": {"stance": {"type": "integer", "description": "Its `id`."}},
        },
        example={"stance": 3},
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="It is taken.",
            shape=SplitShape,
            headers=_PRIVATE,
            example=_TAKEN,
        ),
    ),
    problems=kinds_of(SessionEnded, ForeignOrigin, StanceRefused, DiscussionClosed, DiscussionNotFound, StanceTooFast),
    plain=(*WITH_BODY, *EVERYWHERE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
    security=READERS,
)
TAKE_BACK = Operation(
    name="takeStanceBack",
    summary="Take one's stance back",
    about="By the same account, or with the same guest's token; always allowed. Where none is, it changes nothing.",
    tag=WRITING,
    parameters=(KEY, GUEST),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="There is none any more.",
            shape=SplitShape,
            headers=_PRIVATE,
            example=_NONE,
        ),
    ),
    problems=kinds_of(SessionEnded, ForeignOrigin, StanceRefused, DiscussionNotFound),
    plain=(*EVERYWHERE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
    security=READERS,
)
