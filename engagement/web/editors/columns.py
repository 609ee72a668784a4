"""The columns in which earnings are told: what each shows, orders by, and is called in a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.queries.earned import Earned
from engagement.web.editors.csvs import Cell
from engagement.web.editors.words import (
    FEW_ANSWERS,
    FEW_SEEN,
    Shown,
    show_count,
    show_mean,
    show_rate,
    show_wait,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One figure of a group."""

    head: str | Promise
    value: Callable[[Earned], float | None]
    """By which rows are ordered; none comes last, whichever way."""
    show: Callable[[Earned], Shown]


def _seconds(column: str) -> Callable[[Earned], float | None]:
    def value(earned: Earned) -> float | None:
        wait = getattr(earned, column)
        return None if wait is None else wait.total_seconds()

    return value


COLUMNS: Mapping[str, Column] = {
    "seen": Column(head=_("Seen"), value=lambda earned: earned.seen, show=lambda earned: show_count(earned.seen)),
    "started": Column(
        head=_("Begun"),
        value=lambda earned: earned.start_rate,
        show=lambda earned: show_rate(earned.start_rate, earned.seen, least=FEW_SEEN),
    ),
    "answers": Column(
        head=_("Answers"), value=lambda earned: earned.published, show=lambda earned: show_count(earned.published)
    ),
    "per-thousand": Column(
        head=_("Answers per 1,000 seen"),
        value=lambda earned: earned.per_thousand_seen,
        show=lambda earned: show_mean(earned.per_thousand_seen, earned.seen, least=FEW_SEEN),
    ),
    "approved": Column(
        head=_("Approved"),
        value=lambda earned: earned.approval_rate,
        show=lambda earned: show_rate(earned.approval_rate, earned.submitted - earned.spam, least=FEW_ANSWERS),
    ),
    "depth": Column(
        head=_("Depth"),
        value=lambda earned: earned.mean_depth if earned.published else None,
        show=lambda earned: show_mean(earned.mean_depth, earned.published, least=FEW_ANSWERS),
    ),
    "authors": Column(
        head=_("Authors"), value=lambda earned: earned.authors, show=lambda earned: show_count(earned.authors)
    ),
    "first-timers": Column(
        head=_("First-timers"),
        value=lambda earned: earned.first_timers,
        show=lambda earned: show_count(earned.first_timers),
    ),
    "first-answer": Column(
        head=_("First answer after"),
        value=_seconds("first_answer"),
        show=lambda earned: show_wait(earned.first_answer),
    ),
    "newsroom": Column(
        head=_("Newsroom replied after"),
        value=_seconds("first_newsroom_reply"),
        show=lambda earned: show_wait(earned.first_newsroom_reply, earned.newsroom_replied),
    ),
}
"""By their name in the address."""

_COUNTS = (
    "rendered",
    "seen",
    "stance",
    "started",
    "submitted",
    "published",
    "spam",
    "held",
    "rejected",
    "pending",
    "replied",
    "featured",
    "replies",
    "max_depth",
    "authors",
    "strangers",
    "first_timers",
    "returnable",
    "returning",
    "newsroom_replied",
)
_RATES = ("start_rate", "stance_rate", "per_thousand_seen", "approval_rate", "spam_share", "return_rate")
_DECIMALS = 4

FILE_HEADS = (*_COUNTS, "mean_depth", *_RATES, "first_answer_seconds", "first_newsroom_reply_seconds")
"""The figures of a file: all that there are, so that every rate stands beside what it is of."""


def file_cells(earned: Earned) -> list[Cell]:
    """The figures of a group, in the order of the heads; an empty cell where there is nothing to divide by."""
    rates = [getattr(earned, name) for name in _RATES]
    waits = (earned.first_answer, earned.first_newsroom_reply)
    return [
        *(getattr(earned, name) for name in _COUNTS),
        round(float(earned.mean_depth), _DECIMALS) if earned.published else None,
        *(None if rate is None else round(rate, _DECIMALS) for rate in rates),
        *(None if wait is None else round(wait.total_seconds()) for wait in waits),
    ]
