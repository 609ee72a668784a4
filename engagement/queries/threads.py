"""Pages of a discussion: roots by keyset, each with its first replies, at a number of queries that nothing changes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from engagement.conf import get_settings
from engagement.exceptions import BadCursor, CommentNotFound
from engagement.models import Comment, Discussion
from engagement.queries.best_answers import choose_best, find_candidates
from engagement.queries.cursors import decode_cursor, encode_cursor
from engagement.queries.rows import COLUMNS, Row, make_comments, read_rows, value
from engagement.statements import Question

SORTS: dict[str, tuple[str, bool, type[dt.datetime] | type[int]]] = {
    "top": ("score", True, int),
    "newest": ("published_at", True, dt.datetime),
    "oldest": ("published_at", False, dt.datetime),
    "replies": ("reply_count", True, int),
}
"""The orders of root comments: the column, whether it falls, and what it holds."""


@dataclass(slots=True, kw_only=True)
class Node:
    """A comment with the replies shown under it."""

    comment: Comment
    replies: list["Node"] = field(default_factory=list)
    in_reply_to: Comment | None = None
    """Set where the reply stands flat because it is deeper than the publisher's depth."""
    locked: bool = False
    """Whether it takes no more replies, because it or what it hangs under was locked."""
    more: int = 0
    """On roots: how many published replies of the thread are not on this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """One page, and the cursor of the next; empty where this is the last."""

    nodes: Sequence[Node]
    next_cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A root with the replies that a page shows under it, as they were read: enough to name what is kept of them."""

    root: Row
    replies: tuple[Row, ...]
    using: str
    """The database they were read from."""

    def hang(self, *, depth: int) -> Node:
        """The comments, hung under what they answer."""
        root, *replies = make_comments((self.root, *self.replies), self.using)
        (node,) = build_trees([root], replies, depth=depth)
        return node


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchPage:
    """One page of branches, and the cursor of the next; empty where this is the last."""

    branches: Sequence[Branch]
    next_cursor: str
    best: Sequence[Comment] = ()
    """The best answers of the whole discussion, where they were asked for."""


def load_page(*, discussion: Discussion, sort: str = "", cursor: str = "", limit: int | None = None) -> ThreadPage:
    """One page of a discussion's roots with their first replies, as trees; otherwise as ``load_branches``."""
    page = load_branches(discussion=discussion, sort=sort, cursor=cursor, limit=limit)
    depth = get_settings().reply_depth
    return ThreadPage(nodes=[branch.hang(depth=depth) for branch in page.branches], next_cursor=page.next_cursor)


def load_branches(
    *, discussion: Discussion, sort: str = "", cursor: str = "", limit: int | None = None, best: bool = False
) -> BranchPage:
    """One page of a discussion's roots with their first replies, in two queries, with the ``best`` answers of all of it
    among what the second one reads; BadCursor for an unknown order or cursor.
    """
    settings = get_settings()
    sort = sort or settings.default_sort
    limit = limit or settings.roots_per_page
    if sort not in SORTS:
        message = f"unknown order; known are {', '.join(SORTS)}"
        raise BadCursor(message)
    column, falling, kind = SORTS[sort]
    count = settings.replies_per_root
    if cursor:
        beyond = _beyond(column, falling, *decode_cursor(cursor, sort, kind))
        found = list(_ask_roots(discussion.pk, sort=sort, limit=limit, count=count, beyond=beyond))
    else:
        found = _first_roots(sort, limit, count).rows(discussion.pk)
    page = found[:limit]
    candidates = find_candidates(discussion) if best and page else []
    replies = _first_replies(page, count, candidates)
    using = Comment.objects.db
    branches = [Branch(root=row, replies=tuple(replies.get(row[0], ())), using=using) for row in page]
    next_cursor = encode_cursor(sort, value(page[-1], column), page[-1][0]) if len(found) > limit else ""
    chosen = make_comments(choose_best(replies.get(None, ())), using)
    return BranchPage(branches=branches, next_cursor=next_cursor, best=chosen)


def load_thread(*, comment_id: int, cursor: str = "") -> tuple[Node, str]:
    """One thread: its root and the page of replies that holds the comment, or the one behind ``cursor``; with the
    next page's cursor.

    CommentNotFound where the comment has no place in a thread.
    """
    settings = get_settings()
    target = Comment.objects.in_thread().select_related("root").filter(pk=comment_id).first()
    if target is None:
        raise CommentNotFound(comment_id)
    root = target.root or target
    replies, next_cursor = load_replies(root=root, cursor=cursor, around=target.seq or 0)
    missing = [reply.parent_id for reply in replies if reply.parent_id != root.pk]
    known = {root.pk, *(reply.pk for reply in replies)}
    parents = {parent.pk: parent for parent in Comment.objects.filter(pk__in=[pk for pk in missing if pk not in known])}
    (node,) = build_trees([root], replies, depth=settings.reply_depth, elsewhere=parents)
    node.more = 0
    return node, next_cursor


