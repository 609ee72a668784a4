"""What was decided on a comment, and whether that stands."""

from moderation.models import About, Action, Actor, Decision


def is_decided_by_moderator(*, comment_id: int, revision: int) -> bool:
    """Whether a moderator's decision on this revision stands: the newest that was not undone.

    What the checks say later changes nothing then. A later revision is another text, which nobody decided on.
    """
    rows = Decision.objects.filter(comment_id=comment_id, about__in=(About.VISIBILITY, About.TEXT)).order_by("-id")
    undone: set[int] = set()
    for pk, about, actor, action, undoes, decided in rows.values_list(
        "pk", "about", "actor", "action", "undoes_id", "revision"
    ):
        if about == About.TEXT:
            # A moderator's own edit makes the next revision: what was decided on the one before goes for it too.
            revision -= decided + 1 == revision
        elif action == Action.UNDO:
            undone.add(undoes)
        elif pk not in undone:
            return bool(actor == Actor.MODERATOR and decided == revision)
    return False
