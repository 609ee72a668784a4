"""The log: decisions, sanctions and settings changes, the newest first, by pages or as one long stream."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from engagement import api as engagement
from engagement.api import BadCursor
from moderation.models import About, Actor, Change, Decision, Subject
from moderation.queries.cursors import decode_cursor, encode_cursor
from moderation.queries.sections import EVERYWHERE, Sections

MOST = 200
"""Lines of one page."""

_BATCH = 500
"""Rows of each table that a stream holds at once."""

_SETTINGS = (Subject.POLICY_RULE, Subject.WORD_LIST)

_Row = TypeVar("_Row", Decision, Change)


class Kind(StrEnum):
    """What a line tells of."""

    DECISION = "decision"
    CHECK = "check"
    AUTHOR = "author"
    READERS = "readers"
    SANCTION = "sanction"
    POLICY_RULE = "policy_rule"
    WORD_LIST = "word_list"
    SECTION_RIGHT = "section_right"
    QUEUE = "queue"


EVERYTHING = "all"
"""Instead of a kind: what the checks, authors and readers did too, and not only what people in the house did."""

_ACTORS = {
    Kind.DECISION: Actor.MODERATOR,
    Kind.CHECK: Actor.POLICY,
    Kind.AUTHOR: Actor.AUTHOR,
    Kind.READERS: Actor.READERS,
}
_KINDS = {actor.value: kind for kind, actor in _ACTORS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which lines; what is empty does not matter."""

    kind: str = ""
    """A Kind, or EVERYTHING; empty: what people in the house did."""
    who: str = ""
    """The user name of an account, in full."""
    action: str = ""
    """An Action or a ChangeAction."""
    section: str = ""
    article: str = ""
    """The key of a discussion, or its article's address."""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    """Up to and without this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Who did what, when and why. Personal data: for moderators alone."""

    row: Decision | Change
    kind: Kind
    at: dt.datetime
    user_name: str
    """Empty where no account did it, or it is gone."""
    full_name: str
    action: str
    key: str
    """Which one: the signal, list or holder of a right, or the number of a sanction; of a decision nothing."""
    comment_id: int | None
    section: str
    discussion_key: str
    article_title: str
    article_url: str
    before: Any
    after: Any
    """Of a decision the comment's visibility where it is about that, else what was changed, by field."""
    reason: str
    """The code of a decision's reason, or the signals that led the checks to it."""
    note: str
    message: str
    """What the author of a rejected comment was told beside the reason."""
    undoes: int | None
    """The decision that was taken back."""

    @property
    def cursor(self) -> str:
        """Where this line stands."""
        source = "d" if isinstance(self.row, Decision) else "c"
        return source + encode_cursor(source, self.at, self.row.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """One page, and the cursor of the next; empty where this is the last."""

    lines: tuple[LogLine, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """The rows that a filter leaves of both tables."""

    decisions: QuerySet[Decision]
    changes: QuerySet[Change]


def load_log(chosen: LogFilter, *, cursor: str = "", limit: int = 50, sections: Sections = EVERYWHERE) -> LogPage:
    """One page of the log in two queries, and one each where an account or an article is asked for.

    BadCursor for what is none.
    """
    limit = min(max(limit, 1), MOST)
    lines = _load(_find_sources(chosen, sections), cursor, limit + 1)
    page = tuple(lines[:limit])
    return LogPage(lines=page, next_cursor=page[-1].cursor if len(lines) > limit else "")


def stream_log(chosen: LogFilter, *, sections: Sections = EVERYWHERE) -> Iterator[LogLine]:
    """All lines, read batch by batch: memory does not grow with the log, and no transaction stays open."""
    sources = _find_sources(chosen, sections)
    cursor = ""
    while lines := _load(sources, cursor, _BATCH):
        yield from lines
        cursor = lines[-1].cursor


def _find_sources(chosen: LogFilter, sections: Sections) -> _Sources:
    decisions: QuerySet[Decision] = sections.only(Decision.objects.all())
    changes: QuerySet[Change] = Change.objects.all()
    if sections.names is not None:
        # What holds everywhere holds in these sections as well.
        everywhere = Q(subject__in=_SETTINGS, section="", discussion_key="")
        changes = changes.filter(Q(section__in=sections.names) | everywhere)
    if chosen.kind in _ACTORS:
        decisions, changes = decisions.filter(actor=_ACTORS[Kind(chosen.kind)]), changes.none()
    elif chosen.kind in Subject.values:
        decisions, changes = decisions.none(), changes.filter(subject=chosen.kind)
    elif chosen.kind != EVERYTHING:
        decisions = decisions.filter(actor=Actor.MODERATOR)
    if chosen.who:
        users = get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: chosen.who})
        user_id = users.values_list("pk", flat=True).first() or 0
        decisions, changes = decisions.filter(moderator_id=user_id), changes.filter(moderator_id=user_id)
    if chosen.action:
        decisions, changes = decisions.filter(action=chosen.action), changes.filter(action=chosen.action)
    if chosen.section:
        decisions = decisions.filter(comment__discussion__section=chosen.section)
        changes = changes.filter(section=chosen.section)
    if chosen.article:
        discussion_id, key = _find_discussion(chosen.article)
        decisions = decisions.filter(comment__discussion_id=discussion_id)
        changes = changes.filter(discussion_key=key)
    return _Sources(decisions=_between(decisions, chosen), changes=_between(changes, chosen))


