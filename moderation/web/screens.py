"""All that one page shows, read at a number of queries that neither the queues nor the thread change."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise

from engagement.api import BadCursor, CommentNotFound
from moderation.api import (
    Card,
    Queue,
    QueueItem,
    QueuePage,
    ScreeningHealth,
    load_card,
    load_counts,
    load_queue,
    screening_health,
)
from moderation.conf import get_settings
from moderation.policies import Rights
from moderation.queries.claims import load_claims
from moderation.queries.keys import load_keys
from moderation.queries.sections import Sections
from moderation.queries.told import Told, load_told
from moderation.queries.wave_marks import WaveMark, load_wave_marks
from moderation.services.decisions import LONGEST_NOTE
from moderation.services.emptying import EMPTIABLE
from moderation.web.acts import Act, find_bulk_acts
from moderation.web.cards import Open, Row, draw_rows, open_card
from moderation.web.filtering import FilterBar, load_filter_bar
from moderation.web.keys import Keys, rekey
from moderation.web.news import stamp_now
from moderation.web.orders import OrderLink, link_orders
from moderation.web.places import Place
from moderation.web.queues import QUEUE_NAMES, QueueLink, link_queues
from moderation.web.saved_views import ViewLink, link_views
from moderation.web.waves import QUEUES as WAVE_QUEUES
from moderation.web.wishes import MORE, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One page."""

    rights: Rights
    """What whoever looks at it may do."""
    keys: Keys
    place: Place
    queues: tuple[QueueLink, ...]
    views: tuple[ViewLink, ...]
    orders: tuple[OrderLink, ...]
    order_name: str | Promise
    name: str | Promise
    count: int
    loaded_at: int
    """When the list was read, in microseconds since 1970: what came later is announced as new."""
    health: ScreeningHealth
    filter_bar: FilterBar
    rows: tuple[Row, ...]
    next_page: str
    first_page: str
    list_url: str
    discarded: int
    discarded_url: str
    open: Open | None
    is_missing: bool
    """Whether the address names a comment that is not there."""
    told: Told | None
    refusal: Refusal | None
    reasons: tuple[tuple[str, str | Promise], ...]
    longest_note: int

    @property
    def emptiable(self) -> bool:
        """Whether what the list shows may be deleted at once."""
        return self.rights.decide and self.place.queue in EMPTIABLE

    @property
    def lookable(self) -> bool:
        """Whether what the list shows may be marked as looked at."""
        return self.rights.decide and self.place.queue == Queue.NEW

    @property
    def bulk_acts(self) -> tuple[Act, ...]:
        """What may be done with all that are selected."""
        return rekey(find_bulk_acts(self.place.queue), self.keys) if self.rights.decide else ()

    @property
    def seen(self) -> tuple[QueueItem, ...]:
        """What the list shows, for the form that has it deleted."""
        return tuple(row.item for row in self.rows)

    @property
    def shows_card(self) -> bool:
        """Whether a narrow screen shows the card and not the list."""
        return bool(self.place.comment_id or (self.told and not self.open))

    @property
    def opened(self) -> str:
        """The act of the menu whose form was sent and turned down; empty where there is none."""
        refusal = self.refusal
        return refusal.wish.action if refusal and refusal.field and refusal.wish.action in MORE else ""

    @property
    def reject_field(self) -> str:
        """The field of a rejection that needs another look; empty where there is none."""
        return self.refusal.field if self.refusal and not self.opened else ""

    @property
    def focus(self) -> str:
        """What takes the focus when the page comes: what was asked for."""
        if self.opened:
            return self.opened
        if self.refusal and self.refusal.field in ("reason", "note", "message"):
            return self.refusal.field
        if self.shows_card:
            return "card"
        return "list" if self.place.cursor else ""

    @property
    def undo_above(self) -> int | None:
        """What the line above the card offers to take back: the moderator's own decision, while it is the newest."""
        told = self.told
        mine = told is not None and self.rights.decide and told.moderator_id == self.rights.user_id
        return told.decision.decision_id if told and mine and told.undoable and not self.refusal else None

    @property
    def undo_here(self) -> int | None:
        """What the card offers to take back, others' to those alone who may; none where the line above offers it."""
        card = self.open.card if self.open else None
        if card is None or not self.rights.undo(card.undoable_of):
            return None
        return card.undoable if card.undoable != self.undo_above else None


def load_screen(place: Place, *, rights: Rights, sections: Sections, refusal: Refusal | None = None) -> Screen:
    """The page of a place; of a list's page that has emptied meanwhile, the queue's first page."""
    loaded_at = stamp_now()
    page, place = _load_page(place, sections)
    counted = load_counts(sections)
    counts = counted.queues
    orders = link_orders(place)
    bar = load_filter_bar(place, counted.sections.get(place.queue, {}), sections)
    count = counts[place.queue] if bar.matches is None else bar.matches
    shown, is_missing = _load_shown(place, page, sections)
    keys = Keys.of(*load_keys(rights.user_id))
    claims = load_claims([*(item.comment_id for item in page.items), *([shown.comment_id] if shown else [])])
    waves = _load_waves(place, page, sections)
    rows = draw_rows(place, page.items, shown, claims, waves, user_id=rights.user_id)
    told = load_told(place.told, sections=sections) if place.told else None
    return Screen(
        rights=rights,
        keys=keys,
        place=place,
        queues=link_queues(place, counts),
        views=link_views(place, moderator_id=rights.user_id, sections=sections),
        orders=orders,
        order_name=next(link.label for link in orders if link.current),
        name=QUEUE_NAMES[place.queue],
        count=count,
        loaded_at=loaded_at,
        health=screening_health(),
        filter_bar=bar,
        rows=rows,
        next_page=replace(place.at(None), cursor=page.next_cursor).url if page.next_cursor else "",
        first_page=replace(place.at(None), cursor="").url if place.cursor else "",
        list_url=replace(place.at(None), told=place.told if shown else None).url,
        discarded=counts[Queue.DISCARDED],
        discarded_url=Place(queue=Queue.DISCARDED).url,
        open=open_card(shown, place, rows, count, claims=claims, keys=keys, rights=rights) if shown else None,
        is_missing=is_missing,
        told=told,
        refusal=refusal,
        reasons=get_settings().reject_reasons,
        longest_note=LONGEST_NOTE,
    )


def _load_page(place: Place, sections: Sections) -> tuple[QueuePage, Place]:
    try:
        page = load_queue(
            queue=place.queue, order=place.order, cursor=place.cursor, matching=place.filter, sections=sections
        )
    except BadCursor:
        page = QueuePage(items=(), next_cursor="")
    if page.items or not place.cursor:
        return page, place
    page = load_queue(queue=place.queue, order=place.order, matching=place.filter, sections=sections)
    return page, replace(place, cursor="")


def _load_waves(place: Place, page: QueuePage, sections: Sections) -> dict[int, WaveMark]:
    if place.queue not in WAVE_QUEUES:
        return {}
    return load_wave_marks([item.comment_id for item in page.items], queue=place.queue, sections=sections)


def _load_shown(place: Place, page: QueuePage, sections: Sections) -> tuple[Card | None, bool]:
    comment_id = place.comment_id or (page.items[0].comment_id if page.items else None)
    if comment_id is None:
        return None, False
    try:
        return load_card(comment_id, sections=sections), False
    except CommentNotFound:
        return None, True
