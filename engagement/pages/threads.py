"""One thread on a page of its own, and the page where an author sees what became of their comment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from engagement.conf import get_settings
from engagement.exceptions import BadCursor, CommentNotFound
from engagement.forms import CommentForm
from engagement.models import Comment, Wording
from engagement.pages.asking import Asking, asker_of, asking_of
from engagement.pages.comments import (
    CommentView,
    Surroundings,
    permalink,
    shown_name,
    view_nodes,
)
from engagement.pages.own import OwnState, own_state
from engagement.pages.rendering import render_shared
from engagement.pages.sections import PageLinks, script_words
from engagement.pages.subjects import Subject
from engagement.queries.branches import is_locked
from engagement.queries.places import cursor_to
from engagement.queries.prompts import shown_wording
from engagement.queries.stances import known_stances
from engagement.queries.threads import Node, load_thread


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """A root comment with one page of its replies, on a page that links to the whole discussion."""

    subject: Subject
    wording: Wording | None
    asker: str
    asking: Asking
    comments: tuple[CommentView, ...]
    """The root alone, with its replies."""
    branches: tuple[SafeString, ...]
    """The same, rendered, so that a section's list shows it too."""
    whole_url: str
    """The thread from its beginning; empty where this is it."""
    next_url: str
    next_fragment: str
    own: OwnState | None
    """What its author is told of the comment this page is for."""
    url: str
    """The discussion's own page."""
    place_url: str
    """The page of it that begins with this thread."""
    post_url: str
    words: str


def build_thread(subject: Subject, *, comment_id: int, cursor: str = "", replying: bool = False) -> ThreadView:
    """The thread that holds a comment; with ``replying`` a form to answer that comment stands under it.

    CommentNotFound where the comment has no place in a thread; a cursor that does not fit gives the page that holds it.
    """
    try:
        node, next_cursor = load_thread(comment_id=comment_id, cursor=cursor)
    except BadCursor:
        cursor = ""
        node, next_cursor = load_thread(comment_id=comment_id)
    answered = next((held.comment for held in _walk(node) if held.comment.pk == comment_id), None)
    forms = {}
    if replying and subject.is_open and answered and _takes_replies(answered):
        forms[comment_id] = reply_form(answered)
    around = Surroundings(
        key=subject.key,
        depth=get_settings().reply_depth,
        takes_replies=subject.is_open,
        forms=forms,
        stances=known_stances(subject.discussion),
    )
    whole = node.comment.pk == comment_id and not cursor
    return _describe(subject, node, around, next_cursor=next_cursor, whole=whole)


def _takes_replies(comment: Comment) -> bool:
    return comment.visibility == Comment.Visibility.PUBLISHED and not is_locked(comment)


def build_own_page(subject: Subject, *, comment: Comment, url: str) -> ThreadView:
    """A comment in its thread as its author sees it, whatever its visibility; ``url`` is the author's page."""
    own = _tell(subject, comment, url)
    around = Surroundings(
        key=subject.key,
        depth=get_settings().reply_depth,
        takes_replies=subject.is_open,
        own={comment.pk: own} if own else {},
        stances=known_stances(subject.discussion),
    )
    node, next_cursor = _thread_around(comment)
    return _describe(subject, node, around, next_cursor=next_cursor, whole=comment.parent_id is None, own=own)


def view_comment(subject: Subject, *, comment: Comment, own_url: str = "") -> CommentView:
    """A comment alone; with ``own_url``, the author's page, as its author sees it."""
    own = _tell(subject, comment, own_url) if own_url else None
    around = Surroundings(
        key=subject.key,
        depth=get_settings().reply_depth,
        takes_replies=subject.is_open,
        own={comment.pk: own} if own else {},
        stances=known_stances(subject.discussion),
    )
    (view,) = view_nodes([Node(comment=comment)], around)
    return view


def find_answered(subject: Subject, comment_id: int) -> Comment:
    """The published comment of this discussion that somebody wants to answer; CommentNotFound where there is none."""
    if subject.discussion is None:
        raise CommentNotFound(comment_id)
    comment = Comment.objects.published().filter(discussion=subject.discussion, pk=comment_id).first()
    if comment is None:
        raise CommentNotFound(comment_id)
    return comment


