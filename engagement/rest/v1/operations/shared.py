"""What several operations of the readers' API have in common."""

from http import HTTPStatus

from engagement.exceptions import DiscussionNotFound
from engagement.plumbing.operations import SITE_WRITES, Parameter, Security, Tag
from engagement.rest.v1.problems import kinds_of

READING = Tag(name="Reading", about="What anybody may read: the same for everybody, and kept by any cache.")
WRITING = Tag(name="Writing", about="What readers do, as guests or signed in.")
OWN = Tag(name="One's own comments", about="What authors do with what they wrote.")
PUBLISHING = Tag(name="Publishing", about="How discussions of articles that stand elsewhere are opened.")
SESSIONS = Tag(name="Signing in", about="Readers whom another site of the publisher knows.")
EDITING = Tag(name="For editors", about="What prompts earned: for accounts that may view prompts.")
ABOUT = Tag(name="This API", about="What it can do, for programs and for people.")

KEY = Parameter(
    name="key",
    where="path",
    about="The publisher's key of the discussion, or an alias: letters, digits, and `-_.:~@`.",
    schema={"type": "string", "minLength": 1, "maxLength": 200},
    example="articles.article.17",
)
COMMENT = Parameter(
    name="id",
    where="path",
    about="The number of the comment.",
    schema={"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
    example=1,
)
GUEST = Parameter(
    name="Afterword-Guest",
    where="header",
    about="A guest's own random token, made and kept by the client: 16 to 200 ASCII characters without spaces.",
    schema={"type": "string", "minLength": 16, "maxLength": 200},
    example="5f2b9c0e7a41d8836bfa10c2e94d7755",
)
IDEMPOTENCY_KEY = Parameter(
    name="Idempotency-Key",
    where="header",
    about=(
        "New for each comment, the same for a retry of it, which then stores nothing twice. A UUID will do, bare or in "
        "quotes. Empty, it counts as not sent."
    ),
    schema={"type": "string", "pattern": r'^([A-Za-z0-9._:\-]{8,80}|"[A-Za-z0-9._:\-]{8,80}")?$'},
    example="8e03978e-40d5-43dd-bc93-6894a57f9324",
)
IF_MATCH = Parameter(
    name="If-Match",
    where="header",
    about="The revision that was seen, in quotes; in place of `revision` in the body. Empty, it counts as not sent.",
    schema={"type": "string", "pattern": '^("[1-9][0-9]{0,9}")?$'},
    example='"1"',
)

READERS: Security = ((), ("readerSession",), SITE_WRITES)
"""Guests, and whoever is signed in."""

CONDITIONAL = (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.TOO_MANY_REQUESTS)
"""Beside its own problems, what any operation may answer that everybody may read."""

NO_DISCUSSION = kinds_of(DiscussionNotFound)
