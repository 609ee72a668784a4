"""The shapes of a card. Personal data: for moderators alone."""

from typing import Annotated, TypedDict

from engagement.api import Visibility
from engagement.plumbing.shapes import Address, Count, Form, Moment, Number
from moderation.api import Queue
from moderation.queries.words import Says
from moderation.rest.v1.serializers import LineShape


class CardArticleShape(TypedDict):
    """What the comment stands under."""

    discussion: str
    title: str
    url: str
    section: str
    question: str


class ContextShape(TypedDict):
    """A comment above the one on the card."""

    comment: Number
    author: str
    excerpt: str
    visibility: Annotated[str, Form(enum=Visibility.values)]
    created_at: Moment


class CardAuthorShape(TypedDict):
    """Who wrote it, and what became of their comments."""

    name: str
    is_guest: bool
    email: str
    url: str
    is_known: bool
    comments: Count
    approved: Count
    rejected: Count
    spam: Count
    first_seen_at: Moment
    address: str
    address_until: Moment | None
    user_agent: str


class CaseShape(TypedDict):
    """Where the comment stands among the queues."""

    queue: Annotated[str, Form(enum=Queue.values)]
    reasons: tuple[str, ...]
    opened_at: Moment
    decided_at: Moment | None


class MarkShape(TypedDict):
    """Something that a check noticed; ``spans`` in ``body``, from where to where."""

    number: int
    what: str
    note: str
    spans: tuple[tuple[int, int], ...]
    host: str


class FindingShape(TypedDict):
    """What a check saw."""

    check: str
    saw: str
    says: Annotated[str, Form(enum=[says.value for says in Says])]
    revision: Count
    alike: Number | None
    at: Moment
    marks: list[MarkShape]


class RevisionShape(TypedDict):
    """What the comment said before its author edited it."""

    revision: Number
    body: str
    replaced_at: Moment


class HistoryShape(LineShape):
    """A decision, and whether it was taken back."""

    undone: bool


class RejectReasonShape(TypedDict):
    """Why a comment may be rejected here."""

    code: str
    words: str


class CardShape(TypedDict):
    """One comment with all that a decision needs."""

    comment: Number
    visibility: Annotated[str, Form(enum=Visibility.values)]
    revision: Number
    waits_for_parent: bool
    html: str
    body: str
    created_at: Moment
    published_at: Moment | None
    edited_at: Moment | None
    article: CardArticleShape
    context: list[ContextShape]
    skipped: Count
    replies_waiting: Count
    author: CardAuthorShape
    case: CaseShape | None
    findings: list[FindingShape]
    revisions: list[RevisionShape]
    history: list[HistoryShape]
    undo_url: Address | None
    decisions_url: Address
    reject_reasons: list[RejectReasonShape]
