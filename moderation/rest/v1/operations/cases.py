"""Cases: a queue, and a card."""

from http import HTTPStatus
from typing import Any

from engagement.api import CommentNotFound
from engagement.plumbing.operations import CURSOR, Answer, Operation, Parameter
from engagement.plumbing.problems import INVALID_PARAMETER
from moderation.api import Queue
from moderation.queries.counts import ALL
from moderation.queries.filters import AGES, MINE, MOST_ARTICLES, REASONS
from moderation.queries.orders import Order
from moderation.rest.v1.card_shapes import CardShape
from moderation.rest.v1.operations.shared import COMMENT, LOOKS, MODERATING, PRIVATE, TURNED_AWAY
from moderation.rest.v1.problems import kinds_of
from moderation.rest.v1.serializers import CasesShape


def _choice(name: str, about: str, *values: str) -> Parameter:
    return Parameter(name=name, where="query", about=about, schema={"type": "string", "enum": list(values)})


def _text(name: str, about: str, *, most: int) -> Parameter:
    return Parameter(name=name, where="query", about=about, schema={"type": "string", "maxLength": most})


_FILTERS = (
    _choice("queue", "Which queue. Without it, `waiting`.", *Queue.values, ALL),
    _choice("order", "Its order; without it the queue's own. What is decided has no `risk` any more.", *Order),
    _text("search", "What is looked for.", most=500),
    _text("section", "The section of the article.", most=254),
    _text("author", "`account:7`, a user name, or a guest's name or e-mail address, each in full.", most=254),
    _text("assigned", "The user name of the moderator whom it was left to.", most=254),
    _text("language", "The language of the comment.", most=254),
    _choice("reason", "Why it waits.", *REASONS),
    _choice("mine", "What is one's own.", MINE),
    _choice("older", "It came into its queue longer ago than that.", *AGES),
    _choice("younger", "It came into its queue since then.", *AGES),
    Parameter(
        name="article",
        where="query",
        about=f"Keys of discussions, up to {MOST_ARTICLES}.",
        schema={"type": "array", "items": {"type": "string", "maxLength": 254}, "maxItems": MOST_ARTICLES},
    ),
)
_ITEM: dict[str, Any] = {
    "comment": 1,
    "url": "https://news.example.org/api/v1/moderation/cases/1/",
    "queue": "waiting",
    "visibility": "held",
    "revision": 1,
    "version": 1,
    "author": {"name": "Ada", "is_guest": True},
    "excerpt": "Keep it: it is older than the town hall.",
    "article": {
        "title": "The old quay",
        "url": "https://news.example.org/articles/17/",
        "section": "Harbour",
        "question": "Should the old quay be kept?",
    },
    "parent": None,
    "reasons": ["Held by a moderator"],
    "created_at": "2026-03-02T09:00:00Z",
    "opened_at": "2026-03-02T09:00:00Z",
    "decided_at": None,
    "latest": None,
}
_CARD: dict[str, Any] = {
    **{name: _ITEM[name] for name in ("comment", "visibility", "revision", "created_at")},
    "waits_for_parent": False,
    "html": "<p>Keep <em>it</em>: it is older than the town hall.</p>",
    "body": "Keep *it*: it is older than the town hall.",
    "published_at": None,
    "edited_at": None,
    "article": {"discussion": "articles.article.17", **_ITEM["article"]},
    "context": [],
    "skipped": 0,
    "replies_waiting": 0,
    "author": {
        "name": "Ada",
        "is_guest": True,
        "email": "ada@example.org",
        "url": "",
        "is_known": True,
        "comments": 1,
        "approved": 0,
        "rejected": 0,
        "spam": 0,
        "first_seen_at": "2026-03-02T09:00:00Z",
        "address": "192.0.2.7",
        "address_until": "2026-04-01T09:00:00Z",
        "user_agent": "Mozilla/5.0",
    },
    "case": {name: _ITEM[name] for name in ("queue", "reasons", "opened_at", "decided_at")},
    "findings": [],
    "revisions": [],
    "history": [],
    "undo_url": None,
    "decisions_url": "https://news.example.org/api/v1/moderation/comments/1/decisions/",
    "reject_reasons": [{"code": "off_topic", "words": "It is off topic"}],
}

LIST = Operation(
    name="listCases",
    summary="Read a queue",
    about="One page, in the queue's order. Any other parameter, or value of one, is refused.",
    tag=MODERATING,
    parameters=(*_FILTERS, CURSOR),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="One page.",
            shape=CasesShape,
            headers=PRIVATE,
            example={"queue": "waiting", "total": 1, "results": [_ITEM], "next": None},
        ),
    ),
    problems=(INVALID_PARAMETER,),
    plain=TURNED_AWAY,
    security=LOOKS,
)
READ = Operation(
    name="readCase",
    summary="Read a card",
    about="One comment with all that a decision needs, whether it waits or not. Personal data.",
    tag=MODERATING,
    parameters=(COMMENT,),
    answers=(Answer(status=HTTPStatus.OK, about="The card.", shape=CardShape, headers=PRIVATE, example=_CARD),),
    problems=kinds_of(CommentNotFound),
    plain=TURNED_AWAY,
    security=LOOKS,
)
