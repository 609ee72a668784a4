"""What the API says of rows: dictionaries of what is loaded already, so that no list asks the database again."""

from collections.abc import Mapping, Sequence
from typing import Annotated, TypedDict

from django.http import HttpRequest

from engagement.models import Comment, Discussion, Visibility
from engagement.models.discussion import DiscussionStatus
from engagement.pages.own import own_state
from engagement.plumbing.shapes import Address, Count, Form, Moment, Number
from engagement.plumbing.writing import next_link, write_moment
from engagement.queries.changing import editable_until, find_edit_obstacle, find_withdrawal_obstacle
from engagement.queries.cursors import encode_cursor
from engagement.queries.stances import KnownStance, known_stances, offered_stances
from engagement.queries.threads import SORTS, Node, ThreadPage
from engagement.rest.v1.links import Permalinks, link_to, website
from engagement.rest.v1.prompts import FollowUpShape, PromptShape, show_follow_up, show_prompt


class StanceShape(TypedDict):
    """A stance of the prompt."""

    id: Number
    label: str


class CountsShape(TypedDict):
    """What there is how many of."""

    comments: Count


class DiscussionShape(TypedDict):
    """A discussion without its comments."""

    key: str
    title: str
    url: str
    status: Annotated[str, Form(enum=["open", "closed"])]
    opens_at: Moment | None
    closes_at: Moment | None
    prompt: PromptShape | None
    follow_up: FollowUpShape | None
    stances: list[StanceShape]
    counts: CountsShape
    version: Count
    changed_at: Moment


class AuthorShape(TypedDict):
    """Who wrote a comment, as everybody may know."""

    name: str
    url: str


class BadgeShape(TypedDict):
    """Who an author was to the article when they wrote."""

    kind: Annotated[str, Form(enum=["author", "expert"])]
    label: str


class CommentShape(TypedDict):
    """A comment as everybody may read it; of a tombstone only its place."""

    id: Number
    parent: Number | None
    root: Number | None
    depth: Count
    tombstone: bool
    author: AuthorShape | None
    html: str
    published_at: Moment
    edited_at: Moment | None
    featured: bool
    newsroom: bool
    badge: BadgeShape | None
    stance: StanceShape | None
    locked: bool
    respect: Count
    permalink: str


class RepliesShape(TypedDict):
    """Some of the replies under a comment, flat; every one stands behind what it answers."""

    total: Count
    results: list[CommentShape]
    next: Address | None


class FirstRepliesShape(RepliesShape):
    """The replies that a page shows under a root."""

    more: Count


class RootShape(CommentShape):
    """A root comment with its first replies."""

    replies: FirstRepliesShape


class PageShape(TypedDict):
    """One page of a discussion."""

    sort: Annotated[str, Form(enum=list(SORTS))]
    total: Count
    results: list[RootShape]
    next: Address | None


class SingleShape(CommentShape):
    """A comment by itself."""

    discussion: str
    replies_url: Address


class OwnShape(TypedDict):
    """A comment as its author may know it."""

    id: Number
    discussion: str
    visibility: Annotated[str, Form(enum=["pending", "waiting", "published", "rejected", "spam", "withdrawn"])]
    explanation: str
    body: str
    html: str
    revision: Number
    created_at: Moment
    edited_at: Moment | None
    editable_until: Moment | None
    withdrawable: bool
    permalink: Address | None


class PostedShape(OwnShape):
    """The answer to whoever posted a comment."""

    token: str
    status_url: Address


_STATES = {"pending": "pending", "held": "waiting", "published": "published", "spam": "spam", "rejected": "rejected"}
"""By the name of what its author is told of it, a comment's visibility as the API says it."""


def show_discussion(request: HttpRequest, discussion: Discussion) -> DiscussionShape:
    """The discussion, its prompt and its counts."""
    return {
        "key": discussion.key,
        "title": discussion.title,
        "url": request.build_absolute_uri(discussion.url) if discussion.url else "",
        "status": DiscussionStatus.OPEN.value if discussion.is_open else DiscussionStatus.CLOSED.value,
        "opens_at": write_moment(discussion.opening) if discussion.opening else None,
        "closes_at": write_moment(discussion.closes_at) if discussion.closes_at else None,
        "prompt": show_prompt(request, discussion),
        "follow_up": show_follow_up(discussion),
        "stances": [{"id": stance.id, "label": stance.label} for stance in offered_stances(discussion)],
        "counts": {"comments": discussion.comment_count},
        "version": discussion.version,
        "changed_at": write_moment(discussion.changed_at),
    }


