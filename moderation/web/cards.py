"""The card: the comment that is open, with all that may be done with it, and the rows around it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.safestring import SafeString

from moderation.api import Card, Queue, QueueItem
from moderation.policies import Rights
from moderation.queries.claims import ClaimLine
from moderation.queries.counts import ALL
from moderation.queries.filters import CaseFilter
from moderation.queries.moderators import Colleague, load_colleagues
from moderation.queries.orders import find_order, keyset_of
from moderation.queries.wave_marks import WaveMark
from moderation.queries.words import FindingLine
from moderation.rules.priority import find_hours
from moderation.services.originals import read_originals
from moderation.web.acts import Act, More, find_acts, find_more
from moderation.web.keys import Keys, rekey, rekey_more
from moderation.web.marking import mark_shown, mark_typed
from moderation.web.places import Place
from moderation.web.records import Share, draw_record

_RISKS = (4, 8)
"""Hours of head start from which a comment's risk counts as medium, and as high."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A comment in the list."""

    item: QueueItem
    url: str
    current: bool
    risk: int
    """How urgent it is, from 1 to 3; 0 where that is over."""
    claim: ClaimLine | None
    """Which colleague looks at it just now; none where nobody does but the moderator themselves."""
    wave: WaveMark | None
    """The wave of the queue that it belongs to, to be decided at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check saw, as often as it saw just that in a row."""

    line: FindingLine
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The comment on the card, and what may be done with it."""

    card: Card
    stamp: str
    """What changes whenever the card is another one, or is not any more what it was."""
    html: SafeString
    """The comment as readers see it, what the checks noticed marked."""
    typed: SafeString
    """The same as it was typed; empty where that is not shown."""
    acts: tuple[Act, ...]
    more: More
    colleagues: tuple[Colleague, ...]
    """Whom the comment can be left to."""
    originals: tuple[tuple[int, str], ...]
    """What it said before each edit by a moderator, with the decision to edit it; for those who may see that."""
    undoable: frozenset[int]
    """The acts in its history that whoever looks may take back."""
    findings: tuple[Finding, ...]
    """The silent ones last."""
    silent: tuple[str, ...]
    """The names of our own checks that noticed nothing in the comment as it stands."""
    record: tuple[Share, ...]
    links_article: bool
    claim: ClaimLine | None
    """Who looks at it just now, be it the moderator themselves."""
    position: int
    """Its number in the queue; 0 where that is not known."""
    previous: Row | None
    next: Row | None
    ahead: Row | None
    """The next that no colleague looks at: script fetches its card before it is asked for."""
    goes_on: bool
    """Whether a decision leads on to the next card, and not to this one again."""
    article_query: str
    """The queue with this article's comments alone."""
    zoom_url: str
    """The same card without the list, or with it again."""
    shown_url: str
    typed_url: str


def draw_rows(
    place: Place,
    items: Iterable[QueueItem],
    shown: Card | None,
    claims: Mapping[int, ClaimLine],
    waves: Mapping[int, WaveMark],
    *,
    user_id: int,
) -> tuple[Row, ...]:
    """The list, with the card that is open marked, those that colleagues look at, and those that are many alike."""
    return tuple(
        Row(
            item=item,
            url=place.at(item.comment_id).url,
            current=shown is not None and shown.comment_id == item.comment_id,
            risk=_find_risk(item),
            claim=_claim_of_colleague(claims, item, user_id),
            wave=waves.get(item.comment_id),
        )
        for item in items
    )


def _find_risk(item: QueueItem) -> int:
    if item.decided_at:
        return 0
    hours = find_hours(priority=item.priority, opened_at=item.opened_at)
    return 1 + sum(hours >= least for least in _RISKS)


def _claim_of_colleague(claims: Mapping[int, ClaimLine], item: QueueItem, user_id: int) -> ClaimLine | None:
    claim = claims.get(item.comment_id)
    return claim if claim and claim.moderator_id != user_id else None


def open_card(
    card: Card,
    place: Place,
    rows: tuple[Row, ...],
    count: int,
    *,
    claims: Mapping[int, ClaimLine],
    keys: Keys,
    rights: Rights,
) -> Open:
    """The card, with what whoever looks at it may do."""
    index = next((index for index, row in enumerate(rows) if row.current), None)
    following = rows[index + 1 :] if index is not None else _find_following(card, place, rows)
    return Open(
        card=card,
        stamp=_stamp(card),
        html=mark_shown(card.html, card.body, card.marks),
        typed=mark_typed(card.body, card.marks) if place.typed else mark_typed("", ()),
        acts=rekey(find_acts(card), keys) if rights.decide else (),
        more=rekey_more(find_more(card, rights), keys),
        colleagues=load_colleagues(section=card.article.section) if rights.decide else (),
        originals=_read_originals(card) if rights.see_originals else (),
        undoable=frozenset(
            line.decision_id for line in card.history if line.undoable and rights.undo(line.moderator_id)
        ),
        findings=_gather(card),
        silent=tuple(line.check for line in card.findings if _is_silent(line, card)),
        record=draw_record(card.author),
        links_article=card.article.url.startswith(("/", "http://", "https://")),
        claim=claims.get(card.comment_id),
        position=index + 1 if index is not None and count and not place.cursor else 0,
        previous=rows[index - 1] if index else None,
        next=following[0] if following else None,
        ahead=next((row for row in following if row.claim is None), None),
        goes_on=_goes_on(card, place),
        article_query=Place(queue=place.queue, filter=CaseFilter(articles=(card.article.discussion_key,))).query,
        zoom_url=replace(place.at(card.comment_id), one=not place.one).url,
        shown_url=place.at(card.comment_id).url,
        typed_url=replace(place.at(card.comment_id), typed=True).url,
    )


def _read_originals(card: Card) -> tuple[tuple[int, str], ...]:
    return tuple(read_originals(comment_id=card.comment_id).items()) if card.is_redacted else ()


def _find_following(card: Card, place: Place, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows behind the place that a comment had before it was decided; all where it never stood in the list."""
    if card.case is None or place.queue == Queue.DECIDED:
        return rows
    keyset = keyset_of(place.queue, find_order(place.queue, place.order))
    here = getattr(card.case, keyset.column)
    following = tuple(row for row in rows if keyset.is_behind(getattr(row.item, keyset.column), here))
    return following or rows


def _stamp(card: Card) -> str:
    version = card.case.version if card.case else 0
    return f"{card.comment_id}.{card.revision}.{card.visibility}.{version}"


def _goes_on(card: Card, place: Place) -> bool:
    here = card.case.queue if card.case else ""
    return here != Queue.DECIDED and place.queue in (ALL, here)


def _gather(card: Card) -> tuple[Finding, ...]:
    """One line for what a check found again and again, as when it could not be asked all night; what asks for no act
    comes last, and of our own checks what noticed nothing is left to one line for all, or to none where it is about
    a text that was replaced.
    """
    found = []
    lines = [line for line in card.findings if not line.own or line.noticed]
    for _same, group in groupby(lines, key=lambda line: (line.check, line.says, line.saw, line.revision)):
        same = list(group)
        found.append(Finding(line=same[0], times=len(same)))
    return tuple(sorted(found, key=lambda finding: (finding.line.revision != card.revision, finding.line.quiet)))


def _is_silent(line: FindingLine, card: Card) -> bool:
    return line.own and not line.noticed and line.revision == card.revision
