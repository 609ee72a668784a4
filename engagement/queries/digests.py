"""What happened in a discussion or a section in a span of time, as anybody may read it now."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from engagement.conf import get_settings
from engagement.models import Comment, Discussion, Follow, FollowScope, Wording
from engagement.models.discussion import DiscussionStatus
from engagement.queries.best_answers import choose_best, find_candidates
from engagement.queries.counts import find_public
from engagement.queries.prompts import prompt_of, shown_wording, with_prompt
from engagement.queries.rows import Row, read_rows, value

MOST = 8
"""Discussions that one summary tells of; the others it only counts."""

LOOKED_AT = 100
"""Discussions of which is asked whether they are public, those with most to tell first: no count goes beyond it."""

_CHECKED = Q(edited_at__isnull=True) | Q(next_attempt_at__isnull=True)
"""Comments but those whose edited words wait to be checked."""

_LATE = dt.timedelta(minutes=1)
"""A discussion may have been touched a moment before the comment that touched it was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The time after ``since``, up to ``until``."""

    since: dt.datetime
    until: dt.datetime

    def holds(self, moment: dt.datetime | None) -> bool:
        """Whether something happened in it."""
        return moment is not None and self.since < moment <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What there is to tell of one discussion."""

    discussion: Discussion
    wording: Wording | None
    best: tuple[Comment, ...]
    """Best first."""
    new: int
    """Comments published in the span, but the follower's own."""
    follow_up: str
    """What became of the answers, as typed, where it was first told in the span; else empty."""
    closed: bool
    """Whether it closed in the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What there is to tell of all."""

    stories: tuple[Story, ...]
    more: int
    """Discussions beside these in which something happened."""


def load_summary(follow: Follow, span: Span) -> Summary | None:
    """What happened in what is followed; none where nothing did that is public now.

    Four queries, and one more for each kind of article, however much happened.
    """
    new = _count_new(follow, span)
    found = _find_changed(follow, span, new)
    public = find_public(found)
    told = [discussion for discussion in found if discussion.pk in public]
    if not told:
        return None
    best = _load_best(told[:MOST])
    stories = tuple(_tell(discussion, span, new, best) for discussion in told[:MOST])
    return Summary(stories=stories, more=len(told) - len(stories))


def _count_new(follow: Follow, span: Span) -> Mapping[int, int]:
    """How many comments came, by discussion: neither the follower's own, nor edited ones that wait to be checked."""
    touched = _followed(follow).filter(changed_at__gt=span.since - _LATE)
    came = Comment.objects.published().filter(published_at__gt=span.since, published_at__lte=span.until)
    came = came.filter(_CHECKED, discussion__in=touched).exclude(author_email__iexact=follow.email_folded)
    if follow.user_id is not None:
        came = came.exclude(author_id=follow.user_id, author__isnull=False)
    return dict(came.order_by().values_list("discussion_id").annotate(count=Count("pk")))


def _find_changed(follow: Follow, span: Span, new: Mapping[int, int]) -> Sequence[Discussion]:
    """Discussions with something to tell, those with most first."""
    busiest = sorted(new, key=lambda pk: (-new[pk], pk))[: LOOKED_AT + 1]
    # Of a single discussion the row itself says what happened.
    changed = Q(pk__in=busiest) | Q(pk=follow.discussion_id) | _changed_otherwise(follow.section, span)
    rows = with_prompt().annotate(began_at=Coalesce("article_published_at", "created_at"))
    rows = rows.filter(pk__in=_followed(follow).values("pk")).filter(changed)
    found = [row for row in rows if new.get(row.pk) or _follow_up(row, span) or _has_closed(row, span)]
    found.sort(key=lambda row: (not _follow_up(row, span), -new.get(row.pk, 0), row.pk))
    return found[:LOOKED_AT]


def _changed_otherwise(section: str, span: Span) -> Q:
    """Discussions of a section that closed, or whose prompt was followed up: by hand, by an editor's time, or by age,
    which changes no row.
    """
    changed = Q()
    for name in ("prompt__followed_up_at", "closed_at", "answers_until"):
        changed |= Q(**{f"{name}__gt": span.since, f"{name}__lte": span.until})
    settings = get_settings()
    if days := settings.close_after_days_in.get(section, settings.close_after_days):
        age = dt.timedelta(days=days)
        changed |= Q(began_at__gt=span.since - age, began_at__lte=span.until - age)
    return changed


def _followed(follow: Follow) -> QuerySet[Discussion]:
    rows = Discussion.objects.exclude(status=DiscussionStatus.HIDDEN)
    if follow.scope == FollowScope.SECTION:
        return rows.filter(section=follow.section)
    return rows.filter(Q(pk=follow.discussion_id))


def _follow_up(discussion: Discussion, span: Span) -> str:
    prompt = prompt_of(discussion)
    return prompt.follow_up if prompt is not None and span.holds(prompt.followed_up_at) else ""


def _has_closed(discussion: Discussion, span: Span) -> bool:
    return not discussion.is_open and span.holds(discussion.closes_at)


def _load_best(discussions: Sequence[Discussion]) -> Mapping[int, tuple[Comment, ...]]:
    """The best answers of each, in two queries for all."""
    candidates = [candidate for discussion in discussions for candidate in find_candidates(discussion)]
    roots = Comment.objects.in_thread().published().filter(Q(pk__in=candidates), _CHECKED)
    by_discussion: dict[int, list[Row]] = {}
    for row in read_rows(roots):
        by_discussion.setdefault(value(row, "discussion_id"), []).append(row)
    chosen = {pk: [row[0] for row in choose_best(rows)] for pk, rows in by_discussion.items()}
    comments = _by_id(pk for pks in chosen.values() for pk in pks)
    return {pk: tuple(comments[number] for number in pks if number in comments) for pk, pks in chosen.items()}


def _by_id(pks: Iterable[int]) -> Mapping[int, Comment]:
    return {comment.pk: comment for comment in Comment.objects.published().filter(pk__in=list(pks))}


def _tell(discussion: Discussion, span: Span, new: Mapping[int, int], best: Mapping[int, tuple[Comment, ...]]) -> Story:
    return Story(
        discussion=discussion,
        wording=shown_wording(discussion),
        best=best.get(discussion.pk, ()),
        new=new.get(discussion.pk, 0),
        follow_up=_follow_up(discussion, span),
        closed=_has_closed(discussion, span),
    )
