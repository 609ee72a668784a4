"""The saved views that a moderator sees: their own, and those that colleagues share."""

from dataclasses import dataclass

from django.db.models import Q

from moderation.models import SavedView

MOST_OWN = 20
"""Views of one moderator."""

_MOST_SHOWN = 2 * MOST_OWN


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedViewLine:
    """One saved view."""

    view_id: int
    name: str
    query: str
    is_shared: bool
    is_own: bool


def load_views(*, moderator_id: int) -> tuple[SavedViewLine, ...]:
    """What stands at the side, the moderator's own first, by name, in one query."""
    seen = SavedView.objects.filter(Q(owner_id=moderator_id) | Q(is_shared=True)).order_by("name", "pk")
    lines = [
        SavedViewLine(
            view_id=view.pk,
            name=view.name,
            query=view.query,
            is_shared=view.is_shared,
            is_own=view.owner_id == moderator_id,
        )
        for view in seen
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_own)[:_MOST_SHOWN])
