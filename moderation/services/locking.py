"""Many comments at a time: what moderation locks before it looks and acts."""

from collections.abc import Collection

from engagement import api as engagement


def lock_discussions_of(comment_ids: Collection[int]) -> None:
    """Lock the discussions of many comments, always in one order, for work that is over at once."""
    comments = engagement.Comment.objects.filter(pk__in=comment_ids)
    discussion_ids = set(comments.values_list("discussion_id", flat=True))
    locked = engagement.Discussion.objects.select_for_update().filter(pk__in=discussion_ids).order_by("pk")
    list(locked.values_list("pk", flat=True))
