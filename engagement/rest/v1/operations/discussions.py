"""Discussions: read, put, opened; and how many comments a list of them has."""

from http import HTTPStatus

from engagement.exceptions import (
    BadSignature,
    DiscussionNotFound,
    InvalidDiscussion,
    KeyOfHost,
    PublishingTooFast,
)
from engagement.models.stance import LONGEST_LABEL
from engagement.plumbing.operations import (
    EVERYWHERE,
    IF_NONE_MATCH,
    WITH_BODY,
    Answer,
    Body,
    Operation,
    Parameter,
    answer_public,
    nullable,
)
from engagement.plumbing.problems import BadParameter
from engagement.requests import ForeignOrigin
from engagement.rest.v1.operations.shared import CONDITIONAL, KEY, NO_DISCUSSION, PUBLISHING, READING
from engagement.rest.v1.problems import kinds_of
from engagement.rest.v1.serializers import DiscussionShape
from engagement.rest.v1.shapes import CountsByKeyShape
from engagement.services import foreign_articles as limits
from engagement.services.stances import LEAST_STANCES, MOST_STANCES

_DISCUSSION = {
    "key": "articles.article.17",
    "title": "The old quay",
    "url": "https://news.example.org/articles/17/",
    "status": "open",
    "opens_at": None,
    "closes_at": None,
    "prompt": {
        "wording": 1,
        "question": "Should the old quay be kept?",
        "call_to_action": "Tell us in the comments below!",
        "lead": "",
        "context": "The council votes on 12 March.",
        "signature": {
            "name": "Ida Lind",
            "role": "Harbour reporter",
            "picture": "https://news.example.org/media/ida-lind.webp",
        },
    },
    "follow_up": None,
    "stances": [{"id": 3, "label": "Yes"}, {"id": 4, "label": "No"}],
    "counts": {"comments": 2},
    "version": 4,
    "changed_at": "2026-03-02T09:05:00Z",
}
_PUT = (
    Answer(
        status=HTTPStatus.OK,
        about="It was there. Where something is another now, it was brought up to date.",
        shape=DiscussionShape,
        headers=("Cache-Control",),
        example=_DISCUSSION,
    ),
    Answer(
        status=HTTPStatus.CREATED,
        about="It was opened.",
        shape=DiscussionShape,
        headers=("Cache-Control", "Location"),
        example=_DISCUSSION,
    ),
)

READ = Operation(
    name="readDiscussion",
    summary="Read a discussion",
    about="Its prompt, its counts, and whether it is open. The comments are asked for apart.",
    tag=READING,
    parameters=(KEY, IF_NONE_MATCH),
    answers=answer_public("The discussion.", DiscussionShape, example=_DISCUSSION),
    problems=NO_DISCUSSION,
    plain=CONDITIONAL,
)
PUT = Operation(
    name="putDiscussion",
    summary="Open a discussion, or bring it up to date",
    about=(
        "By the publisher's server, for an article that is no object of this site. It says the whole: what is left out "
        "becomes empty, the `body` and the `stances` excepted. The same twice changes nothing."
    ),
    tag=PUBLISHING,
    parameters=(KEY,),
    body=Body(
        name="Article",
        about="The article.",
        schema={
            "type": "object",
            "additionalProperties": False,
            "required": ["url", "title"],
            "properties": {
                "url": {"type": "string", "format": "uri", "pattern": "^https?://", "maxLength": limits.MOST_URL},
                "title": {"type": "string", "minLength": 1, "description": f"At most {limits.MOST_TITLE} characters."},
                "section": nullable("string", description=f"At most {limits.MOST_SECTION} characters."),
                "language": nullable("string", description="A code such as `en` or `de-AT`."),
                "published_at": nullable("string", format="date-time"),
                "modified_at": nullable("string", format="date-time"),
                "authors": nullable("array", items={"type": "string"}, description=f"At most {limits.MOST_AUTHORS}."),
                "tags": nullable("array", items={"type": "string"}, description=f"At most {limits.MOST_TAGS}."),
                "body": nullable("string", description="HTML or plain text, read for its closing prompt."),
                "stances": nullable(
                    "array",
                    items={"type": "string"},
                    description=(
                        f"None, or {LEAST_STANCES} to {MOST_STANCES} answers to the prompt to choose from, of at most "
                        f"{LONGEST_LABEL} characters."
                    ),
                ),
            },
        },
        example={
            "url": "https://paper.example/quay",
            "title": "The new quay",
            "section": "Harbour",
            "published_at": "2026-03-02T08:00:00Z",
            "authors": ["Ada Byron"],
            "body": "<p>It opens in May.</p><p>Would you moor there? Tell us in the comments below!</p>",
            "stances": ["Yes", "No"],
        },
    ),
    answers=_PUT,
    problems=kinds_of(InvalidDiscussion, DiscussionNotFound, KeyOfHost, PublishingTooFast),
    plain=(*WITH_BODY, *EVERYWHERE, HTTPStatus.UNAUTHORIZED),
    security=(("publisherToken",),),
)
OPEN = Operation(
    name="openDiscussion",
    summary="Open the discussion of a signed page",
    about="What the publisher signed is handed over by whoever reads first. One that is there already stays as it is.",
    tag=PUBLISHING,
    body=Body(
        name="SignedArticle",
        about="What the page carries.",
        schema={
            "type": "object",
            "required": ["signed"],
            "properties": {"signed": {"type": "string", "description": "The article as the publisher signed it."}},
        },
        example={"signed": "eyJrZXkiOi….kid.signature"},
    ),
    answers=_PUT,
    problems=kinds_of(InvalidDiscussion, BadSignature, ForeignOrigin, DiscussionNotFound, KeyOfHost, PublishingTooFast),
    plain=(*WITH_BODY, *EVERYWHERE),
)
COUNT = Operation(
    name="countComments",
    summary="Count the comments of many discussions",
    about="Published comments, by the key that you asked for. A key is absent where nothing can be read here now.",
    tag=READING,
    parameters=(
        Parameter(
            name="key",
            where="query",
            about="The keys, from 1 to 100: `?key=a&key=b`.",
            schema={"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 100},
            required=True,
            example=["articles.article.17"],
        ),
        IF_NONE_MATCH,
    ),
    answers=answer_public("The counts.", CountsByKeyShape, example={"counts": {"articles.article.17": 2}}),
    problems=kinds_of(BadParameter),
    plain=CONDITIONAL,
)