def load_replies(*, root: Comment, cursor: str = "", around: int = 0) -> tuple[list[Comment], str]:
    """One page of a thread's replies by place, from the cursor on or holding the place ``around``; with the next
    page's cursor.
    """
    limit = get_settings().replies_per_page
    replies = Comment.objects.placed_replies().filter(root=root).order_by("seq")
    if cursor:
        after, _pk = decode_cursor(cursor, "seq", int)
        replies = replies.filter(seq__gt=after)
    elif around > limit:
        replies = replies.filter(seq__gt=around - limit)
    found = list(replies[: limit + 1])
    page = found[:limit]
    return page, encode_cursor("seq", page[-1].seq or 0, page[-1].pk) if len(found) > limit else ""


def build_trees(
    roots: Iterable[Comment], replies: Iterable[Comment], *, depth: int, elsewhere: dict[int, Comment] | None = None
) -> list[Node]:
    """Hang replies, in the order of their places, under what they answer; deeper than ``depth`` they stand flat.

    A reply whose parent is not on the page (``elsewhere`` may know it) stands under the root, flat.
    """
    nodes = {root.pk: Node(comment=root, more=root.reply_count, locked=root.locked_at is not None) for root in roots}
    locked = {pk for pk, node in nodes.items() if node.locked}
    locked |= {pk for pk, parent in (elsewhere or {}).items() if parent.locked_at is not None}
    ordered = list(nodes.values())
    placed = {pk: node.comment for pk, node in nodes.items()}
    holder: dict[int, Node] = dict(nodes)
    level: dict[int, int] = dict.fromkeys(nodes, 0)
    for reply in replies:
        if reply.root_id is None or reply.parent_id is None:
            continue
        root = nodes[reply.root_id]
        # By what it answers, not by what it hangs under on the page.
        node = Node(
            comment=reply, locked=reply.locked_at is not None or bool({reply.parent_id, root.comment.pk} & locked)
        )
        locked |= {reply.pk} if node.locked else set()
        parent = holder.get(reply.parent_id)
        if parent is None:
            root.replies.append(node)
            node.in_reply_to = (elsewhere or {}).get(reply.parent_id)
            level[reply.pk] = 1
            holder[reply.pk] = node if depth > 1 else root
        else:
            _hang(node, parent, placed, level, holder, depth)
        placed[reply.pk] = reply
        # A reply published between the two queries is on the page and not yet in the root's count.
        if reply.visibility == Comment.Visibility.PUBLISHED and root.more:
            root.more -= 1
    return ordered


def _hang(
    node: Node, parent: Node, placed: dict[int, Comment], level: dict[int, int], holder: dict[int, Node], depth: int
) -> None:
    """Put a reply under the node that holds its parent's replies, and note what holds its own."""
    reply = node.comment
    parent.replies.append(node)
    if reply.parent_id is not None and parent.comment.pk != reply.parent_id:
        node.in_reply_to = placed[reply.parent_id]
    level[reply.pk] = level[parent.comment.pk] + 1
    holder[reply.pk] = node if level[reply.pk] < depth else parent


@lru_cache(maxsize=64)
def _first_roots(sort: str, limit: int, count: int) -> Question[Comment]:
    """The first page, which most readers ask for: written once."""
    return Question(lambda discussion_id: _ask_roots(discussion_id, sort=sort, limit=limit, count=count), int)


def _ask_roots(
    discussion_id: int, *, sort: str, limit: int, count: int, beyond: Q | None = None
) -> QuerySet[Comment, Row]:
    """The rows of roots, one more than ``limit``, each with the place of its ``count``-th reply that shows behind it:
    removed replies leave holes, so places cannot be counted.
    """
    column, falling, _kind = SORTS[sort]
    direction = "-" if falling else ""
    roots = Comment.objects.roots().in_thread().filter(beyond or Q(), discussion_id=discussion_id)
    roots = roots.order_by(f"{direction}{column}", f"{direction}id")
    if not count:
        return roots.values_list(*COLUMNS)[: limit + 1]
    nth = Comment.objects.placed_replies().filter(root=OuterRef("pk")).order_by("seq").values("seq")[count - 1 : count]
    return roots.annotate(last_shown=Subquery(nth)).values_list(*COLUMNS, "last_shown")[: limit + 1]


def _first_replies(roots: Sequence[Row], count: int, also: Sequence[RawSQL]) -> dict[int | None, list[Row]]:
    """By root, the replies up to the place that each shows; under none, the roots that are asked for ``also``.

    Every alternative bounds ``seq`` itself: SQLite asks its partial index for each of them alone, or else reads the
    whole table.
    """
    bounds: dict[int | None, list[int]] = {}
    for root in roots:
        if count and value(root, "last_seq"):
            bounds.setdefault(root[-1], []).append(root[0])
    if not bounds and not also:
        return {}
    wanted = Q(pk__in=also) if also else Q()
    for bound, ids in bounds.items():
        within = Q(root_id__in=ids, seq__gt=0)
        wanted |= within if bound is None else within & Q(seq__lte=bound)
    found: dict[int | None, list[Row]] = {}
    for row in read_rows(Comment.objects.in_thread().filter(wanted).order_by("root_id", "seq")):
        found.setdefault(value(row, "root_id"), []).append(row)
    return found


def _beyond(column: str, falling: bool, value: object, pk: int) -> Q:
    """The rows behind a cursor, written so that an index on (column, id) answers."""
    side = "lt" if falling else "gt"
    return Q(**{f"{column}__{side}e": value}) & (Q(**{f"{column}__{side}": value}) | Q(**{f"id__{side}": pk}))
