"""Discussions, found by the publisher's key."""

from django.http import HttpResponse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from engagement.queries.discussions import read_discussion
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.caching import answer_public
from engagement.rest.v1.serializers import show_discussion


class DiscussionView(ApiView):
    """One discussion without its comments."""

    permission_classes = (AllowAny,)

    def get(self, request: Request, key: str) -> HttpResponse:
        """The discussion, its prompt and its counts."""
        discussion = read_discussion(key)
        return answer_public(request, discussion, lambda: show_discussion(request, discussion))
