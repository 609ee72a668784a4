"""Pages of the moderators' queues, at a number of queries that nothing changes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from engagement import api as engagement
from engagement.api import BadCursor
from moderation.models import Case, Decision, Queue
from moderation.queries.counts import ALL
from moderation.queries.cursors import decode_cursor, encode_cursor
from moderation.queries.filters import CaseFilter
from moderation.queries.orders import Order, find_order, is_queue, keyset_of
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.queries.words import DecisionLine, describe_decision, describe_reasons, name_author

EXCERPT = 240
"""Characters of a comment in a list."""

MOST = 200
"""Items of one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentItem:
    """The comment that another one answers."""

    comment_id: int
    author_name: str
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One comment in a queue."""

    comment_id: int
    queue: str
    visibility: str
    revision: int
    version: int
    """Its case's: it rises whenever the case is moved."""
    author_name: str
    is_guest: bool
    excerpt: str
    article_title: str
    article_url: str
    section: str
    question: str
    """What the comment, or the thread it stands in, answers; empty where it answers no prompt."""
    parent: ParentItem | None
    reasons: tuple[str, ...]
    """In plain words."""
    priority: int
    """How urgent it is, the highest first."""
    created_at: dt.datetime
    opened_at: dt.datetime
    """Since when it stands in its queue, or stood there when it was decided."""
    decided_at: dt.datetime | None
    latest: DecisionLine | None
    """The newest decision on it, the checks' own included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """One page, and the cursor of the next; empty where this is the last."""

    items: tuple[QueueItem, ...]
    next_cursor: str


def load_queue(
    *,
    queue: str,
    order: str = "",
    cursor: str = "",
    limit: int = 50,
    matching: CaseFilter | None = None,
    sections: Sections = EVERYWHERE,
) -> QueuePage:
    """One page of a queue, or of all together, in two queries; in the queue's own order where none is named.

    ``matching`` leaves out what it does not ask for; nothing is shown but what stands in ``sections``.

    BadCursor for an unknown queue, and for a cursor that was not made for it and its order.
    """
    if not is_queue(queue):
        message = f"unknown queue; known are {', '.join((*Queue.values, ALL))}"
        raise BadCursor(message)
    limit = min(max(limit, 1), MOST)
    chosen = find_order(queue, order)
    keyset = keyset_of(queue, chosen)
    scope = f"{queue} {chosen}"
    cases = select_cases(queue=queue, matching=matching, sections=sections)
    if cursor:
        kind = int if chosen is Order.RISK else dt.datetime
        cases = cases.filter(keyset.beyond(*decode_cursor(cursor, scope, kind)))
    related = ("comment__discussion", "comment__parent", "comment__wording", "comment__root__wording")
    found = list(cases.select_related(*related).order_by(*keyset.columns)[: limit + 1])
    page = found[:limit]
    latest = load_latest(case.comment_id for case in page)
    next_cursor = encode_cursor(scope, getattr(page[-1], keyset.column), page[-1].pk) if len(found) > limit else ""
    return QueuePage(items=tuple(_item(case, latest.get(case.comment_id)) for case in page), next_cursor=next_cursor)


def select_cases(*, queue: str, matching: CaseFilter | None = None, sections: Sections = EVERYWHERE) -> QuerySet[Case]:
    """The cases of a queue, or of all together, that a filter asks for, in these sections."""
    cases = Case.objects.all() if queue == ALL else Case.objects.filter(queue=queue)
    cases = sections.only(cases, "section")
    return matching.apply(cases, queue=queue) if matching else cases


def find_next(
    *,
    queue: str,
    comment_id: int,
    order: str = "",
    matching: CaseFilter | None = None,
    sections: Sections = EVERYWHERE,
) -> int | None:
    """The comment that follows another one in a queue, also where that one has just left it; behind the last the first.

    None where the queue is empty, and among the decided, whose order a decision itself changes.
    """
    for cases in line_up(queue=queue, comment_id=comment_id, order=order, matching=matching, sections=sections):
        if found := cases.values_list("comment_id", flat=True).first():
            return found
    return None


def line_up(
    *,
    queue: str,
    comment_id: int,
    order: str = "",
    matching: CaseFilter | None = None,
    sections: Sections = EVERYWHERE,
) -> tuple[QuerySet[Case], ...]:
    """What follows a comment in a queue, in its order: the cases behind it, then all the others; nothing where
    ``find_next`` finds none.
    """
    case = Case.objects.filter(comment_id=comment_id).first()
    if case is None or queue == Queue.DECIDED:
        return ()
    keyset = keyset_of(queue, find_order(queue, order))
    cases = select_cases(queue=queue, matching=matching, sections=sections).order_by(*keyset.columns)
    return cases.filter(keyset.beyond(getattr(case, keyset.column), case.pk)), cases.exclude(pk=case.pk)


def count_cases(
    *,
    queue: str,
    most: int,
    matching: CaseFilter | None = None,
    since: dt.datetime | None = None,
    sections: Sections = EVERYWHERE,
) -> int:
    """How many of a queue's cases a filter asks for, or came in since a moment; counted no further than ``most``."""
    cases = select_cases(queue=queue, matching=matching, sections=sections).order_by()
    return (cases.filter(opened_at__gt=since) if since else cases)[:most].count()


def load_latest(comment_ids: Iterable[int]) -> dict[int, DecisionLine]:
    """The newest decision on whether each comment shows, in one query."""
    newest = Decision.objects.on_visibility().filter(comment_id__in=list(comment_ids)).order_by().values("comment_id")
    decisions = Decision.objects.filter(pk__in=newest.annotate(pk_max=Max("pk")).values("pk_max"))
    return {decision.comment_id: describe_decision(decision) for decision in decisions.select_related("moderator")}


def find_question(comment: engagement.Comment) -> str:
    """The question, or call to action, that a comment answers; root and wordings must have been selected with it."""
    wording = (comment.root or comment).wording
    return (wording.question or wording.call_to_action) if wording else ""


def _item(case: Case, latest: DecisionLine | None) -> QueueItem:
    comment = case.comment
    discussion = comment.discussion
    return QueueItem(
        comment_id=comment.pk,
        queue=case.queue,
        visibility=comment.visibility,
        revision=comment.revision,
        version=case.version,
        author_name=name_author(comment),
        is_guest=comment.author_id is None,
        excerpt=engagement.excerpt(comment.body, length=EXCERPT),
        article_title=discussion.title,
        article_url=discussion.url,
        section=discussion.section,
        question=find_question(comment),
        parent=_parent_item(comment.parent) if comment.parent else None,
        reasons=describe_reasons(case.reasons),
        priority=case.priority,
        created_at=comment.created_at,
        opened_at=case.opened_at,
        decided_at=case.decided_at,
        latest=latest,
    )


def _parent_item(parent: engagement.Comment) -> ParentItem:
    excerpt = engagement.excerpt(parent.body, length=EXCERPT)
    return ParentItem(comment_id=parent.pk, author_name=name_author(parent), excerpt=excerpt)
