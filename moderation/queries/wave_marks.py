"""Which comments of a list belong to a wave of its queue, in four queries whatever the list and the queue."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

from engagement import api as engagement
from moderation.models import Case, LinkDomain, SearchEntry, Trace
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.queries.waves import LEAST, WaveKind

MOST_COUNTED = 100
"""So many of the latest comments that share something are looked for in the queue, however many share it."""

_Found = tuple[int, WaveKind, str, int]
"""A comment, what it has in common with others, and with how many, itself among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveMark:
    """The wave that a comment belongs to; of several that which says most of what they have in common."""

    kind: WaveKind
    key: str
    count: int
    is_more: bool
    """Whether there may be more than were counted."""


class _Count(Subquery):
    """How many rows a query finds."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def load_wave_marks(
    comment_ids: Collection[int], *, queue: str, sections: Sections = EVERYWHERE
) -> dict[int, WaveMark]:
    """The waves of the queue that these comments belong to. A network alone marks none: whole towns share one."""
    cases = sections.only(Case.objects.filter(queue=queue), "section")
    best: dict[int, _Found] = {}
    order = list(WaveKind)
    for found in _find(list(comment_ids), cases):
        comment_id, kind, _key, count = found
        known = best.get(comment_id)
        if count >= LEAST and (known is None or (order.index(kind), -count) < (order.index(known[1]), -known[3])):
            best[comment_id] = found
    return {
        comment_id: WaveMark(kind=kind, key=key, count=count, is_more=count >= MOST_COUNTED)
        for comment_id, kind, key, count in best.values()
    }


def _find(comment_ids: list[int], cases: QuerySet[Case]) -> Iterator[_Found]:
    same_text = SearchEntry.objects.filter(alike=_of_comment("alike"), alike__gt=0)
    same_mail = SearchEntry.objects.filter(email=_of_comment("email"), comment__author__isnull=True).exclude(email="")
    entries = SearchEntry.objects.filter(comment_id__in=comment_ids).annotate(
        texts=_count(same_text, cases), mails=_count(same_mail, cases)
    )
    columns = ("comment_id", "comment__author_id", "alike", "texts", "email", "mails")
    for comment_id, author_id, alike, texts, email, mails in entries.values_list(*columns):
        yield comment_id, WaveKind.TEXT, str(alike), texts
        if author_id is None:
            yield comment_id, WaveKind.EMAIL, email, mails
    yield from _common(WaveKind.DOMAIN, LinkDomain.objects.filter(is_site=True), "domain", comment_ids, cases)
    yield from _common(WaveKind.ADDRESS, Trace.objects.exclude(address=""), "address", comment_ids, cases)
    comments = engagement.Comment.objects.order_by().filter(author__isnull=False)
    same = _count(comments.filter(author_id=_of_comment("author_id")), cases, path="pk")
    members = comments.filter(pk__in=comment_ids).annotate(same=same).values_list("pk", "author_id", "same")
    for comment_id, author_id, count in members:
        yield comment_id, WaveKind.AUTHOR, str(author_id), count


def _common(
    kind: WaveKind, rows: QuerySet[Any], field: str, comment_ids: list[int], cases: QuerySet[Case]
) -> Iterable[_Found]:
    same = _count(rows.filter(**{field: _of_comment(field)}), cases)
    own = rows.filter(comment_id__in=comment_ids).annotate(same=same)
    for comment_id, key, count in own.values_list("comment_id", field, "same"):
        yield comment_id, kind, key, count


def _count(rows: QuerySet[Any], cases: QuerySet[Case], *, path: str = "comment_id") -> _Count:
    """How many of the latest rows belong to one of the cases."""
    latest = rows.order_by(f"-{path}").values(path)[:MOST_COUNTED]
    return _Count(cases.filter(comment_id__in=latest).order_by().values("pk"))


def _of_comment(field: str) -> OuterRef:
    """What the comment itself has there, seen from the rows within the cases within the count."""
    return OuterRef(OuterRef(field))
