"""One wish among many: carried out as if it stood alone, and what came of it told instead of raised."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.api import CommentNotFound, Visibility
from moderation.exceptions import (
    DecisionNotFound,
    DecisionNotPossible,
    LastDecision,
    NothingToUndo,
    StaleDecision,
)
from moderation.services.once import Decided

_GONE = (Visibility.WITHDRAWN, Visibility.ERASED)


class What(models.TextChoices):
    """What came of one of many wishes."""

    DONE = "done", _("done")
    SAME = "same", _("was so already")
    STALE = "stale", _("changed since it was seen")
    GONE = "gone", _("withdrawn or erased")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of the wish on one comment."""

    comment_id: int
    what: What
    decision_id: int | None = None
    """The decision by which it is as wished."""
    last: LastDecision | None = None
    """Who was faster, where it is stale; none where its author was, who edited it."""


def attempt(act: Callable[[], Decided], *, comment_id: int, revision: int | None = None) -> Outcome:
    """Decide, or undo, and say what came of it; ``revision`` is the one that was seen.

    Only InvalidDecision is raised: it says that nobody can act on the wish, on whatever comment.
    """
    try:
        decided = act()
    except StaleDecision as error:
        if error.visibility in _GONE:
            return Outcome(comment_id=comment_id, what=What.GONE)
        edited = revision is not None and error.revision != revision
        return Outcome(comment_id=comment_id, what=What.STALE, last=None if edited else error.last)
    except (CommentNotFound, DecisionNotFound, DecisionNotPossible, NothingToUndo):
        return Outcome(comment_id=comment_id, what=What.GONE)
    what = What.DONE if decided.is_new else What.SAME
    return Outcome(comment_id=comment_id, what=what, decision_id=decided.decision.pk)
