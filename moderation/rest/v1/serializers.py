"""What the API says of queues and decisions: dictionaries of what is loaded already."""

import datetime as dt
from typing import Annotated, TypedDict

from django.http import HttpRequest

from engagement.api import Visibility
from engagement.plumbing.shapes import Address, Form, Moment, Number
from engagement.plumbing.writing import write_moment
from moderation.api import Action, Decision, LastDecision, Queue, QueueItem
from moderation.conf import get_settings
from moderation.queries.words import DecisionLine, describe_decision
from moderation.rest.v1.links import link_to


class LineShape(TypedDict):
    """One decision in a history."""

    id: Number
    action: Annotated[str, Form(enum=Action.values)]
    actor: str
    who: str
    words: str
    before: str
    after: str
    reason: str
    reason_words: str
    signals: tuple[str, ...]
    note: str
    at: Moment


class DecisionShape(LineShape):
    """A decision by itself."""

    comment: Number
    revision: Number
    undoes: Number | None
    case_url: Address
    undo_url: Address | None


class LastShape(TypedDict):
    """Who was faster."""

    decision: Number
    actor: str
    moderator: str
    action: Annotated[str, Form(enum=Action.values)]
    reason: str
    reason_words: str
    note: str
    at: Moment


class WriterShape(TypedDict):
    """Who wrote a comment, as a list names them."""

    name: str
    is_guest: bool


class PlaceShape(TypedDict):
    """What a comment stands under."""

    title: str
    url: str
    section: str
    question: str


class ParentShape(TypedDict):
    """The comment that another one answers."""

    comment: Number
    author: str
    excerpt: str


class ItemShape(TypedDict):
    """One comment in a queue."""

    comment: Number
    url: Address
    queue: Annotated[str, Form(enum=Queue.values)]
    visibility: Annotated[str, Form(enum=Visibility.values)]
    revision: Number
    version: int
    author: WriterShape
    excerpt: str
    article: PlaceShape
    parent: ParentShape | None
    reasons: tuple[str, ...]
    created_at: Moment
    opened_at: Moment
    decided_at: Moment | None
    latest: LineShape | None


class CasesShape(TypedDict):
    """One page of a queue; ``total`` is null where more match a filter than are counted."""

    queue: str
    total: int | None
    results: list[ItemShape]
    next: Address | None


def show_item(request: HttpRequest, item: QueueItem) -> ItemShape:
    """A comment as a queue's list shows it."""
    parent = item.parent
    return {
        "comment": item.comment_id,
        "url": link_to(request, "case", item.comment_id),
        "queue": item.queue,
        "visibility": item.visibility,
        "revision": item.revision,
        "version": item.version,
        "author": {"name": item.author_name, "is_guest": item.is_guest},
        "excerpt": item.excerpt,
        "article": {
            "title": item.article_title,
            "url": request.build_absolute_uri(item.article_url) if item.article_url else "",
            "section": item.section,
            "question": item.question,
        },
        "parent": _show_parent(parent.comment_id, parent.author_name, parent.excerpt) if parent else None,
        "reasons": item.reasons,
        "created_at": write_moment(item.created_at),
        "opened_at": write_moment(item.opened_at),
        "decided_at": maybe_moment(item.decided_at),
        "latest": show_line(item.latest) if item.latest else None,
    }


def show_decision(request: HttpRequest, decision: Decision) -> DecisionShape:
    """A decision, with the way back where there is one."""
    is_undoing = decision.action == Action.UNDO
    return {
        **show_line(describe_decision(decision)),
        "comment": decision.comment_id,
        "revision": decision.revision,
        "undoes": decision.undoes_id,
        "case_url": link_to(request, "case", decision.comment_id),
        "undo_url": None if is_undoing else link_to(request, "undo", decision.pk),
    }


def show_line(line: DecisionLine) -> LineShape:
    """A decision as histories tell it."""
    return {
        "id": line.decision_id,
        "action": line.action,
        "actor": line.actor,
        "who": line.who,
        "words": line.what,
        "before": line.before,
        "after": line.after,
        "reason": line.reason,
        "reason_words": line.reason_label,
        "signals": line.signals,
        "note": line.note,
        "at": write_moment(line.at),
    }


def show_last(last: LastDecision) -> LastShape:
    """Who decided before, what and why."""
    return {
        "decision": last.decision_id,
        "actor": last.actor,
        "moderator": last.moderator,
        "action": last.action,
        "reason": last.reason,
        "reason_words": str(dict(get_settings().reject_reasons).get(last.reason, last.reason)),
        "note": last.note,
        "at": write_moment(last.at),
    }


def maybe_moment(value: dt.datetime | None) -> str | None:
    """A moment; null where there is none."""
    return write_moment(value) if value else None


def _show_parent(comment_id: int, author: str, excerpt: str) -> ParentShape:
    return {"comment": comment_id, "author": author, "excerpt": excerpt}
