"""Single comments, for everybody and for their authors, and what answers them."""

from engagement.conf import get_settings
from engagement.exceptions import CommentNotFound, DiscussionNotFound
from engagement.models import Comment, Visibility
from engagement.models.comment import CommentQuerySet
from engagement.queries.cursors import decode_cursor, encode_cursor
from engagement.queries.discussions import assert_public
from engagement.queries.prompts import with_their_prompt
from engagement.queries.threads import load_replies


def get_public_comment(comment_id: int) -> Comment:
    """The comment, or the tombstone in its place; CommentNotFound where readers may not see it."""
    return _find(Comment.objects.in_thread(), comment_id)


def get_own_comment(comment_id: int) -> Comment:
    """The comment for its author; CommentNotFound once it is erased, and while its article is not public."""
    return _find(Comment.objects.exclude(visibility=Visibility.ERASED), comment_id)


def load_answers(comment: Comment, *, cursor: str = "") -> tuple[list[Comment], str]:
    """One page of what stands under a comment, by place, with the next page's cursor.

    Under a root that is its whole thread, under a reply its direct answers: what hangs below these cannot be told
    without walking the thread.
    """
    if comment.root_id is None:
        return load_replies(root=comment, cursor=cursor)
    limit = get_settings().replies_per_page
    answers = Comment.objects.in_thread().filter(parent=comment).order_by("seq")
    if cursor:
        after, _pk = decode_cursor(cursor, "seq", int)
        answers = answers.filter(seq__gt=after)
    found = list(answers[: limit + 1])
    page = found[:limit]
    return page, encode_cursor("seq", page[-1].seq or 0, page[-1].pk) if len(found) > limit else ""


def count_answers(comment: Comment) -> int:
    """How many published replies stand under a comment, counted as ``load_answers`` lists them."""
    if comment.root_id is None:
        return comment.reply_count
    return Comment.objects.published().filter(parent=comment).count()


def _find(comments: CommentQuerySet, comment_id: int) -> Comment:
    comment = with_their_prompt(comments).filter(pk=comment_id).first()
    if comment is None:
        raise CommentNotFound(comment_id)
    try:
        assert_public(comment.discussion)
    except DiscussionNotFound:
        raise CommentNotFound(comment_id) from None
    return comment
