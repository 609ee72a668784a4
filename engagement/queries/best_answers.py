"""The best answers of a discussion: featured by the newsroom, then respected by readers, of different stances."""

from collections.abc import Iterable

from django.db.models import QuerySet, Subquery

from engagement.models import Comment, Discussion
from engagement.queries.rows import Row, value
from engagement.queries.stances import offered_stances

MOST = 3
LEAST_RESPECT = 3
"""So many readers must respect what no editor chose: less says nothing."""


def find_candidates(discussion: Discussion) -> list[Subquery]:
    """One subquery for each comment that may be among the best, each of which an index answers.

    They stand in a query that is asked anyway: as values of their own, for PostgreSQL reads the whole table where it is
    given one subquery of many rows beside another condition.
    """
    roots = Comment.objects.roots().in_thread().published().filter(discussion_id=discussion.pk)
    featured = roots.filter(featured_at__isnull=False).order_by("-featured_at", "-id")
    respected = roots.filter(respect_count__gt=0, respect_count__gte=LEAST_RESPECT)
    # By stance as well, of which there is one in each: PostgreSQL takes no row without one for rows of one value.
    respected = respected.order_by("stance_id", "-respect_count", "-id")
    offered = [stance.id for stance in offered_stances(discussion)]
    found = [_nth(featured, place) for place in range(MOST)]
    unsaid = respected.filter(stance__isnull=True)
    found += [_nth(unsaid, place) for place in range(1 if offered else MOST)]
    return found + [_nth(respected.filter(stance=stance_id), 0) for stance_id in offered]


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


def _nth(comments: QuerySet[Comment], place: int) -> Subquery:
    return Subquery(comments.values("pk")[place : place + 1])
