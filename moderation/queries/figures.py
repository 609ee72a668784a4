"""How moderation fares over a while: counted by the database, at a number of queries that nothing changes.

Nothing is counted but what stands in ``sections``.
"""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncHour

from moderation.models import Action, Actor, Decision
from moderation.queries.percentiles import Percentiles, find_percentiles
from moderation.queries.periods import Period
from moderation.queries.sections import EVERYWHERE, Sections

_SHOWS = (Action.APPROVE, Action.NOT_SPAM)
_HIDES = (Action.REJECT, Action.SPAM)
_COUNTED = (*_SHOWS, *_HIDES, Action.HOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How long comments waited for their decision, in seconds."""

    median: float
    p95: float
    """95 in 100 were decided within that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Moderators' decisions by what they were."""

    approved: int = 0
    rejected: int = 0
    spam: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.approved + self.rejected + self.spam + self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What moderators did in all."""

    decided: int
    people: int
    hours: int
    """The hours of the clock in which at least one of them decided."""
    speed: Speed | None
    """None where nothing that had waited was decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """An hour, a day or a week."""

    at: dt.datetime
    counts: Counts
    speed: Speed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What one moderator did. Personal data: for moderators alone, and where the settings allow it."""

    name: str
    """Empty where the account is gone."""
    counts: Counts
    hours: int
    """The hours of the clock in which they decided."""
    overturned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The decisions that have something in common: a section, or what the comment came for."""

    key: str
    by_moderators: int
    by_checks: int
    overturned: int
    speed: Speed | None

    @property
    def judged(self) -> int:
        """All decisions, whoever made them."""
        return self.by_moderators + self.by_checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Overturned:
    """How many decisions of a period turned out to have been wrong, by what they are told by."""

    by_moderator: Counter[Any]
    """By the account, whose decisions they were."""
    by_cause: Counter[str]
    by_section: Counter[str]


def load_totals(period: Period, sections: Sections = EVERYWHERE) -> Totals:
    """What moderators did in a period, in two queries."""
    rows = _decided(period, sections)
    found = rows.aggregate(
        decided=Count("pk"), people=Count("moderator", distinct=True), hours=Count(_clock_hour(), distinct=True)
    )
    return Totals(**found, speed=_speed(find_percentiles(_timed(rows), value="waited"), None))


def load_slices(period: Period, sections: Sections = EVERYWHERE) -> tuple[Slice, ...]:
    """What moderators did in each part of a period, from the first to the last, in two queries."""
    rows = _decided(period, sections).annotate(part=period.truncate("at"))
    found = rows.order_by().values("part").annotate(**_count_actions())
    counts = {row["part"]: _read_counts(row) for row in found}
    speeds = find_percentiles(_timed(rows), value="waited", by="part")
    return tuple(
        Slice(at=part, counts=counts.get(part, Counts()), speed=_speed(speeds, part)) for part in period.parts()
    )


def load_overturned(period: Period, sections: Sections = EVERYWHERE) -> Overturned:
    """What of a period was overturned, in one query, for all that ask for it."""
    found = Overturned(by_moderator=Counter(), by_cause=Counter(), by_section=Counter())
    rows = _judged(period, sections).filter(pk__in=_select_overturned(period)).order_by()
    by = ("actor", "moderator_id", "cause", "comment__discussion__section")
    for actor, moderator_id, cause, section, count in rows.values_list(*by).annotate(count=Count("pk")):
        if actor == Actor.MODERATOR:
            found.by_moderator[moderator_id] += count
        found.by_cause[cause] += count
        found.by_section[section] += count
    return found


def load_people(
    period: Period, sections: Sections = EVERYWHERE, *, overturned: Overturned | None = None
) -> tuple[Person, ...]:
    """What each moderator did in a period, whoever did most first, in two queries and what was overturned."""
    wrong = (overturned or load_overturned(period, sections)).by_moderator
    rows = list(
        _decided(period, sections)
        .order_by()
        .values("moderator_id")
        .annotate(
            hours=Count(_clock_hour(), distinct=True),
            **_count_actions(),
        )
    )
    names = _name_accounts(row["moderator_id"] for row in rows)
    people = [
        Person(
            name=names.get(row["moderator_id"], ""),
            counts=_read_counts(row),
            hours=row["hours"],
            overturned=wrong[row["moderator_id"]],
        )
        for row in rows
    ]
    return tuple(sorted(people, key=lambda person: (-person.counts.total, person.name)))


def load_causes(
    period: Period, sections: Sections = EVERYWHERE, *, overturned: Overturned | None = None
) -> tuple[Group, ...]:
    """The decisions by what the comment came for, the most frequent first, in two queries and what was overturned."""
    wrong = (overturned or load_overturned(period, sections)).by_cause
    return _group(period, sections, by="cause", overturned=wrong)


def load_sections(
    period: Period, sections: Sections = EVERYWHERE, *, overturned: Overturned | None = None
) -> tuple[Group, ...]:
    """The decisions by the article's section, the most frequent first, in two queries and what was overturned."""
    wrong = (overturned or load_overturned(period, sections)).by_section
    return _group(period, sections, by="comment__discussion__section", overturned=wrong)


def count_rejections(period: Period, sections: Sections = EVERYWHERE) -> tuple[tuple[str, int], ...]:
    """For which of the publisher's reasons moderators rejected, the most frequent first, in one query."""
    rejected = _decided(period, sections).filter(action=Action.REJECT).order_by().values_list("reason")
    return tuple(rejected.annotate(count=Count("pk")).order_by("-count", "reason"))


def _group(period: Period, sections: Sections, *, by: str, overturned: Counter[str]) -> tuple[Group, ...]:
    rows = _judged(period, sections).order_by().values(by)
    found = rows.annotate(
        by_moderators=Count("pk", filter=Q(actor=Actor.MODERATOR)),
        by_checks=Count("pk", filter=Q(actor=Actor.POLICY)),
    )
    speeds = find_percentiles(_timed(_decided(period, sections)), value="waited", by=by)
    groups = [
        Group(
            key=row[by],
            by_moderators=row["by_moderators"],
            by_checks=row["by_checks"],
            overturned=overturned[row[by]],
            speed=_speed(speeds, row[by]),
        )
        for row in found
    ]
    return tuple(sorted(groups, key=lambda group: (-group.judged, group.key)))


def _decided(period: Period, sections: Sections) -> QuerySet[Decision]:
    """Moderators' decisions; taking one back is none of its own, nor is any act that leaves open whether it shows."""
    rows = Decision.objects.filter(actor=Actor.MODERATOR, action__in=_COUNTED)
    return sections.only(period.limit(rows, "at"))


def _judged(period: Period, sections: Sections) -> QuerySet[Decision]:
    """All that can turn out to have been wrong: what the checks hold is a question, and no decision."""
    by_checks = Q(actor=Actor.POLICY, action__in=(*_SHOWS, *_HIDES))
    rows = Decision.objects.filter(Q(actor=Actor.MODERATOR, action__in=_COUNTED) | by_checks)
    return sections.only(period.limit(rows, "at"))


def _timed(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.filter(waited__isnull=False)


def _select_overturned(period: Period) -> QuerySet[Decision, Any]:
    """The decisions that were undone, or the contrary of which a moderator decided on the same version of the comment
    later.

    A contrary decision that was itself undone does not count. Some are named twice.
    """
    undone = Exists(Decision.objects.filter(undoes_id=OuterRef("pk")))
    later = Decision.objects.filter(
        ~undone,
        comment_id=OuterRef("comment_id"),
        pk__gt=OuterRef("pk"),
        revision=OuterRef("revision"),
        actor=Actor.MODERATOR,
    )
    rows = _judged(period, EVERYWHERE).order_by()
    contrary = [
        rows.filter(Exists(later.filter(action__in=theirs)), action__in=mine).values("pk")
        for mine, theirs in ((_SHOWS, _HIDES), (_HIDES, _SHOWS))
    ]
    taken_back = Decision.objects.filter(undoes__isnull=False).order_by().values("undoes_id")
    return rows.filter(pk__in=taken_back).values("pk").union(*contrary, all=True)


def _count_actions() -> dict[str, Count]:
    return {
        "approved": Count("pk", filter=Q(action__in=_SHOWS)),
        "rejected": Count("pk", filter=Q(action=Action.REJECT)),
        "spam": Count("pk", filter=Q(action=Action.SPAM)),
        "held": Count("pk", filter=Q(action=Action.HOLD)),
    }


def _read_counts(row: Mapping[str, Any]) -> Counts:
    return Counts(approved=row["approved"], rejected=row["rejected"], spam=row["spam"], held=row["held"])


def _clock_hour() -> TruncHour:
    # In UTC: there no hour comes twice a year.
    return TruncHour("at", tzinfo=dt.UTC)


def _speed(found: Mapping[Hashable, Percentiles], key: Hashable) -> Speed | None:
    if key not in found:
        return None
    median, p95 = found[key]
    return Speed(median=median, p95=p95)


def _name_accounts(ids: Iterable[Any]) -> dict[Any, str]:
    users = get_user_model().objects.in_bulk([pk for pk in ids if pk is not None])
    return {pk: str(user.get_full_name() or user.get_username()) for pk, user in users.items()}
