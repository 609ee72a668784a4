"""All that one page shows, read at a number of queries that neither the queues nor the thread change."""

from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.functional import Promise
from django.utils.safestring import SafeString

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
from moderation.queries.filters import CaseFilter
from moderation.queries.keys import load_keys
from moderation.queries.orders import find_order, keyset_of
from moderation.queries.sections import Sections
from moderation.queries.told import Told, load_told
from moderation.queries.words import FindingLine
from moderation.services.decisions import LONGEST_NOTE
from moderation.services.emptying import EMPTIABLE
from moderation.web.acts import Act, find_acts, find_bulk_acts
from moderation.web.filtering import FilterBar, load_filter_bar
from moderation.web.keys import Keys, rekey
from moderation.web.marking import mark_shown, mark_typed
from moderation.web.news import stamp_now
from moderation.web.orders import OrderLink, link_orders
from moderation.web.places import Place
from moderation.web.queues import QUEUE_NAMES, QueueLink, link_queues
from moderation.web.records import Share, draw_record
from moderation.web.saved_views import ViewLink, link_views
from moderation.web.wishes import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A comment in the list."""

    item: QueueItem
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check saw, as often as it saw just that in a row."""

    line: FindingLine
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The comment on the card, and what may be done with it."""

    card: Card
    html: SafeString
    """The comment as readers see it, what the checks noticed marked."""
    typed: SafeString
    """The same as it was typed; empty where that is not shown."""
    acts: tuple[Act, ...]
    findings: tuple[Finding, ...]
    """The silent ones last."""
    silent: tuple[str, ...]
    """The names of our own checks that noticed nothing in the comment as it stands."""
    record: tuple[Share, ...]
    links_article: bool
    position: int
    """Its number in the queue; 0 where that is not known."""
    previous: Row | None
    next: Row | None
    article_query: str
    """The queue with this article's comments alone."""
    shown_url: str
    typed_url: str


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
    def focus(self) -> str:
        """What takes the focus when the page comes: what was asked for."""
        if self.refusal and self.refusal.field in ("reason", "note"):
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
    acts = rekey(find_acts(shown), keys) if shown and rights.decide else ()
    rows = tuple(_row(place, item, shown) for item in page.items)
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
        open=_open(shown, place, rows, count, acts) if shown else None,
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


def _load_shown(place: Place, page: QueuePage, sections: Sections) -> tuple[Card | None, bool]:
    comment_id = place.comment_id or (page.items[0].comment_id if page.items else None)
    if comment_id is None:
        return None, False
    try:
        return load_card(comment_id, sections=sections), False
    except CommentNotFound:
        return None, True


def _row(place: Place, item: QueueItem, shown: Card | None) -> Row:
    current = shown is not None and shown.comment_id == item.comment_id
    return Row(item=item, url=place.at(item.comment_id).url, current=current)


def _open(card: Card, place: Place, rows: tuple[Row, ...], count: int, acts: tuple[Act, ...]) -> Open:
    index = next((index for index, row in enumerate(rows) if row.current), None)
    following = rows[index + 1 :] if index is not None else _find_following(card, place, rows)
    return Open(
        card=card,
        html=mark_shown(card.html, card.body, card.marks),
        typed=mark_typed(card.body, card.marks) if place.typed else mark_typed("", ()),
        acts=acts,
        findings=_gather(card),
        silent=tuple(line.check for line in card.findings if _is_silent(line, card)),
        record=draw_record(card.author),
        links_article=card.article.url.startswith(("/", "http://", "https://")),
        position=index + 1 if index is not None and count and not place.cursor else 0,
        previous=rows[index - 1] if index else None,
        next=following[0] if following else None,
        article_query=Place(queue=place.queue, filter=CaseFilter(articles=(card.article.discussion_key,))).query,
        shown_url=place.at(card.comment_id).url,
        typed_url=replace(place.at(card.comment_id), typed=True).url,
    )


def _find_following(card: Card, place: Place, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows behind the place that a comment had before it was decided; all where it never stood in the list."""
    if card.case is None or place.queue == Queue.DECIDED:
        return rows
    keyset = keyset_of(place.queue, find_order(place.queue, place.order))
    here = getattr(card.case, keyset.column)
    following = tuple(row for row in rows if keyset.is_behind(getattr(row.item, keyset.column), here))
    return following or rows


def _gather(card: Card) -> tuple[Finding, ...]:
    """One line for what a check found again and again, as when it could not be asked all night; what asks for no act
    comes last, and of our own checks what noticed nothing is left to one line for all.
    """
    found = []
    lines = [line for line in card.findings if not _is_silent(line, card)]
    for _same, group in groupby(lines, key=lambda line: (line.check, line.says, line.saw, line.revision)):
        same = list(group)
        found.append(Finding(line=same[0], times=len(same)))
    return tuple(sorted(found, key=lambda finding: (finding.line.revision != card.revision, finding.line.quiet)))


def _is_silent(line: FindingLine, card: Card) -> bool:
    return line.own and not line.noticed and line.revision == card.revision
