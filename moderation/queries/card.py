"""The card: one comment with all that a moderator needs to decide, at a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import Action, Actor, Case, Decision, Finding
from moderation.queries.authors import AuthorRecord, load_author_record
from moderation.queries.marks import Mark, find_marks
from moderation.queries.policy import load_table
from moderation.queries.queue import find_question
from moderation.queries.words import (
    DecisionLine,
    FindingLine,
    describe_decision,
    describe_finding,
    describe_reasons,
    name_author,
)

EXCERPT = 300
"""Characters of a comment that stands around the one on the card."""

_HISTORY = 50
"""Findings, and decisions, on one card; the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextItem:
    """A comment that the one on the card answers, at whatever remove."""

    comment_id: int
    author_name: str
    excerpt: str
    visibility: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """Where the comment stands among the queues."""

    queue: str
    reasons: tuple[str, ...]
    priority: int
    opened_at: dt.datetime
    decided_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """What the comment stands under."""

    discussion_key: str
    title: str
    url: str
    section: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything about one comment. Personal data: for moderators alone."""

    comment_id: int
    visibility: str
    visibility_label: str
    revision: int
    waits_for_parent: bool
    """Whether it is approved and shows once its parent does."""
    html: SafeString
    """As shown: safe."""
    body: str
    """As typed."""
    created_at: dt.datetime
    published_at: dt.datetime | None
    edited_at: dt.datetime | None
    article: ArticleLine
    context: tuple[ContextItem, ...]
    """The thread's root and the nearest comments above, from the top."""
    skipped: int
    """How many comments between the root and the rest of the context are left out."""
    replies_waiting: int
    """Approved replies that show once this one does."""
    author: AuthorRecord
    case: CaseLine | None
    """None where it never waited for a moderator, nor was decided on by one."""
    findings: tuple[FindingLine, ...]
    """What each check saw, the newest first."""
    marks: tuple[Mark, ...]
    """What the checks noticed in the text as it stands now."""
    history: tuple[DecisionLine, ...]
    """All that was decided, the newest first."""
    undoable: int | None
    """The decision that may be undone now; none where there is none."""


def load_card(comment_id: int) -> Card:
    """The card of a comment, in seven queries; CommentNotFound where there is none."""
    related = (
        "discussion",
        "wording",
        "root__wording",
        "parent__parent__parent",
        "submission",
    )
    comment = engagement.Comment.objects.select_related(*related).filter(pk=comment_id).first()
    if comment is None:
        raise engagement.CommentNotFound(comment_id)
    case = Case.objects.filter(comment_id=comment_id).first()
    findings = list(Finding.objects.filter(comment_id=comment_id).order_by("-id")[:_HISTORY])
    marks = find_marks(findings, revision=comment.revision)
    history = _load_history(comment_id)
    context = _find_context(comment)
    return Card(
        comment_id=comment.pk,
        visibility=comment.visibility,
        visibility_label=str(Visibility(comment.visibility).label),
        revision=comment.revision,
        waits_for_parent=comment.cleared_at is not None,
        html=mark_safe(comment.html),  # noqa: S308  # engagement keeps it sanitised
        body=comment.body,
        created_at=comment.created_at,
        published_at=comment.published_at,
        edited_at=comment.edited_at,
        article=_article_line(comment),
        context=context,
        skipped=comment.depth - len(context),
        replies_waiting=comment.children.filter(visibility=Visibility.PENDING, cleared_at__isnull=False).count(),
        author=load_author_record(comment),
        case=_case_line(case) if case else None,
        findings=_describe_findings(comment, findings, marks),
        marks=marks,
        history=history,
        undoable=_find_undoable(comment, history),
    )


def _describe_findings(
    comment: engagement.Comment, findings: list[Finding], marks: tuple[Mark, ...]
) -> tuple[FindingLine, ...]:
    """Each finding with its marks, which only the latest of its check on this revision has."""
    discussion = comment.discussion
    table = load_table(section=discussion.section, discussion_key=discussion.key)
    lines = []
    marked: set[str] = set()
    for finding in findings:
        is_latest = finding.revision == comment.revision and finding.check_name not in marked
        own = tuple(mark for mark in marks if is_latest and mark.check == finding.check_name)
        marked |= {finding.check_name} if is_latest else set()
        lines.append(describe_finding(finding, table=table, marks=own))
    return tuple(lines)


def _load_history(comment_id: int) -> tuple[DecisionLine, ...]:
    rows = list(Decision.objects.select_related("moderator").filter(comment_id=comment_id).order_by("-id")[:_HISTORY])
    undone = {row.undoes_id for row in rows}
    return tuple(describe_decision(row, undone=row.pk in undone) for row in rows)


def _find_undoable(comment: engagement.Comment, history: tuple[DecisionLine, ...]) -> int | None:
    """The newest decision where a moderator made it and the comment is still what it made of it."""
    if not history:
        return None
    latest = history[0]
    by_moderator = latest.actor == Actor.MODERATOR and latest.action not in (Action.UNDO, Action.ERASE)
    return latest.decision_id if by_moderator and latest.after == comment.visibility else None


def _find_context(comment: engagement.Comment) -> tuple[ContextItem, ...]:
    """The root, and up to three comments right above, which were selected with the comment."""
    above: list[engagement.Comment] = []
    ancestor = comment.parent
    while ancestor is not None and len(above) < 3:
        above.insert(0, ancestor)
        ancestor = ancestor.parent if len(above) < 3 else None
    if comment.root and (not above or above[0].pk != comment.root.pk):
        above.insert(0, comment.root)
    return tuple(
        ContextItem(
            comment_id=item.pk,
            author_name=name_author(item),
            excerpt=engagement.excerpt(item.body, length=EXCERPT),
            visibility=item.visibility,
            created_at=item.created_at,
        )
        for item in above
    )


def _article_line(comment: engagement.Comment) -> ArticleLine:
    discussion = comment.discussion
    return ArticleLine(
        discussion_key=discussion.key,
        title=discussion.title,
        url=discussion.url,
        section=discussion.section,
        question=find_question(comment),
    )


def _case_line(case: Case) -> CaseLine:
    return CaseLine(
        queue=case.queue,
        reasons=describe_reasons(case.reasons),
        priority=case.priority,
        opened_at=case.opened_at,
        decided_at=case.decided_at,
    )
