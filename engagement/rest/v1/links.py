"""Addresses in answers: absolute, so that a client need not know where it asked."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from engagement.models import Comment, Discussion

_WEB = re.compile(r"https?://", re.IGNORECASE)
_ANY = "9007199254740993"
"""Stands for the number of a comment; no comment has it."""


def link_to(request: HttpRequest, name: str, *, cursor: str = "", **place: str | int) -> str:
    """The address of one of the API's own resources, where this API is mounted."""
    address = reverse(f"{_namespace(request)}:{name}", kwargs=place)
    return request.build_absolute_uri(f"{address}?{urlencode({'cursor': cursor})}" if cursor else address)


class Permalinks:
    """The pages of one discussion's comments, reversed once: an answer names hundreds."""

    def __init__(self, request: HttpRequest, discussion: Discussion) -> None:
        try:
            page = reverse("engagement:comment", kwargs={"pk": _ANY})
        except NoReverseMatch:
            page = discussion.url
        self._form = request.build_absolute_uri(f"{page}#c-{_ANY}") if page else ""

    def of(self, comment: Comment) -> str:
        """The comment's page; where the API is mounted alone, its place in the article; empty without an address."""
        return self._form.replace(_ANY, str(comment.pk))


def website(url: str) -> str:
    """An author's website as a link can carry it: behind a scheme of the web, whatever the row holds."""
    return url if not url or _WEB.match(url) else f"https://{url}"


def _namespace(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.namespace if match else "engagement-api"
