"""Waves: comments in a queue that have something in common, so that they can be decided at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement import api as engagement
from moderation.hashing import find_network, hash_email
from moderation.models import Case, LinkDomain, SearchEntry, Trace
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.queries.wave_keys import find_wave_cases
from moderation.queries.words import describe_reasons, name_author

EXCERPT = 160
"""Characters of a comment in a wave."""

LEAST = 3
"""Comments that make a wave."""

MOST = 200
"""Comments of one page: as many as are decided at once."""

_WINDOW = 2_500
"""Cases looked at from either end of a queue; of a longer queue, waves in its middle come up as it moves."""

_EXCERPTS = 3
_COUNTED = 1_000


class WaveKind(models.TextChoices):
    """What comments of a wave have in common, from what says most to what says least."""

    TEXT = "text", _("nearly the same text")
    DOMAIN = "domain", _("links to one domain")
    AUTHOR = "author", _("one account")
    EMAIL = "email", _("one e-mail address")
    ADDRESS = "address", _("one address")
    NETWORK = "network", _("one network")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveItem:
    """One comment of a wave. Personal data: for moderators alone."""

    comment_id: int
    revision: int
    visibility: str
    author_name: str
    is_guest: bool
    excerpt: str
    article_title: str
    reasons: tuple[str, ...]
    opened_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """One thing that all comments of a wave have in common."""

    kind: WaveKind
    key: str
    shown: str
    """What it is, where moderators may still see that: a domain, a name, an address; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Comments in a queue that have something in common."""

    common: tuple[Common, ...]
    """The first is what the wave is known by."""
    count: int
    is_more: bool
    """Whether there may be more than were counted."""
    names: int
    """How many different authors' names there are among those looked at."""
    oldest_at: dt.datetime
    items: tuple[WaveItem, ...]
    """The oldest of them."""

    @property
    def kind(self) -> WaveKind:
        """What it is known by."""
        return self.common[0].kind

    @property
    def key(self) -> str:
        """Which of that kind."""
        return self.common[0].key


@dataclass(slots=True)
class _Seen:
    """What was looked at: cases by comment, and comments by what they may have in common."""

    cases: dict[int, Case] = field(default_factory=dict)
    groups: dict[tuple[WaveKind, str], set[int]] = field(default_factory=lambda: defaultdict(set))


def find_waves(queue: str, limit: int = 50, *, sections: Sections = EVERYWHERE) -> tuple[Wave, ...]:
    """The largest waves of a queue in these sections, in ten queries at most and at a cost that no queue raises.

    Comments with several things in common are one wave, as long as they are the same comments.
    """
    seen = _Seen()
    is_more = _look_at(seen, _first_cases(queue, sections), first=True)
    is_more = _look_at(seen, _last_cases(queue, sections), first=False) and is_more
    merged: dict[frozenset[int], list[tuple[WaveKind, str]]] = defaultdict(list)
    for kind in WaveKind:
        for (own, key), comment_ids in seen.groups.items():
            if own == kind and len(comment_ids) >= LEAST:
                merged[frozenset(comment_ids)].append((kind, key))
    largest = sorted(merged.items(), key=lambda wave: (-len(wave[0]), min(wave[0])))[:limit]
    samples = _load_samples(seen, (comment_ids for comment_ids, _keys in largest))
    return tuple(_wave(seen, comment_ids, keys, samples, is_more=is_more) for comment_ids, keys in largest)


def load_wave(*, queue: str, kind: str, key: str, sections: Sections = EVERYWHERE) -> Wave | None:
    """One wave with the oldest of its comments, ``MOST`` of them, in three queries; none where nothing of it is left
    in the queue.
    """
    cases = sections.only(find_wave_cases(queue=queue, kind=kind, key=key), "section")
    related = ("comment__discussion", "comment__submission")
    found = list(cases.select_related(*related).order_by("opened_at", "pk")[:MOST])
    if not found:
        return None
    count = cases.order_by()[: _COUNTED + 1].count() if len(found) == MOST else len(found)
    comments = [case.comment for case in found]
    common = Common(kind=WaveKind(kind), key=key, shown=_show(WaveKind(kind), key, comments))
    return Wave(
        common=(common,),
        count=min(count, _COUNTED),
        is_more=count > _COUNTED,
        names=len({name_author(comment) for comment in comments}),
        oldest_at=found[0].opened_at,
        items=tuple(_item(case) for case in found),
    )


def _first_cases(queue: str, sections: Sections) -> QuerySet[Case]:
    return sections.only(Case.objects.filter(queue=queue), "section").order_by("opened_at", "pk")[:_WINDOW]


def _last_cases(queue: str, sections: Sections) -> QuerySet[Case]:
    return sections.only(Case.objects.filter(queue=queue), "section").order_by("-opened_at", "-pk")[:_WINDOW]


