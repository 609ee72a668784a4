"""In which sections somebody works: what they see and decide on stands there, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from engagement import api as engagement
from moderation.models import SectionRight

_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Some sections, or all."""

    names: frozenset[str] | None = None
    """None: all, those without a name included."""

    def allow(self, section: str) -> bool:
        """Whether this section is among them."""
        return self.names is None or section in self.names

    def only(self, rows: QuerySet[_Row], path: str = "comment__discussion__section") -> QuerySet[_Row]:
        """The rows of these sections; ``path`` leads from a row to its section."""
        return rows if self.names is None else rows.filter(**{f"{path}__in": self.names})

    def allow_comment(self, comment_id: int) -> bool:
        """Whether there is such a comment in one of these sections; of all sections nothing is asked."""
        return self.names is None or comment_id in self.keep([comment_id])

    def keep(self, comment_ids: Iterable[int]) -> frozenset[int]:
        """Those of the comments that stand in these sections."""
        comments = frozenset(comment_ids)
        if self.names is None:
            return comments
        found = self.only(engagement.Comment.objects.filter(pk__in=comments), "discussion__section")
        return frozenset(found.values_list("pk", flat=True))


EVERYWHERE = Sections()


def find_sections(user: Any) -> Sections:
    """Where the user works, in one query: in the sections of their own rights and their groups', or without any in all.

    Whoever may do everything works everywhere.
    """
    if user.is_superuser:
        return EVERYWHERE
    held = Q(user_id=user.pk)
    if hasattr(user, "groups"):
        held |= Q(group__in=user.groups.order_by().values("pk"))
    names = frozenset(SectionRight.objects.filter(held).order_by().values_list("section", flat=True))
    return EVERYWHERE if not names or "" in names else Sections(names=names)
