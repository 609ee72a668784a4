"""Comments: read, posted, changed, withdrawn."""

from http import HTTPStatus

from engagement.exceptions import (
    BranchLocked,
    CommentNotFound,
    CommentRefused,
    CommentWithdrawn,
    DiscussionClosed,
    DiscussionNotFound,
    IdempotencyConflict,
    InvalidComment,
    NotEditable,
    PostingTooFast,
    SessionEnded,
)
from engagement.plumbing.operations import (
    CURSOR,
    EVERYWHERE,
    IF_NONE_MATCH,
    SITE_WRITES,
    WITH_BODY,
    Answer,
    Body,
    Operation,
    Parameter,
    Security,
    answer_public,
    nullable,
)
from engagement.plumbing.problems import BadParameter
from engagement.queries.threads import SORTS
from engagement.requests import ForeignOrigin
from engagement.rest.v1.operations import examples
from engagement.rest.v1.operations.shared import (
    COMMENT,
    CONDITIONAL,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    KEY,
    NO_DISCUSSION,
    OWN,
    READERS,
    READING,
    WRITING,
)
from engagement.rest.v1.problems import StaleEdit, kinds_of
from engagement.rest.v1.serializers import OwnShape, PageShape, PostedShape, RepliesShape, SingleShape

_AUTHORS: Security = (("authorToken",), ("readerSession",), SITE_WRITES)
_NUMBER = {"minimum": 1, "maximum": 2**63 - 1}

LIST = Operation(
    name="listComments",
    summary="Read the comments of a discussion",
    about=(
        "A page of roots, each with its first replies. Replies are flat: each stands behind the one that it answers; "
        "nest them by `parent`."
    ),
    tag=READING,
    parameters=(
        KEY,
        Parameter(
            name="sort",
            where="query",
            about='The order of the roots. Without it, `ENGAGEMENT["DEFAULT_SORT"]`.',
            schema={"type": "string", "enum": list(SORTS)},
            example="oldest",
        ),
        CURSOR,
        IF_NONE_MATCH,
    ),
    answers=answer_public("One page.", PageShape, example=examples.PAGE),
    problems=(*NO_DISCUSSION, *kinds_of(BadParameter)),
    plain=CONDITIONAL,
)
POST = Operation(
    name="postComment",
    summary="Post a comment",
    about=(
        "Keep the `token` of the answer: it alone proves whose the comment is. With the session of the site, the "
        "comment is the account's, and needs the CSRF token. A guest's may come from a page of this site or of a "
        "trusted origin, or from no browser at all."
    ),
    tag=WRITING,
    parameters=(KEY, IDEMPOTENCY_KEY),
    body=Body(
        name="NewComment",
        about="The comment. Members of other names are not read.",
        schema={
            "type": "object",
            "required": ["body"],
            "properties": {
                "body": {
                    "type": "string",
                    "minLength": 1,
                    "description": "The text, in Markdown.",
                },
                "author_name": nullable("string", description="Of a guest."),
                "author_email": nullable("string", description="Of a guest; never shown."),
                "author_url": nullable("string", description="Of a guest: a website."),
                "parent": nullable("integer", **_NUMBER, description="The comment that is answered."),
                "stance": nullable(
                    "integer",
                    minimum=0,
                    maximum=2**63 - 1,
                    description="The `id` of the stance that it bears; 0 for none, null for what its account took.",
                ),
                "idempotency_key": nullable("string", description="In place of the header."),
                "form_seconds": nullable("number", minimum=0, description="How long a form was open."),
                "wording": nullable("integer", **_NUMBER, description="The wording that an experiment showed."),
            },
        },
        example={"body": "What would it cost?", "author_name": "Cleo", "author_email": "cleo@example.org", "parent": 2},
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="It was stored before, under the same idempotency key: what became of it.",
            shape=PostedShape,
            headers=("Cache-Control", "Location"),
            example=examples.POSTED,
        ),
        Answer(
            status=HTTPStatus.CREATED,
            about="It is stored.",
            shape=PostedShape,
            headers=("Cache-Control", "Location"),
            example=examples.POSTED,
        ),
    ),
    problems=kinds_of(
        InvalidComment,
        SessionEnded,
        ForeignOrigin,
        DiscussionClosed,
        BranchLocked,
        CommentRefused,
        DiscussionNotFound,
        IdempotencyConflict,
        PostingTooFast,
    ),
    plain=(*WITH_BODY, *EVERYWHERE, HTTPStatus.FORBIDDEN),
    security=READERS,
)
READ = Operation(
    name="readComment",
    summary="Read a comment",
    about="Or the tombstone in its place.",
    tag=READING,
    parameters=(COMMENT, IF_NONE_MATCH),
    answers=answer_public("The comment.", SingleShape, example=examples.SINGLE),
    problems=kinds_of(CommentNotFound),
    plain=CONDITIONAL,
)
CHANGE = Operation(
    name="changeComment",
    summary="Change a comment's text",
    about="By its author, for as long as comments can be changed. The new text is checked like a new comment's.",
    tag=OWN,
    parameters=(COMMENT, IF_MATCH),
    body=Body(
        name="NewText",
        about="The text, and the revision that was seen, which may stand in `If-Match` instead.",
        schema={
            "type": "object",
            "required": ["body"],
            "properties": {
                "body": {"type": "string", "minLength": 1},
                "revision": nullable("integer", **_NUMBER),
                "form_seconds": {"description": "Not checked here; what is no number counts as not told."},
            },
        },
        example={"body": "What would it *really* cost?", "revision": 1},
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="The comment as it is now.",
            shape=OwnShape,
            headers=("Cache-Control",),
            example=examples.OWN,
        ),
    ),
    problems=kinds_of(
        InvalidComment,
        SessionEnded,
        NotEditable,
        CommentRefused,
        CommentNotFound,
        StaleEdit,
        CommentWithdrawn,
        PostingTooFast,
    ),
    plain=(*WITH_BODY, *EVERYWHERE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
    security=_AUTHORS,
)
WITHDRAW = Operation(
    name="withdrawComment",
    summary="Withdraw a comment",
    about="By its author, for good. Twice is once.",
    tag=OWN,
    parameters=(COMMENT,),
    answers=(Answer(status=HTTPStatus.NO_CONTENT, about="Nobody sees it any more.", headers=("Cache-Control",)),),
    problems=kinds_of(SessionEnded, NotEditable, CommentNotFound),
    plain=(*EVERYWHERE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
    security=_AUTHORS,
)
LIST_REPLIES = Operation(
    name="listReplies",
    summary="Read the replies under a comment",
    about="Under a root its whole thread, under a reply its direct answers.",
    tag=READING,
    parameters=(COMMENT, CURSOR, IF_NONE_MATCH),
    answers=answer_public("One page.", RepliesShape, example=examples.REPLIES),
    problems=kinds_of(BadParameter, CommentNotFound),
    plain=CONDITIONAL,
)
STATUS = Operation(
    name="readStatus",
    summary="Read what became of a comment",
    about="For its author alone: the comment that the token names or, with a session, one of the reader's own.",
    tag=OWN,
    parameters=(
        Parameter(
            name="comment",
            where="query",
            about="Whose number it is; with a session alone. An author's token names the comment itself.",
            schema={"type": "string"},
            example="3",
        ),
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="The comment as its author may know it.",
            shape=OwnShape,
            headers=("Cache-Control",),
            example=examples.OWN,
        ),
    ),
    problems=kinds_of(BadParameter, SessionEnded, CommentNotFound),
    plain=(*EVERYWHERE, HTTPStatus.UNAUTHORIZED),
    security=(("authorToken",), ("readerSession",)),
)
