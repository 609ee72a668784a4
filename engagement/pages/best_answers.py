"""The best answers, as the head of a discussion shows them: a few lines, and the way to the rest."""

from collections.abc import Iterable
from dataclasses import dataclass

from engagement.models import Comment
from engagement.pages.comments import Surroundings, shown_name
from engagement.pages.stances import StanceTag
from engagement.text import plain_text, shorten

_LENGTH = 240
"""Characters of an answer that stand at the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BestAnswer:
    """One of the best answers."""

    text: str
    name: str
    stance: StanceTag | None
    featured: bool
    url: str


def view_best(comments: Iterable[Comment], around: Surroundings) -> tuple[BestAnswer, ...]:
    """The answers in their order."""
    return tuple(
        BestAnswer(
            text=shorten(plain_text(comment.html), length=_LENGTH),
            name=shown_name(comment),
            stance=around.stance_of(comment),
            featured=comment.featured_at is not None,
            url=around.place_of(comment.pk),
        )
        for comment in comments
    )
