"""What the API says of itself."""

from http import HTTPStatus

from engagement.plumbing.operations import IF_NONE_MATCH, Answer, Operation
from engagement.rest.v1.operations.shared import ABOUT, CONDITIONAL

_HEADERS = ("ETag", "Cache-Control")
_NOT_MODIFIED = Answer(status=HTTPStatus.NOT_MODIFIED, about="It is what you have.", headers=_HEADERS)
_PLAIN = (HTTPStatus.NOT_FOUND, *CONDITIONAL)

SCHEMA = Operation(
    name="readSchema",
    summary="Read this document",
    about="In OpenAPI 3.1: every operation that is mounted here. From it, clients can be made.",
    tag=ABOUT,
    parameters=(IF_NONE_MATCH,),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="The document.",
            schema={"type": "object", "required": ["openapi", "info", "paths"]},
            headers=_HEADERS,
        ),
        _NOT_MODIFIED,
    ),
    plain=_PLAIN,
)
DOCS = Operation(
    name="readDocs",
    summary="Read this document as a page",
    about="For people. It needs no script.",
    tag=ABOUT,
    parameters=(IF_NONE_MATCH,),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="The page.",
            schema={"type": "string"},
            media_type="text/html",
            headers=_HEADERS,
        ),
        _NOT_MODIFIED,
    ),
    plain=_PLAIN,
)