def show_page(request: HttpRequest, discussion: Discussion, page: ThreadPage, *, sort: str) -> PageShape:
    """One page of roots, each with its first replies."""
    links = Permalinks(request, discussion)
    stances = known_stances(discussion)
    return {
        "sort": sort,
        "total": discussion.comment_count,
        "results": [_show_root(request, node, links, stances) for node in page.nodes],
        "next": next_link(request, page.next_cursor, ("sort", sort)),
    }


def show_replies(
    request: HttpRequest, discussion: Discussion, replies: Sequence[Comment], *, total: int, next_cursor: str
) -> RepliesShape:
    """One page of replies."""
    links = Permalinks(request, discussion)
    stances = known_stances(discussion)
    return {
        "total": total,
        "results": [_show_comment(reply, links, stances) for reply in replies],
        "next": next_link(request, next_cursor),
    }


def show_single(request: HttpRequest, discussion: Discussion, comment: Comment) -> SingleShape:
    """A comment by itself, with where its replies are."""
    return {
        **_show_comment(comment, Permalinks(request, discussion), known_stances(discussion)),
        "discussion": discussion.key,
        "replies_url": link_to(request, "replies", pk=comment.pk),
    }


def show_own(request: HttpRequest, discussion: Discussion, comment: Comment) -> OwnShape:
    """A comment as its author may know it."""
    shows = comment.visibility == Visibility.PUBLISHED
    state = own_state(comment)
    return {
        "id": comment.pk,
        "discussion": discussion.key,
        "visibility": _STATES[state.name] if state else "withdrawn",
        "explanation": state.sentence if state else "",
        "body": comment.body,
        "html": comment.html,
        "revision": comment.revision,
        "created_at": write_moment(comment.created_at),
        "edited_at": write_moment(comment.edited_at) if comment.edited_at else None,
        "editable_until": write_moment(editable_until(comment)) if _may_edit(comment) else None,
        "withdrawable": state is not None and find_withdrawal_obstacle(comment) is None,
        "permalink": Permalinks(request, discussion).of(comment) if shows else None,
    }


def _may_edit(comment: Comment) -> bool:
    return comment.visibility != Visibility.WITHDRAWN and find_edit_obstacle(comment) is None


def show_posted(request: HttpRequest, discussion: Discussion, comment: Comment, *, token: str) -> PostedShape:
    """The comment with the token that proves whose it is, and where to ask what became of it."""
    return {**show_own(request, discussion, comment), "token": token, "status_url": link_to(request, "status")}


def _show_comment(comment: Comment, links: Permalinks, stances: Mapping[int, KnownStance]) -> CommentShape:
    shows = comment.visibility == Visibility.PUBLISHED
    stance = stances.get(comment.stance_id) if shows and comment.stance_id else None
    return {
        "id": comment.pk,
        "parent": comment.parent_id,
        "root": comment.root_id,
        "depth": comment.depth,
        "tombstone": not shows,
        "author": {"name": comment.author_name, "url": website(comment.author_url)} if shows else None,
        "html": comment.html if shows else "",
        "published_at": write_moment(comment.published_at or comment.created_at),
        "edited_at": write_moment(comment.edited_at) if comment.edited_at and shows else None,
        "featured": shows and comment.featured_at is not None,
        "newsroom": shows and comment.from_newsroom,
        "badge": {"kind": comment.badge, "label": comment.badge_label} if shows and comment.badge else None,
        "stance": {"id": stance.id, "label": stance.label} if stance else None,
        "locked": comment.locked_at is not None,
        "respect": comment.respect_count if shows else 0,
        "permalink": links.of(comment),
    }


def _show_root(request: HttpRequest, node: Node, links: Permalinks, stances: Mapping[int, KnownStance]) -> RootShape:
    root = node.comment
    replies = sorted(_flatten(node), key=lambda reply: reply.seq or 0)
    following = encode_cursor("seq", replies[-1].seq or 0, replies[-1].pk) if replies else ""
    return {
        **_show_comment(root, links, stances),
        "replies": {
            "total": root.reply_count,
            "results": [_show_comment(reply, links, stances) for reply in replies],
            "more": node.more,
            "next": link_to(request, "replies", cursor=following, pk=root.pk) if node.more else None,
        },
    }


def _flatten(node: Node) -> list[Comment]:
    """Every reply under a node: how deep a page indents is the page's business, and a client nests by ``parent``."""
    return [comment for reply in node.replies for comment in (reply.comment, *_flatten(reply))]
