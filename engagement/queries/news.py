"""What is new in a discussion: the last comments that everybody may read, in so few bytes that pages may ask often."""

from dataclasses import dataclass

from engagement.models import Comment, Discussion

MOST = 20
"""So many are named; a page that has missed more loads what it lacks all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A published comment."""

    pk: int
    root_id: int
    """0 for a root."""
    published: int
    """When, in milliseconds since 1970."""


def load_newest(discussion: Discussion) -> list[Newcomer]:
    """The comments of the discussion published last, newest first; none of a discussion that is not stored."""
    if not discussion.version:
        return []
    rows = (
        Comment.objects.published()
        .filter(discussion_id=discussion.pk)
        .order_by("-published_at", "-pk")
        .values_list("pk", "root_id", "published_at")[:MOST]
    )
    return [
        Newcomer(pk=pk, root_id=root_id or 0, published=int(published_at.timestamp() * 1000))
        for pk, root_id, published_at in rows
        if published_at is not None
    ]
