"""Which comments one account respects, asked apart from the pages, which are the same for everyone."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from engagement.models import Comment, Reaction


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAccount:
    """What an account has to do with some comments, by their numbers."""

    respected: tuple[int, ...]
    own: tuple[int, ...]
    """Those that it wrote, and so cannot respect."""


def load_respect_of(*, account_id: int, comment_ids: Collection[int]) -> OfAccount:
    """Which of the published comments an account respects, and which are its own; in one query."""
    mine = Exists(Reaction.objects.filter(comment=OuterRef("pk"), account_id=account_id))
    found = Comment.objects.published().filter(pk__in=comment_ids).filter(Q(author_id=account_id) | mine)
    rows = list(found.order_by("pk").values_list("pk", "author_id"))
    return OfAccount(
        respected=tuple(pk for pk, author_id in rows if author_id != account_id),
        own=tuple(pk for pk, author_id in rows if author_id == account_id),
    )


def is_respected(*, account_id: int, comment_id: int) -> bool:
    """Whether an account respects a comment."""
    return Reaction.objects.filter(account_id=account_id, comment_id=comment_id).exists()
