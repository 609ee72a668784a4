"""The next card, fetched before it is asked for: read only, nobody's, and checked by the answer that brings it."""

from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest

from engagement.api import CommentNotFound
from moderation.api import load_card
from moderation.policies import Rights
from moderation.queries.claims import load_claims
from moderation.queries.keys import load_keys
from moderation.queries.sections import Sections
from moderation.web.cards import Open, open_card
from moderation.web.keys import Keys
from moderation.web.places import Place
from moderation.web.screens import Screen

HEADER = "Afterword-Ahead"
"""How script says which card it shows already: the card's stamp."""


class Checked(StrEnum):
    """What came of the card that is shown already."""

    NONE = ""
    """There was none, or the card before it came back."""
    SAME = "same"
    CHANGED = "changed"
    """It was edited, moved or decided on meanwhile."""
    PASSED = "passed"
    """A colleague has it, or it left the list: another one comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadScreen:
    """What a card's templates ask of a page, without a list around it."""

    rights: Rights
    keys: Keys
    place: Place
    open: Open
    focus: str = ""
    undo_here: None = None


def load_ahead(place: Place, *, rights: Rights, sections: Sections) -> AheadScreen | None:
    """The card of a place as it would stand there now; none where there is no such comment."""
    try:
        card = load_card(place.comment_id or 0, sections=sections)
    except CommentNotFound:
        return None
    keys = Keys.of(*load_keys(rights.user_id))
    claims = load_claims([card.comment_id])
    opened = open_card(card, place, (), 0, claims=claims, keys=keys, rights=rights)
    return AheadScreen(rights=rights, keys=keys, place=place, open=opened)


def check_ahead(request: HttpRequest, screen: Screen) -> Checked:
    """Compare the card that script shows already with the one that the answer brings."""
    shown = request.headers.get(HEADER, "")
    if not shown or screen.refusal:
        return Checked.NONE
    stamp = screen.open.stamp if screen.open else ""
    if shown == stamp:
        return Checked.SAME
    return Checked.CHANGED if shown.partition(".")[0] == stamp.partition(".")[0] else Checked.PASSED
