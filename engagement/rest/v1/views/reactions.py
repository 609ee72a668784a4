"""A reader's respect for one comment, with the publisher's session or as a guest."""

from collections.abc import Callable

from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.plumbing.problems import CACHE_PRIVATE
from engagement.queries.comments import get_public_comment
from engagement.requests import assert_same_site, client_address
from engagement.rest.v1.authentication import AuthorToken, AuthorTokenAuthentication, SessionTokenAuthentication
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.operations import readers as described
from engagement.services.reactions import Reader, Respect, respect_comment, take_respect_back

GUEST_HEADER = "Afterword-Guest"
"""Holds a guest's token: in an address it would stand in logs."""


class ReactionView(ApiView):
    """The one reaction of whoever asks: it is there or it is not, and nobody reads another's."""

    operations = {"PUT": described.RESPECT, "DELETE": described.TAKE_RESPECT_BACK}
    authentication_classes = (AuthorTokenAuthentication, SessionTokenAuthentication, SessionAuthentication)
    permission_classes = (AllowAny,)

    def put(self, request: Request, pk: int) -> Response:
        """Respect the comment; done before, it changes nothing."""
        return _act(request, pk, respect_comment)

    def delete(self, request: Request, pk: int) -> Response:
        """Respect it no longer; where that is so already, it changes nothing."""
        return _act(request, pk, take_respect_back)


def _act(request: Request, pk: int, act: Callable[..., Respect]) -> Response:
    author = request.auth if isinstance(request.auth, AuthorToken) else None
    # Nobody where the publisher's REST_FRAMEWORK says so.
    account = request.user.pk if request.user and request.user.is_authenticated else None
    if account is None:
        assert_same_site(request)
    get_public_comment(pk)
    reader = Reader(
        user_id=account,
        token=request.headers.get(GUEST_HEADER, ""),
        ip=client_address(request),
        wrote=author.comment_id if author else None,
    )
    result = act(comment_id=pk, reader=reader)
    return Response({"respected": result.respected, "respect": result.count}, headers={"Cache-Control": CACHE_PRIVATE})
