"""Single comments: read by everybody, changed and withdrawn by their authors; and the replies under them."""

from dataclasses import replace

from django.http import HttpResponse
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.exceptions import CommentNotFound, StaleComment
from engagement.models import Comment
from engagement.plumbing.problems import CACHE_PRIVATE
from engagement.queries.comments import count_answers, get_own_comment, get_public_comment, load_answers
from engagement.queries.cursors import decode_cursor
from engagement.requests import submission_from
from engagement.rest.v1.authentication import AuthorToken, AuthorTokenAuthentication, SessionTokenAuthentication
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.bodies import read_new_text
from engagement.rest.v1.caching import answer_public
from engagement.rest.v1.operations import comments as described
from engagement.rest.v1.permissions import ReadsOrMayBeAuthor
from engagement.rest.v1.problems import StaleEdit
from engagement.rest.v1.serializers import RepliesShape, show_own, show_replies, show_single
from engagement.services.editing import edit_comment
from engagement.services.withdrawing import withdraw_own_comment


class CommentView(ApiView):
    """One comment. Reading asks for no session, so that the answer is everybody's; its author says who they are."""

    operations = {"GET": described.READ, "PATCH": described.CHANGE, "DELETE": described.WITHDRAW}
    permission_classes = (ReadsOrMayBeAuthor,)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """An author's token, a reader's session, or the publisher's with its CSRF token; nothing for reading."""
        if self.request.method in SAFE_METHODS:
            return []
        return [AuthorTokenAuthentication(), SessionTokenAuthentication(), SessionAuthentication()]

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The comment, or the tombstone in its place."""
        comment = get_public_comment(pk)
        return answer_public(request, comment.discussion, lambda: show_single(request, comment.discussion, comment))

    def patch(self, request: Request, pk: int) -> Response:
        """Put another text in the place of the comment's; StaleEdit where it is another than its author saw."""
        _find_own(request, pk)
        new = read_new_text(request)
        sent = replace(submission_from(request, new.fields), referrer="")
        try:
            edit_comment(comment_id=pk, body=new.body, revision=new.revision, submission=sent)
        except StaleComment:
            current = _find_own(request, pk)
            raise StaleEdit(revision=current.revision, body=current.body, html=current.html) from None
        comment = _find_own(request, pk)
        return Response(show_own(request, comment.discussion, comment), headers={"Cache-Control": CACHE_PRIVATE})

    def delete(self, request: Request, pk: int) -> Response:
        """Withdraw the comment, for good; twice is once."""
        _find_own(request, pk)
        withdraw_own_comment(comment_id=pk)
        return Response(status=204, headers={"Cache-Control": CACHE_PRIVATE})


class RepliesView(ApiView):
    """What stands under one comment."""

    operations = {"GET": described.LIST_REPLIES}
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


def _find_own(request: Request, pk: int) -> Comment:
    """The comment of whoever asks; PermissionDenied for another's, CommentNotFound for one that nobody sees."""
    if isinstance(request.auth, AuthorToken):
        if request.auth.comment_id != pk:
            raise PermissionDenied
        return get_own_comment(pk)
    comment = get_own_comment(pk)
    if comment.author_id == request.user.pk:
        return comment
    if comment.in_thread:
        raise PermissionDenied
    raise CommentNotFound(pk)
