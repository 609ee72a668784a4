"""Which stances a discussion offers, and how its readers split among them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from engagement.models import Comment, Discussion, Prompt, Stance
from engagement.queries.prompts import shown_wording


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStance:
    """A stance of a prompt, as pages need it."""

    id: int
    label: str
    place: int
    """Among those that are offered, from 1; 0 where it is offered no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How many readers chose each stance that is offered, in their order."""

    total: int
    counts: tuple[tuple[KnownStance, int], ...]


def known_stances(discussion: Discussion | None) -> Mapping[int, KnownStance]:
    """By number, every stance that comments of the discussion may bear; asks nothing where its prompt is loaded."""
    try:
        kept = discussion.prompt.known_stances if discussion else []
    except Prompt.DoesNotExist:
        return {}
    return {pk: KnownStance(id=pk, label=label, place=place) for pk, label, place in kept}


def offered_stances(discussion: Discussion | None) -> tuple[KnownStance, ...]:
    """The stances that readers may choose from, in their order; none where the prompt shows none, or does not show."""
    if discussion is None or shown_wording(discussion) is None:
        return ()
    offered = (stance for stance in known_stances(discussion).values() if stance.place)
    return tuple(sorted(offered, key=lambda stance: stance.place))


def load_split(discussion: Discussion) -> Split:
    """How readers split now, in one query. What is offered no more does not count."""
    offered = offered_stances(discussion)
    counts = dict(Stance.objects.filter(pk__in=[stance.id for stance in offered]).values_list("pk", "count"))
    split = tuple((stance, counts.get(stance.id, 0)) for stance in offered)
    return Split(total=sum(count for _stance, count in split), counts=split)


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceEarned:
    """A stance as editors see it, one that is offered no more among them."""

    label: str
    offered: bool
    readers: int
    answers: int
    """Published answers that bear it."""


def load_stances_earned(prompt: Prompt) -> list[StanceEarned]:
    """All stances of a prompt, in two queries."""
    answers = Comment.objects.published().roots().filter(stance__prompt=prompt)
    counts = dict(answers.order_by().values_list("stance").annotate(number=Count("pk")))
    return [
        StanceEarned(
            label=stance.label,
            offered=stance.retired_at is None,
            readers=stance.count,
            answers=counts.get(stance.pk, 0),
        )
        for stance in prompt.stances.all()
    ]