def _between(rows: QuerySet[_Row], chosen: LogFilter) -> QuerySet[_Row]:
    if chosen.since:
        rows = rows.filter(at__gte=chosen.since)
    return rows.filter(at__lt=chosen.until) if chosen.until else rows


def _find_discussion(article: str) -> tuple[int, str]:
    """The number and the key of an article's discussion; of none, what nothing has."""
    found = engagement.Discussion.objects.filter(Q(key=article) | Q(url=article)).order_by("pk")
    return found.values_list(Coalesce("merged_into_id", "pk"), "key").first() or (0, article)


def _load(sources: _Sources, cursor: str, limit: int) -> list[LogLine]:
    """The next lines of both tables; of one moment, decisions come before changes."""
    decisions, changes = sources.decisions, sources.changes
    if cursor:
        source = cursor[0]
        if source not in ("d", "c"):
            message = "not a cursor of the log"
            raise BadCursor(message)
        at, pk = decode_cursor(cursor[1:], source, dt.datetime)
        beyond = Q(at__lte=at) & (Q(at__lt=at) | Q(pk__lt=pk))
        decisions = decisions.filter(beyond if source == "d" else Q(at__lt=at))
        changes = changes.filter(beyond if source == "c" else Q(at__lte=at))
    made = decisions.select_related("moderator", "comment__discussion").defer("comment__body", "comment__html")
    lines = [_decision_line(row) for row in made.order_by("-at", "-pk")[:limit]]
    lines += [_change_line(row) for row in changes.select_related("moderator").order_by("-at", "-pk")[:limit]]
    # Stable, and each table's rows are in their order: what is of one moment stays so.
    lines.sort(key=lambda line: line.at, reverse=True)
    return lines[:limit]


def _decision_line(row: Decision) -> LogLine:
    discussion = row.comment.discussion
    before, after = _find_sides(row)
    return LogLine(
        row=row,
        kind=_KINDS[row.actor],
        at=row.at,
        **_name(row.moderator),
        action=row.action,
        key="",
        comment_id=row.comment_id,
        section=discussion.section,
        discussion_key=discussion.key,
        article_title=discussion.title,
        article_url=discussion.url,
        before=before,
        after=after,
        reason=row.reason or ", ".join(row.reasons),
        note=row.note,
        message=row.message,
        undoes=row.undoes_id,
    )


def _find_sides(row: Decision) -> tuple[Any, Any]:
    """Acts leave the visibility as it is: of them nothing is told but whom a comment was left to."""
    if row.about == About.VISIBILITY:
        return row.before, row.after
    return None, {"assigned_to": row.detail["name"]} if "name" in row.detail else None


def _change_line(row: Change) -> LogLine:
    return LogLine(
        row=row,
        kind=Kind(row.subject),
        at=row.at,
        **_name(row.moderator),
        action=row.action,
        key=row.key,
        comment_id=row.comment_id,
        section=row.section,
        discussion_key=row.discussion_key,
        article_title="",
        article_url="",
        before=row.before,
        after=row.after,
        reason="",
        note=row.note,
        message="",
        undoes=None,
    )


def _name(user: Any) -> dict[str, str]:
    if user is None:
        return {"user_name": "", "full_name": ""}
    return {"user_name": user.get_username(), "full_name": user.get_full_name() or user.get_username()}
