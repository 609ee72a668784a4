"""The card: one comment with all that a moderator needs to decide, at a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import About, Action, Actor, Case, Decision, Finding, Original
from moderation.queries.authors import AuthorRecord, load_author_record
from moderation.queries.marks import Mark, find_marks
from moderation.queries.policy import load_table
from moderation.queries.queue import find_question
from moderation.queries.reports import ReportLine, load_reports
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.queries.words import (
    DecisionLine,
    FindingLine,
    describe_decision,
    describe_finding,
    describe_reasons,
    name_author,
)
from moderation.rules.policy import trust

EXCERPT = 300
"""Characters of a comment that stands around the one on the card."""

_ACTS = (About.FEATURE, About.LOCK, About.TEXT)
"""What is taken back by itself, beside what was decided on the comment's visibility."""

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
    version: int
    """It rises whenever the case is moved."""
    reasons: tuple[str, ...]
    priority: int
    opened_at: dt.datetime
    decided_at: dt.datetime | None
    assigned_to: int | None
    assigned_name: str
    """Whom it is left to; empty for nobody in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """What the comment stands under."""

    discussion_key: str
    title: str
    url: str
    section: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionLine:
    """A text that the author of the comment replaced."""

    revision: int
    body: str
    """As typed."""
    replaced_at: dt.datetime


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
    is_featured: bool
    is_locked: bool
    """Whether the lock is its own; one above it is not looked for."""
    is_redacted: bool
    """Whether a moderator edited something out of it."""
    is_newsroom: bool
    takes_replies: bool
    """Whether the newsroom can answer it, as far as the card knows."""
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
    revisions: tuple[RevisionLine, ...]
    """The texts that its author replaced, oldest first."""
    reports: tuple[ReportLine, ...]
    """What readers reported, the open ones first."""
    undoable: int | None
    """The decision that may be undone now; none where there is none."""
    undoable_of: int | None
    """The moderator who made it; none where their account is gone."""


def load_card(comment_id: int, *, sections: Sections = EVERYWHERE) -> Card:
    """The card of a comment, in eight queries and one more where it was edited; CommentNotFound where there is none in
    these sections.
    """
    related = (
        "discussion",
        "wording",
        "root__wording",
        "parent__parent__parent",
        "submission",
    )
    comment = engagement.Comment.objects.select_related(*related).filter(pk=comment_id).first()
    if comment is None or not sections.allow(comment.discussion.section):
        raise engagement.CommentNotFound(comment_id)
    case = Case.objects.select_related("assigned_to").filter(comment_id=comment_id).first()
    findings = list(Finding.objects.filter(comment_id=comment_id).order_by("-id")[:_HISTORY])
    marks = find_marks(findings, revision=comment.revision)
    decisions = _load_decisions(comment_id)
    undoable = _find_undoable(comment, decisions)
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
        is_featured=comment.featured_at is not None,
        is_locked=comment.locked_at is not None,
        is_redacted=comment.redacted_at is not None,
        is_newsroom=comment.from_newsroom,
        takes_replies=_takes_replies(comment),
        article=_article_line(comment),
        context=context,
        skipped=comment.depth - len(context),
        replies_waiting=comment.children.filter(visibility=Visibility.PENDING, cleared_at__isnull=False).count(),
        author=load_author_record(comment),
        case=_case_line(case) if case else None,
        findings=_describe_findings(comment, findings, marks),
        marks=marks,
        history=_describe_history(decisions),
        revisions=_load_revisions(comment),
        reports=load_reports(comment_id),
        undoable=undoable.pk if undoable else None,
        undoable_of=undoable.moderator_id if undoable else None,
    )


def _load_revisions(comment: engagement.Comment) -> tuple[RevisionLine, ...]:
    """Most comments were never edited: nothing is asked for those."""
    if comment.edited_at is None:
        return ()
    return tuple(
        RevisionLine(revision=kept.revision, body=kept.body, replaced_at=kept.replaced_at)
        for kept in engagement.get_revisions(comment.pk)
    )


def _describe_findings(
    comment: engagement.Comment, findings: list[Finding], marks: tuple[Mark, ...]
) -> tuple[FindingLine, ...]:
    """Each finding with its marks, which only the latest of its check on this revision has."""
    discussion = comment.discussion
    table = load_table(section=discussion.section, discussion_key=discussion.key)
    lines = []
    marked: set[str] = set()
    authors = (finding.signals for finding in findings if finding.check_name == "author")
    table = trust(next(authors, ()), table)
    for finding in findings:
        is_latest = finding.revision == comment.revision and finding.check_name not in marked
        own = tuple(mark for mark in marks if is_latest and mark.check == finding.check_name)
        marked |= {finding.check_name} if is_latest else set()
        lines.append(describe_finding(finding, table=table, marks=own))
    return tuple(lines)


def _takes_replies(comment: engagement.Comment) -> bool:
    is_open = comment.discussion.is_open and comment.locked_at is None
    return is_open and comment.visibility == Visibility.PUBLISHED


def _load_decisions(comment_id: int) -> list[Decision]:
    return list(Decision.objects.select_related("moderator").filter(comment_id=comment_id).order_by("-id")[:_HISTORY])


def _describe_history(rows: list[Decision]) -> tuple[DecisionLine, ...]:
    undone = {row.undoes_id for row in rows}
    acts = _find_undoable_acts(rows)
    return tuple(describe_decision(row, undone=row.pk in undone, undoable=row.pk in acts) for row in rows)


def _find_undoable_acts(rows: list[Decision]) -> set[int]:
    """Of each kind of act the newest, where it can be taken back: an edit only while its original is kept."""
    newest: dict[str, Decision] = {}
    for row in rows:
        newest.setdefault(row.about, row)
    found = {row.pk for about, row in newest.items() if about in _ACTS and row.action != Action.UNDO}
    edit = newest.get(About.TEXT)
    if edit and edit.pk in found and not Original.objects.filter(decision=edit, expires_at__gt=timezone.now()).exists():
        found.remove(edit.pk)
    return found


def _find_undoable(comment: engagement.Comment, history: list[Decision]) -> Decision | None:
    """The newest decision where a moderator made it and the comment is still what it made of it."""
    latest = next((line for line in history if line.about == About.VISIBILITY), None)
    if latest is None:
        return None
    by_moderator = latest.actor == Actor.MODERATOR and latest.action not in (Action.UNDO, Action.ERASE)
    return latest if by_moderator and latest.after == comment.visibility else None


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
        version=case.version,
        reasons=describe_reasons(case.reasons),
        priority=case.priority,
        opened_at=case.opened_at,
        decided_at=case.decided_at,
        assigned_to=case.assigned_to_id,
        assigned_name=(case.assigned_to.get_full_name() or case.assigned_to.get_username()) if case.assigned_to else "",
    )
