"""How a view says what its operations are: plain data beside the view, from which the API's document is made.

A view has ``operations``, by method. Nothing here needs the package that makes the document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from engagement.plumbing.problems import Kind

Schema = Mapping[str, Any]
"""A JSON Schema (2020-12), as OpenAPI 3.1 has it."""

Security = tuple[tuple[str, ...], ...]
"""Ways to say who one is, any of which will do: each is one or more schemes that are sent together, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What some operations have in common."""

    name: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What stands in the address or in a header."""

    name: str
    where: Literal["path", "query", "header"]
    about: str
    schema: Schema
    required: bool = False
    example: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is sent."""

    about: str
    name: str
    """What its schema is called in the document."""
    schema: Schema
    example: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered where nothing is wrong."""

    status: HTTPStatus
    about: str
    shape: type | None = None
    """The TypedDict that the answer's JSON is; none where there is no JSON."""
    media_type: str = "application/json"
    schema: Schema | None = None
    """Where the answer is no TypedDict."""
    headers: tuple[str, ...] = ()
    """Those that the answer always has."""
    example: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method at one address."""

    name: str
    """Its ``operationId``: kept for ever, because clients that are made from the document call their functions so."""
    summary: str
    about: str
    tag: Tag
    answers: tuple[Answer, ...]
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    problems: tuple[Kind, ...] = ()
    """Problems of kinds of their own."""
    plain: tuple[HTTPStatus, ...] = ()
    """Problems that say no more than their status."""
    security: Security = ((),)


SECURITY_SCHEMES: Mapping[str, Mapping[str, str]] = {
    "authorToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that whoever posted a comment was given: its author, of that comment alone.",
    },
    "publisherToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "A publisher's server, by a token of `manage.py publisher_token create NAME`.",
    },
    "readerSession": {
        "type": "apiKey",
        "in": "header",
        "name": "Afterword-Session",
        "description": "A reader who is signed in from another site: what `POST session/` gave.",
    },
    "siteSession": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "Who is signed in on this site, by Django's session (`SESSION_COOKIE_NAME`).",
    },
    "csrfToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": "Django's CSRF token, which whatever writes by Django's session needs beside it.",
    },
}
"""Every way to say who one is."""

SITE_WRITES: tuple[str, ...] = ("siteSession", "csrfToken")

HEADERS: Mapping[str, Mapping[str, Any]] = {
    "Cache-Control": {
        "description": "Who may keep the answer, and for how long.",
        "required": True,
        "schema": {"type": "string"},
    },
    "ETag": {
        "required": True,
        "description": "The version of what was answered. Send it in `If-None-Match` to be told when it is the same.",
        "schema": {"type": "string", "pattern": r'^(W/)?"[^"]*"$'},
    },
    "Location": {
        "description": "Where it stands.",
        "required": True,
        "schema": {"type": "string", "format": "uri"},
    },
    "Retry-After": {
        "description": "In how many seconds to come back.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "WWW-Authenticate": {
        "description": "How to say who one is.",
        "required": True,
        "schema": {"type": "string"},
    },
}
"""What headers of answers mean."""

IF_NONE_MATCH = Parameter(
    name="If-None-Match",
    where="header",
    about="The `ETag` that you have: where it is still the present one, the answer is an empty 304.",
    schema={"type": "string"},
    example='W/"4-5f2b9c0e7a41"',
)
CURSOR = Parameter(
    name="cursor",
    where="query",
    about="Where the page begins. Opaque: follow `next` as it is. Without it, the first page.",
    schema={"type": "string", "maxLength": 200},
)

EVERYWHERE = (HTTPStatus.TOO_MANY_REQUESTS,)
WITH_BODY = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.LENGTH_REQUIRED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
"""What any operation may answer that reads a body."""


def nullable(kind: str, **more: Any) -> Schema:
    """The schema of a member that may be null, which is as if it were left out."""
    return {"type": [kind, "null"], **more}


def answer_public(about: str, shape: type, *, example: Any = None) -> tuple[Answer, ...]:
    """What everybody may read and keep, and the word that it has not changed."""
    headers = ("ETag", "Cache-Control")
    return (
        Answer(status=HTTPStatus.OK, about=about, shape=shape, headers=headers, example=example),
        Answer(status=HTTPStatus.NOT_MODIFIED, about="It is what you have.", headers=headers),
    )
