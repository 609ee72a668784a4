"""What became of a comment, for its author alone."""

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.exceptions import CommentNotFound
from engagement.models import Comment
from engagement.plumbing.problems import CACHE_PRIVATE, BadParameter
from engagement.queries.comments import get_own_comment
from engagement.rest.v1.authentication import AuthorToken, AuthorTokenAuthentication, SessionTokenAuthentication
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.operations import comments as described
from engagement.rest.v1.permissions import HoldsAuthorToken
from engagement.rest.v1.serializers import show_own

_MOST_DIGITS = 18


class StatusView(ApiView):
    """The comment that an author's token names, or one of a reader's own by its number. Tokens come in headers, because
    addresses stand in logs.
    """

    operations = {"GET": described.STATUS}
    authentication_classes = (AuthorTokenAuthentication, SessionTokenAuthentication)
    permission_classes = (HoldsAuthorToken,)

    def get(self, request: Request) -> Response:
        """The author's own comment as they may know it."""
        if isinstance(request.auth, AuthorToken):
            comment = get_own_comment(request.auth.comment_id)
        else:
            comment = _find_own(request)
        return Response(show_own(request, comment.discussion, comment), headers={"Cache-Control": CACHE_PRIVATE})


def _find_own(request: Request) -> Comment:
    number = request.query_params.get("comment", "")
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise BadParameter("comment", _("This must be the number of a comment of yours."))
    comment = get_own_comment(int(number))
    if comment.author_id != request.user.pk:
        raise CommentNotFound(comment.pk)
    return comment
