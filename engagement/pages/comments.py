"""One comment as a page shows it, with the replies under it."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from engagement.forms import CommentForm
from engagement.models import Comment, Visibility
from engagement.pages.own import OwnState
from engagement.pages.respect import RespectView, view_respect
from engagement.pages.stances import StanceTag, tag_of
from engagement.queries.stances import KnownStance
from engagement.queries.threads import Node
from engagement.text import Face, face

_ANY = "9007199254740993"
"""Stands for a comment's number in an address; no comment has it."""

_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A comment that another one points at."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A comment, or what is left of it, and what may be done with it here."""

    comment: Comment
    name: str
    author_url: str
    face: Face
    html: SafeString
    written_at: dt.datetime
    gone: str | Promise
    """Why it does not show; empty where it does."""
    url: str
    reply_url: str
    """Empty where no reply is taken."""
    reply_fragment: str
    in_reply_to: Reference | None
    replies: tuple["CommentView", ...]
    reply_count: int
    flat: bool
    """Whether its replies stand beside it, because the publisher's depth is reached."""
    more: int
    more_url: str
    more_fragment: str
    own: OwnState | None
    form: CommentForm | None
    stance: StanceTag | None
    """What the author had chosen; none on replies, and where the prompt knows it not."""
    respect: RespectView | None
    """None where it cannot be respected: it does not show, or is the reader's own."""
    says_locked: bool
    """Whether readers are told here that the branch takes no more replies: at its top alone."""

    @property
    def id(self) -> str:
        """The number that links and ids are made of; as text, for templates write numbers as their readers do."""
        return str(self.comment.pk)

    @property
    def parent_id(self) -> str:
        """The number of what it answers, where script must find that; empty elsewhere."""
        return str(self.comment.parent_id) if self.own and self.comment.parent_id else ""

    @property
    def mark(self) -> str:
        """Tells one author's comments, so that readers may mute them; empty for the newsroom and who has no name.

        It says as little as the face: made of the account or the guest's name, under the site's key.
        """
        comment = self.comment
        if comment.from_newsroom or not (comment.author_id or comment.author_name):
            return ""
        return salted_hmac("afterword.engagement.mark", _seed(comment), algorithm="sha256").hexdigest()[:16]

    @property
    def stamp(self) -> str:
        """When it was written, for machines."""
        return self.written_at.isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the views of one page have in common."""

    key: str
    depth: int
    takes_replies: bool
    own: dict[int, OwnState] = field(default_factory=dict)
    """By number, the comments that are the reader's own."""
    forms: dict[int, CommentForm] = field(default_factory=dict)
    """By number, the comments under which a form to answer stands open."""
    stances: Mapping[int, KnownStance] = field(default_factory=dict)
    """By number, those that comments may bear."""
    thread: str = field(init=False)
    """The address of a thread, with ``_ANY`` in place of its number: reversed once, where a page names hundreds."""
    fragment: str = field(init=False)
    respect: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "respect", reverse("engagement:respect", args=[_ANY]))
        object.__setattr__(self, "thread", reverse("engagement:comment", args=[_ANY]))
        object.__setattr__(self, "fragment", reverse("engagement:fragment", args=[self.key]))

    @property
    def version(self) -> str:
        """What changes when the same rows look different; for surroundings of no reader in particular."""
        return f"{self.key}:{self.depth}:{self.takes_replies}:{self.thread}:{self.stances}"

    def thread_of(self, comment_id: int) -> str:
        """The address of the thread that holds a comment."""
        return self.thread.replace(_ANY, str(comment_id))

    def place_of(self, comment_id: int) -> str:
        """The address of a comment in its thread."""
        return f"{self.thread_of(comment_id)}#c-{comment_id}"

    def stance_of(self, comment: Comment) -> StanceTag | None:
        """What a comment bears. Of one that came by a merge, the question was another one: it bears nothing here."""
        return tag_of(self.stances.get(comment.stance_id)) if comment.stance_id else None

    def respect_of(self, comment: Comment) -> RespectView | None:
        """The button by which a comment is respected."""
        return view_respect(count=comment.respect_count, url=self.respect.replace(_ANY, str(comment.pk)))


def view_nodes(nodes: Iterable[Node], around: Surroundings) -> tuple[CommentView, ...]:
    """The views of a page's roots."""
    return tuple(_view(node, around, level=0) for node in nodes)


def shown_name(comment: Comment) -> str:
    """The name a comment stands under."""
    return comment.author_name or (_("Member") if comment.author_id else _("Guest"))


def permalink(comment_id: int) -> str:
    """The address of a comment in its thread."""
    return f"{reverse('engagement:comment', args=[comment_id])}#c-{comment_id}"


def _view(node: Node, around: Surroundings, *, level: int) -> CommentView:
    comment = node.comment
    own = around.own.get(comment.pk)
    published = comment.visibility == Visibility.PUBLISHED
    replies = tuple(_view(reply, around, level=level + 1) for reply in node.replies)
    answerable = published and around.takes_replies and not node.locked
    place = around.place_of(comment.pk)
    return CommentView(
        comment=comment,
        name=shown_name(comment),
        author_url=_author_url(comment),
        face=_face(comment),
        html=mark_safe(comment.html),  # noqa: S308  Rendered and cleaned by engagement.text when it was stored.
        written_at=comment.published_at or comment.created_at,
        gone="" if published or own else _why_gone(comment),
        url=place,
        reply_url=f"{around.thread_of(comment.pk)}?reply=1#reply" if answerable else "",
        reply_fragment=f"{around.fragment}?reply={comment.pk}" if answerable else "",
        in_reply_to=_reference(node.in_reply_to, around),
        replies=replies,
        reply_count=sum(1 for _reply in _published(replies)) + max(node.more, 0),
        flat=level >= max(around.depth, 1),
        more=max(node.more, 0),
        more_url=place,
        more_fragment=f"{around.fragment}?thread={comment.pk}",
        own=own,
        form=around.forms.get(comment.pk),
        stance=around.stance_of(comment),
        respect=None if own or not published else around.respect_of(comment),
        says_locked=comment.locked_at is not None and around.takes_replies,
    )


def _published(views: Iterable[CommentView]) -> Iterator[CommentView]:
    for view in views:
        if view.comment.visibility == Visibility.PUBLISHED:
            yield view
        yield from _published(view.replies)


def _face(comment: Comment) -> Face:
    """Drawn from the account or the guest's name, never from the e-mail address, under the site's key."""
    if comment.from_newsroom:
        # The house has one face, and nobody can tell by it who wrote.
        return face(salted_hmac("afterword.engagement.face", "newsroom", algorithm="sha256").digest())
    return face(salted_hmac("afterword.engagement.face", _seed(comment), algorithm="sha256").digest())


def _seed(comment: Comment) -> str:
    return f"user:{comment.author_id}" if comment.author_id else f"guest:{comment.author_name.casefold()}"


def _author_url(comment: Comment) -> str:
    url = comment.author_url
    if not url or _WEB.match(url):
        return url
    # Whatever else it may be taken for, behind this it is a host's name.
    return f"https://{url}"


def _why_gone(comment: Comment) -> str:
    if comment.visibility == Visibility.WITHDRAWN:
        return _("This comment was withdrawn by its author.")
    if comment.visibility == Visibility.ERASED:
        return _("This comment was deleted.")
    return _("This comment is hidden.")


def _reference(comment: Comment | None, around: Surroundings) -> Reference | None:
    if comment is None or comment.visibility != Visibility.PUBLISHED:
        return None
    return Reference(name=shown_name(comment), url=around.place_of(comment.pk))
