"""The best answers of a discussion: featured by the newsroom, then respected by readers, of different stances."""

from collections.abc import Iterable
from functools import cache

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from engagement.models import Comment, Discussion
from engagement.queries.rows import Row, value
from engagement.queries.stances import offered_stances
from engagement.statements import Question

MOST = 3
LEAST_RESPECT = 3
"""So many readers must respect what no editor chose: less says nothing."""


def find_candidates(discussion: Discussion) -> list[RawSQL]:
    """One subquery for each comment that may be among the best, each of which an index answers.

    They stand in a query that is asked anyway: as values of their own, for PostgreSQL reads the whole table where it is
    given one subquery of many rows beside another condition. Each is written once: to write them anew took a quarter
    of the time of a page.
    """
    offered = [stance.id for stance in offered_stances(discussion)]
    found = [_featured(place).part(discussion.pk) for place in range(MOST)]
    found += [_unsaid(place).part(discussion.pk) for place in range(1 if offered else MOST)]
    found += [_of_stance().part(discussion.pk, stance_id) for stance_id in offered]
    return [RawSQL(sql, values) for sql, values in found]  # noqa: S611  as Django itself wrote it


def choose_best(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The best of the candidates, best first: no two of one stance, where they bear any."""
    best: list[Row] = []
    stances: set[int] = set()
    for row in sorted(rows, key=_merit, reverse=True):
        stance_id = value(row, "stance_id")
        if len(best) < MOST and stance_id not in stances:
            best.append(row)
            stances |= {stance_id} - {None}
    return tuple(best)


def _merit(row: Row) -> tuple[bool, float, int, int]:
    featured_at = value(row, "featured_at")
    moment = featured_at.timestamp() if featured_at else 0.0
    return featured_at is not None, moment, value(row, "respect_count"), row[0]


@cache
def _featured(place: int) -> Question[Comment]:
    def write(discussion_id: int) -> QuerySet[Comment, int]:
        featured = _roots_of(discussion_id).filter(featured_at__isnull=False)
        return _nth(featured.order_by("-featured_at", "-id"), place)

    return Question(write, int)


@cache
def _unsaid(place: int) -> Question[Comment]:
    return Question(lambda discussion_id: _nth(_respected(discussion_id).filter(stance__isnull=True), place), int)


@cache
def _of_stance() -> Question[Comment]:
    return Question(
        lambda discussion_id, stance_id: _nth(_respected(discussion_id).filter(stance=stance_id), 0), int, int
    )


def _respected(discussion_id: int) -> QuerySet[Comment]:
    """By stance as well, of which there is one in each: PostgreSQL takes no row without one for rows of one value."""
    respected = _roots_of(discussion_id).filter(respect_count__gt=0, respect_count__gte=LEAST_RESPECT)
    return respected.order_by("stance_id", "-respect_count", "-id")


def _roots_of(discussion_id: int) -> QuerySet[Comment]:
    return Comment.objects.roots().in_thread().published().filter(discussion_id=discussion_id)


def _nth(comments: QuerySet[Comment], place: int) -> QuerySet[Comment, int]:
    return comments.values_list("pk", flat=True)[place : place + 1]