def _look_at(seen: _Seen, cases: QuerySet[Case], *, first: bool) -> bool:
    """Note what the comments of some cases may have in common; returns whether there may be cases in between."""
    if not first and len(seen.cases) < _WINDOW:
        return False
    known = len(seen.cases)
    found = list(cases.select_related("comment").only(*_NEEDED))
    for case in found:
        seen.cases[case.comment_id] = case
        _note_author(seen, case.comment)
    comment_ids = cases.values("comment_id")
    for comment_id, alike in _rows(SearchEntry.objects.filter(alike__gt=0), comment_ids, "alike"):
        seen.groups[WaveKind.TEXT, str(alike)].add(comment_id)
    for comment_id, domain in _rows(LinkDomain.objects.filter(is_site=True), comment_ids, "domain"):
        seen.groups[WaveKind.DOMAIN, domain].add(comment_id)
    for comment_id, address, network in _rows(Trace.objects.all(), comment_ids, "address", "network"):
        if address:
            seen.groups[WaveKind.ADDRESS, address].add(comment_id)
        if network:
            seen.groups[WaveKind.NETWORK, network].add(comment_id)
    return first or len(seen.cases) == known + len(found)


_NEEDED = ("opened_at", "comment__author", "comment__author_name", "comment__author_email")


def _rows(rows: QuerySet[Any], comment_ids: QuerySet[Case, Any], *fields: str) -> Iterable[tuple[Any, ...]]:
    return rows.filter(comment_id__in=comment_ids).values_list("comment_id", *fields)


def _note_author(seen: _Seen, comment: engagement.Comment) -> None:
    if comment.author_id:
        seen.groups[WaveKind.AUTHOR, str(comment.author_id)].add(comment.pk)
    elif comment.author_email:
        seen.groups[WaveKind.EMAIL, hash_email(comment.author_email)].add(comment.pk)


def _load_samples(seen: _Seen, waves: Iterable[Collection[int]]) -> dict[int, Case]:
    """The cases that are shown, whole, in one query."""
    wanted = {pk for comment_ids in waves for pk in _oldest(seen, comment_ids)}
    cases = Case.objects.filter(comment_id__in=wanted).select_related("comment__discussion", "comment__submission")
    return {case.comment_id: case for case in cases}


def _oldest(seen: _Seen, comment_ids: Collection[int]) -> list[int]:
    return sorted(comment_ids, key=lambda pk: (seen.cases[pk].opened_at, pk))[:_EXCERPTS]


def _wave(
    seen: _Seen,
    comment_ids: Collection[int],
    keys: Iterable[tuple[WaveKind, str]],
    samples: dict[int, Case],
    *,
    is_more: bool,
) -> Wave:
    oldest = _oldest(seen, comment_ids)
    shown = [samples[pk] for pk in oldest if pk in samples]
    comments = [case.comment for case in shown]
    return Wave(
        common=tuple(Common(kind=kind, key=key, shown=_show(kind, key, comments)) for kind, key in keys),
        count=len(comment_ids),
        is_more=is_more,
        names=len({name_author(seen.cases[pk].comment) for pk in comment_ids}),
        oldest_at=seen.cases[oldest[0]].opened_at,
        items=tuple(_item(case) for case in shown),
    )


def _item(case: Case) -> WaveItem:
    comment = case.comment
    return WaveItem(
        comment_id=comment.pk,
        revision=comment.revision,
        visibility=comment.visibility,
        author_name=name_author(comment),
        is_guest=comment.author_id is None,
        excerpt=engagement.excerpt(comment.body, length=EXCERPT),
        article_title=comment.discussion.title or comment.discussion.key,
        reasons=describe_reasons(case.reasons),
        opened_at=case.opened_at,
    )


def _show(kind: WaveKind, key: str, comments: Iterable[engagement.Comment]) -> str:
    """What comments have in common, as moderators see it on their cards too."""
    if kind is WaveKind.DOMAIN:
        return key
    return next(_shown_by(kind, comments), "")


def _shown_by(kind: WaveKind, comments: Iterable[engagement.Comment]) -> Iterator[str]:
    for comment in comments:
        if kind is WaveKind.AUTHOR:
            yield name_author(comment)
        elif kind is WaveKind.EMAIL:
            yield comment.author_email
        elif kind in (WaveKind.ADDRESS, WaveKind.NETWORK) and (ip := _find_ip(comment)):
            yield ip if kind is WaveKind.ADDRESS else find_network(ip)


def _find_ip(comment: engagement.Comment) -> str:
    """A comment's address, while it is kept; the submission must have been selected with it."""
    try:
        submission = comment.submission
    except ObjectDoesNotExist:
        return ""
    return (submission.ip or "") if submission.expires_at > timezone.now() else ""
