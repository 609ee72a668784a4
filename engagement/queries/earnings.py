"""What prompts earned: how often they were seen, and what became of the answers. Five queries, whatever is asked for.

An answer is a root comment that answered a wording, by anybody but the house: what the newsroom or the article's author
writes is none, but their reply to one is told of. Nothing is kept for this about who reads or writes: readers are sums
(``PromptTally``), and writers are told apart by what stands with their comments anyway, the account or the e-mail
address. So a guest without an address cannot be known again, and whoever was erased is nobody's return.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from statistics import median
from typing import Any

from django.db.models import (
    Avg,
    BooleanField,
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from engagement.models import Badge, Comment, PromptTally, Visibility
from engagement.queries.earned import Asked, Earned, Grouping

RETURN_DAYS = 28
"""Within so many days an author has to write again to count as returned."""

_A_DAY = dt.timedelta(days=1)
"""Who writes again the same day has not been away."""

_WAITED = dt.timedelta(days=RETURN_DAYS)

_PATHS = {
    None: "",
    Grouping.WORDING: "wording_id",
    Grouping.PROMPT: "wording__prompt_id",
    Grouping.SOURCE: "wording__source",
    Grouping.SECTION: "wording__prompt__discussion__section",
    Grouping.STYLE: "wording__style",
}

_STATES = (Visibility.SPAM, Visibility.HELD, Visibility.REJECTED, Visibility.PENDING)

_WHO = Case(
    When(author__isnull=False, then=Concat(Value("account "), Cast("author_id", CharField()))),
    When(author_email__gt="", then=Concat(Value("guest "), F("author_email"))),
    default=None,
    output_field=CharField(),
)
"""The author as one text, which leaves its query as a number alone; none of a guest without an address."""

Found = Iterable[tuple[Hashable, dict[str, Any]]]
"""Groups, each with some fields of what it earned."""


def earnings(asked: Asked) -> Mapping[Hashable, Earned]:
    """What was earned, by group; the key is the wording's or prompt's number, the source, the section or the style,
    or ``None`` where everything is one group. Any other group of which nothing is known is left out.
    """
    path = _PATHS[asked.by]
    parts: defaultdict[Hashable, dict[str, Any]] = defaultdict(dict, {} if path else {None: {}})
    for find in (_sum_tallies, _count_answers, _count_people, _find_first_answers, _find_first_replies):
        for group, found in find(asked, path):
            parts[group].update(found)
    return {group: Earned(**found) for group, found in parts.items()}


def _sum_tallies(asked: Asked, path: str) -> Found:
    """What pages told."""
    rows = PromptTally.objects.filter(chosen_by(asked), day__range=(asked.first, asked.last))
    for row in _grouped(rows, path, "kind").annotate(number=Sum("count")).order_by():
        yield row.get(path), {row["kind"]: int(row["number"])}


def _count_answers(asked: Asked, path: str) -> Found:
    """What became of the answers, and how deep the threads under them go."""
    deepest = Comment.objects.published().filter(root=OuterRef("pk")).order_by("-depth").values("depth")[:1]
    rows = answers_to(asked).annotate(deepest=Coalesce(Subquery(deepest), Value(0)))
    counted = _grouped(rows, path).annotate(
        submitted=Count("pk"),
        published=Count("pk", filter=went_well()),
        replied=Count("pk", filter=went_well() & Q(reply_count__gt=0)),
        featured=Count("pk", filter=went_well() & Q(featured_at__isnull=False)),
        replies=Sum("reply_count", filter=went_well(), default=0),
        mean_depth=Avg("deepest", filter=went_well(), default=0.0),
        max_depth=Max("deepest", filter=went_well(), default=0),
        **{state.value: Count("pk", filter=Q(visibility=state)) for state in _STATES},
    )
    return _fields_of(counted, path)


def _count_people(asked: Asked, path: str) -> Found:
    """Who wrote the answers that went well: how many, how many for the first time, and how many came back."""
    before = Q(created_at__lt=OuterRef("created_at"))
    after = Q(created_at__gte=OuterRef("next_day"), created_at__lt=OuterRef("too_late"))
    rows = answers_to(asked).filter(went_well())
    rows = rows.annotate(who=_WHO, next_day=_later(_A_DAY), too_late=_later(_WAITED))
    rows = rows.annotate(known=_wrote(before), returned=_wrote(after))
    over = Q(created_at__lte=timezone.now() - _WAITED)
    counted = _grouped(rows, path).annotate(
        authors=Count("who", distinct=True),
        strangers=Count("pk", filter=Q(who__isnull=True)),
        first_timers=Count("who", distinct=True, filter=Q(known=False)),
        returnable=Count("who", distinct=True, filter=over),
        returning=Count("who", distinct=True, filter=over & Q(returned=True)),
    )
    return _fields_of(counted, path)


def _find_first_answers(asked: Asked, path: str) -> Found:
    """How long each wording waited for its first answer: from when it, and the article, were there."""
    begins, ends = asked.bounds()
    rows = Comment.objects.roots().filter(chosen_by(asked), went_well()).exclude(_house())
    groups = (path,) if path and path != "wording_id" else ()
    firsts = rows.values("wording_id", *groups).annotate(
        at=Min("created_at"),
        written=F("wording__created_at"),
        public=F("wording__prompt__discussion__article_published_at"),
    )
    waits: defaultdict[Hashable, list[float]] = defaultdict(list)
    for row in firsts.filter(at__gte=begins, at__lt=ends).order_by():
        since = max(filter(None, (row["written"], row["public"])))
        waits[row.get(path)].append(_seconds(row["at"] - since))
    return [(group, {"first_answer": _median(each)}) for group, each in waits.items()]


def _find_first_replies(asked: Asked, path: str) -> Found:
    """How long the answers that the house replied to waited for that."""
    begins, ends = asked.bounds()
    written = Q(root__created_at__gte=begins, root__created_at__lt=ends)
    roots = chosen_by(asked, "root__") & went_well("root__") & written
    replies = Comment.objects.published().filter(_house(), roots, ~_house("root__"))
    of_root = f"root__{path}" if path else ""
    waits: defaultdict[Hashable, list[float]] = defaultdict(list)
    firsts = _grouped(replies, of_root, "root_id").annotate(at=Min("created_at"), written=F("root__created_at"))
    for row in firsts.order_by():
        waits[row.get(of_root)].append(_seconds(row["at"] - row["written"]))
    return [
        (group, {"newsroom_replied": len(each), "first_newsroom_reply": _median(each)}) for group, each in waits.items()
    ]


def chosen_by(asked: Asked, prefix: str = "") -> Q:
    """What answers, or tells of, the prompts that are asked about."""
    chosen = Q(**{f"{prefix}wording__isnull": False})
    if asked.prompts:
        chosen &= Q(**{f"{prefix}wording__prompt__in": asked.prompts})
    if asked.wordings:
        chosen &= Q(**{f"{prefix}wording__in": asked.wordings})
    if asked.source is not None:
        chosen &= Q(**{f"{prefix}wording__source": asked.source})
    if asked.style is not None:
        chosen &= Q(**{f"{prefix}wording__style": asked.style})
    if asked.section is not None:
        chosen &= Q(**{f"{prefix}wording__prompt__discussion__section": asked.section})
    return chosen


def answers_to(asked: Asked) -> QuerySet[Comment]:
    """Every answer that was sent in the range, whatever became of it; the house's own are none."""
    begins, ends = asked.bounds()
    sent = Comment.objects.roots().filter(chosen_by(asked), created_at__gte=begins, created_at__lt=ends)
    return sent.exclude(_house())


