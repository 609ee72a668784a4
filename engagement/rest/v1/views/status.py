"""What became of a comment, for its author alone."""

from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response

from engagement.plumbing.problems import CACHE_PRIVATE
from engagement.queries.comments import get_own_comment
from engagement.rest.v1.authentication import AuthorToken, AuthorTokenAuthentication
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.permissions import HoldsAuthorToken
from engagement.rest.v1.serializers import show_own


class StatusView(ApiView):
    """The comment that an author's token names. The token comes in a header, because addresses stand in logs."""

    authentication_classes = (AuthorTokenAuthentication,)
    permission_classes = (HoldsAuthorToken,)

    def get(self, request: Request) -> Response:
        """The author's own comment as they may know it."""
        token = cast("AuthorToken", request.auth)
        comment = get_own_comment(token.comment_id)
        return Response(show_own(request, comment.discussion, comment), headers={"Cache-Control": CACHE_PRIVATE})
