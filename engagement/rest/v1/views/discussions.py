"""Discussions, found by the publisher's key; put by the publisher's servers, or opened by what they signed."""

from typing import ClassVar, cast

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.exceptions import InvalidDiscussion
from engagement.plumbing.bodies import read_object
from engagement.plumbing.problems import CACHE_PRIVATE
from engagement.queries.discussions import assert_public, get_discussion, read_discussion
from engagement.requests import assert_same_site, client_address
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.caching import answer_public
from engagement.rest.v1.links import link_to
from engagement.rest.v1.operations import discussions as described
from engagement.rest.v1.publishers import Publisher, PublisherAuthentication, ReadsOrPublishes
from engagement.rest.v1.serializers import show_discussion
from engagement.services.foreign_articles import read_foreign_article
from engagement.services.publishing import Put, open_signed_discussion, put_discussion


class DiscussionView(ApiView):
    """One discussion without its comments."""

    operations = {"GET": described.READ, "PUT": described.PUT}
    permission_classes = (ReadsOrPublishes,)
    methods_of_pages: ClassVar[tuple[str, ...]] = ("GET", "HEAD")

    def get_authenticators(self) -> list[BaseAuthentication]:
        """A publisher's token for writing; nothing for reading, which is the same for everybody."""
        return [PublisherAuthentication()] if self.request.method == "PUT" else []

    def get(self, request: Request, key: str) -> HttpResponse:
        """The discussion, its prompt and its counts."""
        discussion = read_discussion(key)
        return answer_public(request, discussion, lambda: show_discussion(request, discussion))

    def put(self, request: Request, key: str) -> Response:
        """Open it for an article that stands elsewhere, or bring it up to date: 201, or 200 where it was there."""
        article = read_foreign_article(read_object(request))
        publisher = cast("Publisher", request.auth)
        return _answer(request, put_discussion(key=key, article=article, kid=publisher.kid))


class DiscussionsView(ApiView):
    """Where a reader's visit opens the discussion of a page that its publisher signed."""

    operations = {"POST": described.OPEN}
    permission_classes = (AllowAny,)

    def post(self, request: Request) -> Response:
        """Open it: 201, or 200 where it was there, which changes nothing."""
        assert_same_site(request)
        signed = read_object(request).get("signed")
        if not isinstance(signed, str):
            raise InvalidDiscussion({"signed": [_("This must be a text.")]})
        put = open_signed_discussion(signed=signed, ip=client_address(request))
        assert_public(put.discussion)
        return _answer(request, put)


def _answer(request: Request, put: Put) -> Response:
    discussion = get_discussion(put.discussion.pk)
    headers = {"Cache-Control": CACHE_PRIVATE}
    if put.created:
        headers["Location"] = link_to(request, "discussion", key=discussion.key)
    return Response(show_discussion(request, discussion), status=201 if put.created else 200, headers=headers)
