"""What is to be seen of a bulk run, before it and after it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import BulkItem, BulkOutcome, BulkRun, BulkState, Case
from moderation.queries.filters import REASONS
from moderation.queries.words import name_author

SHOWN = 20
"""Comments that a preview shows."""

LEFT_OUT = 100
"""Comments on one page of those that were left out."""

RUNS = 50
"""Runs in the list of them."""

_EXCERPT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkLine:
    """One comment of a run."""

    item_id: int
    comment_id: int
    author_name: str
    excerpt: str
    outcome: str
    outcome_label: str
    article_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many comments have something in common."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPreview:
    """What a run will change, and what it will leave out."""

    todo: int
    sections: tuple[Share, ...]
    states: tuple[Share, ...]
    """By what the comments are now; names in words."""
    reasons: tuple[Share, ...]
    """By codes; a comment may have several."""
    lines: tuple[BulkLine, ...]


def load_preview(run: BulkRun) -> BulkPreview:
    """What a prepared run will change, in four queries."""
    todo = BulkItem.objects.filter(run=run, outcome=BulkOutcome.OPEN).order_by()
    states = _count(todo, "visibility")
    return BulkPreview(
        todo=sum(states.values()),
        sections=_share(_count(todo, "comment__discussion__section")),
        states=_share(Counter({str(Visibility(name).label): count for name, count in states.items()})),
        reasons=_share(_count_reasons(todo)),
        lines=_load_lines(todo.order_by("pk")[:SHOWN]),
    )


def count_outcomes(run: BulkRun) -> dict[str, int]:
    """How many comments of a run came to what; by the outcomes, those to be done under the empty one."""
    return dict(_count(BulkItem.objects.filter(run=run).order_by(), "outcome"))


def load_left_out(run: BulkRun, *, after: int = 0) -> tuple[BulkLine, ...]:
    """What a run left out, and why, behind an item; a page of them."""
    left_out = BulkItem.objects.filter(run=run, pk__gt=after)
    left_out = left_out.exclude(outcome__in=(BulkOutcome.OPEN, BulkOutcome.DONE))
    return _load_lines(left_out.order_by("pk")[:LEFT_OUT])


def load_runs() -> tuple[BulkRun, ...]:
    """The latest confirmed runs, with whether each was taken back as ``is_undone``."""
    undoing = BulkRun.objects.filter(undoes=OuterRef("pk"))
    runs = BulkRun.objects.filter(confirmed_at__isnull=False).select_related("moderator")
    return tuple(runs.annotate(is_undone=Exists(undoing)).order_by("-pk")[:RUNS])


def find_run(run_id: int) -> BulkRun | None:
    """A run with its moderator; none where there is none, or where it is still being put together."""
    run = BulkRun.objects.select_related("moderator").filter(pk=run_id).first()
    unready = run is not None and run.state == BulkState.PREPARING and run.confirmed_at is None
    return None if unready else run


def find_undoing(run: BulkRun) -> BulkRun | None:
    """The run that took this one back."""
    return BulkRun.objects.filter(undoes=run).first()


def _count(items: QuerySet[BulkItem], name: str) -> Counter[str]:
    return Counter(dict(items.values_list(name).annotate(count=Count("pk"))))


def _count_reasons(items: QuerySet[BulkItem]) -> Counter[str]:
    """By the codes that a filter can ask for."""
    counts: Counter[str] = Counter()
    cases = Case.objects.filter(comment_id__in=items.values("comment_id")).order_by()
    for codes, count in cases.values_list("codes").annotate(count=Count("pk")):
        for code in codes.strip("|").split("|"):
            if code in REASONS:
                counts[code] += count
    return counts


def _share(counts: Counter[str]) -> tuple[Share, ...]:
    return tuple(Share(name=name, count=count) for name, count in counts.most_common())


def _load_lines(items: QuerySet[BulkItem]) -> tuple[BulkLine, ...]:
    return tuple(
        BulkLine(
            item_id=item.pk,
            comment_id=item.comment_id,
            author_name=name_author(item.comment),
            excerpt=engagement.excerpt(item.comment.body, length=_EXCERPT),
            outcome=item.outcome,
            outcome_label=str(BulkOutcome(item.outcome).label),
            article_title=item.comment.discussion.title,
        )
        for item in items.select_related("comment__discussion")
    )