def reply_form(answered: Comment, data: QueryDict | None = None, *, guest: bool = True) -> CommentForm:
    """The form to answer a comment."""
    form = CommentForm(data, parent_id=answered.pk, guest=guest)
    form.fields["body"].label = _("Reply to %(name)s") % {"name": shown_name(answered)}
    return form


def _place_of(subject: Subject, root: Comment) -> str:
    """Where a thread stands among the others: the page of the list that begins with it."""
    links = PageLinks(path=reverse("engagement:discussion", args=[subject.key]))
    sort = get_settings().default_sort
    cursor = cursor_to(root, sort)
    return links.to(sort, cursor, f"c-{root.pk}" if cursor else "comments")


def _tell(subject: Subject, comment: Comment, url: str) -> OwnState | None:
    """What the author is told on a page of this subject."""
    state = own_state(comment, url=url)
    if state is None or not state.is_refused:
        return state
    return replace(state, again_url=_where_to_write(subject, comment))


def _where_to_write(subject: Subject, comment: Comment) -> str:
    """Where an author may write again: under what they answered while that shows; empty where nothing is taken."""
    if not subject.is_open:
        return ""
    answered = comment.parent
    if answered is not None and _takes_replies(answered):
        return f"{reverse('engagement:comment', args=[answered.pk])}?reply=1#reply"
    return f"{reverse('engagement:discussion', args=[subject.key])}#discussion"


def _thread_around(comment: Comment) -> tuple[Node, str]:
    """The thread with the comment in it, even where it has no place there yet; alone where what it answers is gone."""
    try:
        if comment.in_thread:
            return load_thread(comment_id=comment.pk)
        if comment.parent_id is None:
            return Node(comment=comment), ""
        root, next_cursor = load_thread(comment_id=comment.parent_id)
    except CommentNotFound:
        return Node(comment=comment), ""
    _hang(root, comment)
    return root, next_cursor


def _hang(root: Node, comment: Comment) -> None:
    """Put a comment last under what it answers, or beside it where the publisher's depth is reached."""
    depth = get_settings().reply_depth
    for node, holder, level in _walk_with_holders(root):
        if node.comment.pk != comment.parent_id:
            continue
        if level and level >= depth:
            holder.replies.append(Node(comment=comment, in_reply_to=node.comment))
        else:
            node.replies.append(Node(comment=comment))
        return


def _walk(root: Node) -> Iterator[Node]:
    for node, _holder, _level in _walk_with_holders(root):
        yield node


def _walk_with_holders(node: Node, holder: Node | None = None, level: int = 0) -> Iterator[tuple[Node, Node, int]]:
    """Every node with the one that holds it and its level; a node's replies may be changed on the way."""
    yield node, holder or node, level
    for reply in tuple(node.replies):
        yield from _walk_with_holders(reply, node, level + 1)


def _render(subject: Subject, comment: CommentView) -> SafeString:
    """Not kept: what is a reader's own may stand in it."""
    context = {
        "comment": comment,
        "post_url": reverse("engagement:post", args=[subject.key]),
        "discussion": subject.discussion,
    }
    return render_shared("engagement/comment.html", context)


def _describe(
    subject: Subject, node: Node, around: Surroundings, *, next_cursor: str, whole: bool, own: OwnState | None = None
) -> ThreadView:
    wording = shown_wording(subject.discussion) if subject.discussion else None
    asking = asking_of(subject)
    root_id = node.comment.pk
    further = f"?cursor={next_cursor}" if next_cursor else ""
    comments = view_nodes([node], around)
    return ThreadView(
        subject=subject,
        wording=wording,
        asker=asker_of(subject, asking) if wording else "",
        asking=asking,
        comments=comments,
        branches=tuple(_render(subject, comment) for comment in comments),
        whole_url="" if whole else permalink(root_id),
        next_url=f"{reverse('engagement:comment', args=[root_id])}{further}" if further else "",
        next_fragment=(
            f"{reverse('engagement:fragment', args=[subject.key])}?thread={root_id}&cursor={next_cursor}"
            if further
            else ""
        ),
        own=own,
        url=reverse("engagement:discussion", args=[subject.key]),
        place_url=_place_of(subject, node.comment),
        post_url=reverse("engagement:post", args=[subject.key]),
        words=script_words(),
    )
