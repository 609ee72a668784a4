"""Single comments that everybody may read, and the replies under them."""

from django.http import HttpResponse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from engagement.models import Comment
from engagement.queries.comments import count_answers, get_public_comment, load_answers
from engagement.queries.cursors import decode_cursor
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.caching import answer_public
from engagement.rest.v1.serializers import RepliesShape, show_replies, show_single


class CommentView(ApiView):
    """One comment."""

    permission_classes = (AllowAny,)

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The comment, or the tombstone in its place."""
        comment = get_public_comment(pk)
        return answer_public(request, comment.discussion, lambda: show_single(request, comment.discussion, comment))


class RepliesView(ApiView):
    """What stands under one comment."""

    permission_classes = (AllowAny,)

    def get(self, request: Request, pk: int) -> HttpResponse:
        """One page: of a whole thread under its root, of the direct answers under a reply."""
        comment = get_public_comment(pk)
        cursor = request.query_params.get("cursor", "")
        if cursor:
            decode_cursor(cursor, "seq", int)
        return answer_public(request, comment.discussion, lambda: _show_replies(request, comment, cursor))


def _show_replies(request: Request, comment: Comment, cursor: str) -> RepliesShape:
    replies, next_cursor = load_answers(comment, cursor=cursor)
    total = count_answers(comment)
    return show_replies(request, comment.discussion, replies, total=total, next_cursor=next_cursor)
