"""What readers do beside writing: respect, follow, sign in."""

from http import HTTPStatus

from engagement.exceptions import (
    CommentNotFound,
    DiscussionNotFound,
    FollowingOff,
    InvalidFollow,
    InvalidSignIn,
    PostingTooFast,
    RespectRefused,
    RespectTooFast,
    SessionEnded,
    SignInOff,
    SignInRefused,
)
from engagement.models import FollowFrequency, FollowScope
from engagement.plumbing.operations import (
    EVERYWHERE,
    SITE_WRITES,
    WITH_BODY,
    Answer,
    Body,
    Operation,
    Security,
    nullable,
)
from engagement.requests import ForeignOrigin
from engagement.rest.v1.operations.shared import COMMENT, GUEST, KEY, READERS, SESSIONS, WRITING
from engagement.rest.v1.problems import kinds_of
from engagement.rest.v1.shapes import AskedShape, RespectShape, SessionShape

_RESPECTERS: Security = ((), ("authorToken",), ("readerSession",), SITE_WRITES)
_RESPECT_PROBLEMS = kinds_of(SessionEnded, ForeignOrigin, RespectRefused, CommentNotFound, RespectTooFast)
_PLAIN = (*EVERYWHERE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_PRIVATE = ("Cache-Control",)

RESPECT = Operation(
    name="respectComment",
    summary="Respect a comment",
    about="Once of each account, or of each guest's token; done before, it changes nothing. Never one's own.",
    tag=WRITING,
    parameters=(COMMENT, GUEST),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="It is respected.",
            shape=RespectShape,
            headers=_PRIVATE,
            example={"respected": True, "respect": 1},
        ),
    ),
    problems=_RESPECT_PROBLEMS,
    plain=_PLAIN,
    security=_RESPECTERS,
)
TAKE_RESPECT_BACK = Operation(
    name="takeRespectBack",
    summary="Respect a comment no longer",
    about="By the same account, or with the same guest's token. Where it is so already, it changes nothing.",
    tag=WRITING,
    parameters=(COMMENT, GUEST),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="It is not respected.",
            shape=RespectShape,
            headers=_PRIVATE,
            example={"respected": False, "respect": 0},
        ),
    ),
    problems=_RESPECT_PROBLEMS,
    plain=_PLAIN,
    security=_RESPECTERS,
)
FOLLOW = Operation(
    name="askToFollow",
    summary="Ask an address whether it wants to follow",
    about="The answer is always the same, whether or not the address is known or follows already.",
    tag=WRITING,
    parameters=(KEY,),
    body=Body(
        name="FollowWish",
        about="Whom to ask, and of what.",
        schema={
            "type": "object",
            "properties": {
                "email": nullable("string", description="Of a guest; a signed-in reader's own address is taken."),
                "scope": nullable("string", enum=[*FollowScope.values, "", None]),
                "frequency": nullable("string", enum=[*FollowFrequency.values, "", None]),
            },
        },
        example={"email": "cleo@example.org", "scope": "replies", "frequency": "at_once"},
    ),
    answers=(
        Answer(
            status=HTTPStatus.ACCEPTED,
            about="A mail asks, where there is anything to ask.",
            shape=AskedShape,
            headers=_PRIVATE,
            example={"detail": "If this address does not follow yet, a mail asks whether it wants to."},
        ),
    ),
    problems=kinds_of(InvalidFollow, SessionEnded, ForeignOrigin, DiscussionNotFound, FollowingOff, PostingTooFast),
    plain=(*WITH_BODY, *EVERYWHERE, HTTPStatus.FORBIDDEN),
    security=READERS,
)
SIGN_IN = Operation(
    name="beginSession",
    summary="Exchange a token of the publisher's for a session",
    about="With exactly one of the three. No cookie is read or set.",
    tag=SESSIONS,
    body=Body(
        name="SignIn",
        about="What the publisher's server signed.",
        schema={
            "type": "object",
            "properties": {
                "token": nullable("string", description="A JWT, good once."),
                "disqus": nullable("string", description="A `remote_auth_s3` of Disqus's scheme."),
                "hyvor": nullable(
                    "object",
                    description="Of Hyvor Talk's scheme.",
                    required=["user", "hash"],
                    properties={"user": {"type": "string"}, "hash": {"type": "string"}},
                ),
            },
            "oneOf": [
                {"required": [name], "properties": {name: {"not": {"type": "null"}}}}
                for name in ("token", "disqus", "hyvor")
            ],
        },
        example={"token": "eyJhbGciOiJIUzI1NiIs…"},
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="Send `session` as `Afterword-Session` from now on.",
            shape=SessionShape,
            headers=_PRIVATE,
            example={"session": "aw1.…", "expires_at": "2026-03-02T10:10:00Z", "name": "Ada"},
        ),
    ),
    problems=kinds_of(InvalidSignIn, SignInRefused, SignInOff),
    plain=(*WITH_BODY, *EVERYWHERE),
)
SIGN_OUT = Operation(
    name="endSessions",
    summary="End all sessions of a reader",
    about="On every device.",
    tag=SESSIONS,
    answers=(Answer(status=HTTPStatus.NO_CONTENT, about="They are over.", headers=_PRIVATE),),
    problems=kinds_of(SessionEnded),
    plain=(*EVERYWHERE, HTTPStatus.UNAUTHORIZED),
    security=(("readerSession",),),
)
