"""Filters: which of a queue's cases a moderator wants to see, as an address says it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from engagement import api as engagement
from moderation.models import Case, Claim, Decision, Queue, ReasonCode
from moderation.queries.counts import ALL
from moderation.queries.search import find_matching
from moderation.rules.signals import SIGNALS

REASONS = (*(code.value for code in ReasonCode if code is not ReasonCode.SIGNAL), *SIGNALS)
"""What may be asked for as a reason."""

AGES: Mapping[str, dt.timedelta] = {
    "1h": dt.timedelta(hours=1),
    "4h": dt.timedelta(hours=4),
    "1d": dt.timedelta(days=1),
    "3d": dt.timedelta(days=3),
    "7d": dt.timedelta(days=7),
    "30d": dt.timedelta(days=30),
}
"""How long ago a case came into its queue, by the names that addresses use."""

MINE = "1"
"""Says yes to ``mine``."""

MOST_ARTICLES = 50
"""Articles of one filter."""

_LONGEST = 254
_LONGEST_SEARCH = 500
_SINGLE = ("search", "reason", "section", "author", "assigned", "mine", "language", "older", "younger")
_LONGEST_ID = 18
_FEW = 500
_ACCOUNT = "account:"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What a case must be to be shown; what is empty asks for nothing."""

    search: str = ""
    """What is looked for, as it was typed (``moderation.queries.search``)."""
    reason: str = ""
    """A code of REASONS."""
    section: str = ""
    articles: tuple[str, ...] = ()
    """Keys of discussions: the case belongs to any of them."""
    author: str = ""
    """``account:7``, a user name, or a guest's name or e-mail address, each in full."""
    assigned: str = ""
    """The user name of the moderator whom it was left to, in full."""
    mine: str = ""
    """``1``: in a queue what was assigned to whoever looks, or lies before them just now; among the decided what they
    decided."""
    language: str = ""
    older: str = ""
    """One of AGES: it came into its queue longer ago than that."""
    younger: str = ""
    """One of AGES: it came into its queue since then."""
    viewer_id: int | None = None
    """Whose ``mine`` is; none: nobody's, who has nothing. No part of an address, so that a link shows to each their
    own."""

    @classmethod
    def read(cls, query: MultiValueDict[str, str], *, viewer_id: int | None) -> Self:
        """The filter that a query string names; what it says of nothing known is left out."""
        mine = MINE if _read(query, "mine") == MINE else ""
        reason, older, younger = (_read(query, name) for name in ("reason", "older", "younger"))
        articles = dict.fromkeys(_clean(key) for key in query.getlist("article"))
        return cls(
            search=query.get("search", "").strip()[:_LONGEST_SEARCH].strip(),
            reason=reason if reason in REASONS else "",
            section=_read(query, "section"),
            articles=tuple(key for key in articles if key)[:MOST_ARTICLES],
            author=_read(query, "author"),
            assigned=_read(query, "assigned"),
            mine=mine,
            viewer_id=viewer_id if mine else None,
            language=_read(query, "language"),
            older=older if older in AGES else "",
            younger=younger if younger in AGES else "",
        )

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.as_query())

    def as_query(self) -> tuple[tuple[str, str], ...]:
        """The filter as the pairs of a query string, always in the same order."""
        named = {name: getattr(self, name) for name in _SINGLE}
        single = [(name, value) for name, value in named.items() if value]
        return (*single, *(("article", key) for key in self.articles))

    def apply(self, cases: QuerySet[Case], *, queue: str) -> QuerySet[Case]:
        """Those of a queue's cases that it asks for; no rows are doubled by it."""
        for condition in (*self._of_comment(), *self._of_case(queue)):
            cases = cases.filter(condition)
        return cases

    def _of_comment(self) -> Iterable[Q]:
        discussions = engagement.Discussion.objects.order_by()
        if self.search:
            yield Q(comment_id__in=find_matching(self.search))
        if self.articles:
            keys = self.articles
            # A key that led here before a merge, or is an alias, still does.
            known = Q(key__in=keys) | Q(merged__key__in=keys) | Q(aliases__key__in=keys)
            yield Q(discussion__in=discussions.filter(known))
        if self.language:
            yield Q(discussion__in=discussions.filter(language__iexact=self.language))
        if self.author:
            yield Q(comment__in=_pick(_find_comments(self.author)))

    def _of_case(self, queue: str) -> Iterable[Q]:
        if self.reason:
            yield Q(codes__contains=f"|{self.reason}|")
        if self.section:
            yield Q(section=self.section)
        if self.assigned:
            yield Q(assigned_to__in=_find_accounts(self.assigned))
        if self.mine:
            yield _is_mine(self.viewer_id, queue)
        if self.older:
            yield Q(opened_at__lt=timezone.now() - AGES[self.older])
        if self.younger:
            yield Q(opened_at__gte=timezone.now() - AGES[self.younger])


def spell_query(pairs: Iterable[tuple[str, str]]) -> str:
    """The pairs as a query string."""
    return urlencode(list(pairs))


def _pick(comments: QuerySet[Any, Any]) -> Any:
    """The comments by their ids where they are few: a database that knows how few does not walk the queue for them."""
    ids = [row["pk"] for row in comments[: _FEW + 1]]
    return ids if len(ids) <= _FEW else comments


def _find_comments(author: str) -> QuerySet[Any, Any]:
    """The comments of whoever is meant: an account by its number or name, a guest by name or address.

    Each of the ways is a query of its own, so that an index answers each that has one.
    """
    comments = engagement.Comment.objects.order_by()
    number = author.removeprefix(_ACCOUNT)
    if author.startswith(_ACCOUNT) and number.isascii() and number.isdecimal() and len(number) <= _LONGEST_ID:
        return comments.filter(author_id=int(number)).values("pk")
    accounts = _find_accounts(author)
    if "@" in author:
        guests = comments.filter(author__isnull=True, author_email=author)
    else:
        guests = comments.filter(author_name=author)
    return comments.filter(author__in=accounts).values("pk").union(guests.values("pk"), all=True)


def _is_mine(viewer_id: int | None, queue: str) -> Q:
    if viewer_id is None:
        return Q(pk__in=())
    claims = Claim.objects.filter(moderator_id=viewer_id, until__gt=timezone.now())
    is_theirs = Q(assigned_to_id=viewer_id) | Q(comment_id__in=claims.values("comment_id"))
    decisions = Decision.objects.on_visibility().filter(moderator_id=viewer_id).order_by()
    is_decided = Q(comment_id__in=decisions.values("comment_id"))
    if queue == ALL:
        return (~Q(queue=Queue.DECIDED) & is_theirs) | (Q(queue=Queue.DECIDED) & is_decided)
    return is_decided if queue == Queue.DECIDED else is_theirs


def _find_accounts(user_name: str) -> QuerySet[Any]:
    users = get_user_model()
    return users.objects.filter(**{users.USERNAME_FIELD: user_name})


def _read(query: MultiValueDict[str, str], name: str) -> str:
    return _clean(query.get(name, ""))


def _clean(value: str) -> str:
    """What a database can look for: no NUL, no lone surrogate, nothing endless."""
    value = value.strip()
    if len(value) > _LONGEST or "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return ""
    return value
