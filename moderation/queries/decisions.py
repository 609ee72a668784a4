"""What was decided on a comment, and whether that stands."""

from moderation.models import Action, Actor, Decision


def is_decided_by_moderator(*, comment_id: int, revision: int) -> bool:
    """Whether a moderator's decision on this revision stands: the newest that was not undone.

    What the checks say later changes nothing then. A later revision is another text, which nobody decided on.
    """
    decisions = Decision.objects.filter(comment_id=comment_id)
    undone = decisions.filter(action=Action.UNDO).values("undoes_id")
    standing = decisions.exclude(action=Action.UNDO).exclude(pk__in=undone).order_by("-id").first()
    return standing is not None and standing.actor == Actor.MODERATOR and standing.revision == revision