def went_well(prefix: str = "") -> Q:
    """Success: it is public, or was until its author withdrew it. Spam never is, also where it was public for a while;
    nor is what was erased, of which nobody knows what it was.
    """
    withdrawn = {f"{prefix}visibility": Visibility.WITHDRAWN, f"{prefix}published_at__isnull": False}
    return Q(**{f"{prefix}visibility": Visibility.PUBLISHED}) | Q(**withdrawn)


def _house(prefix: str = "") -> Q:
    return Q(**{f"{prefix}from_newsroom": True}) | Q(**{f"{prefix}badge": Badge.AUTHOR})


def _wrote(when: Q) -> Any:
    """Whether an answer's author, account or guest, published anything then. Each half goes by an index."""
    theirs = Comment.objects.filter(went_well(), when)
    of_guest = theirs.filter(author__isnull=True, author_email__gt="", author_email=OuterRef("author_email"))
    wrote = Q(Exists(theirs.filter(author=OuterRef("author_id")))) | Q(Exists(of_guest), author__isnull=True)
    return ExpressionWrapper(wrote, output_field=BooleanField())


def _seconds(wait: dt.timedelta) -> float:
    """What was answered before it was there, by what an import brought, waited for nothing."""
    return max(wait.total_seconds(), 0.0)


def _median(waits: list[float]) -> dt.timedelta:
    return dt.timedelta(seconds=median(waits))


def _later(span: dt.timedelta) -> Any:
    return ExpressionWrapper(F("created_at") + span, output_field=DateTimeField())


def _grouped(rows: QuerySet[Any, Model], *paths: str) -> QuerySet[Any, Any]:
    """By these paths, of which an empty one is none; without any, as one group."""
    named = tuple(filter(None, paths))
    return rows.values(*named) if named else rows.annotate(everything=Value(1)).values("everything")


def _fields_of(counted: QuerySet[Any, Any], path: str) -> Found:
    for row in counted.order_by():
        yield row.get(path), {name: number for name, number in row.items() if name not in {path, "everything"}}
