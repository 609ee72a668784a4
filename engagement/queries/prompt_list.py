"""What prompts earned: answers that everybody can read, and what came of them. Spam counts for nothing."""

from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Lower

from engagement.models import Comment, Prompt

FIGURES = ("answers", "writers", "replies", "featured")
"""Published answers to the prompt, how many people wrote them, published replies under them, and how many of these all
are featured."""


def with_earnings(prompts: QuerySet[Prompt]) -> QuerySet[Any]:
    """The prompts with these figures, each a column that they can be ordered by."""
    return prompts.annotate(
        answers=_figure(_answers(), Count("pk")),
        writers=_figure(_answers(), Count(_writer(), distinct=True)),
        replies=_figure(_answers(), Sum("reply_count")),
        featured=_figure(Comment.objects.published().filter(featured_at__isnull=False), Count("pk")),
    )


def _answers() -> QuerySet[Comment]:
    return Comment.objects.published().roots().filter(wording__isnull=False)


def _figure(comments: QuerySet[Comment], figure: Any) -> Coalesce:
    """One number of the comments in each prompt's discussion."""
    counted = (
        comments.filter(discussion=OuterRef("discussion"))
        .order_by()
        .values("discussion")
        .annotate(figure=figure)
        .values("figure")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _writer() -> Case:
    """Who wrote it: the account, or else the guest's address, or else the name."""
    return Case(
        When(author__isnull=False, then=Concat(Value("a"), Cast(F("author"), CharField()))),
        When(~Q(author_email=""), then=Concat(Value("e"), Lower("author_email"))),
        default=Concat(Value("n"), Lower("author_name")),
        output_field=CharField(),
    )
