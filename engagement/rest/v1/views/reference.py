"""What the API says of itself: for programs in OpenAPI, for people as a page made from that.

Everybody may read it, what moderators can do among it: it says what the documentation says, opens nothing, and is so
the same for everybody. A publisher who wants it otherwise switches it off.
"""

import json
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_urlconf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from engagement.conf import get_settings
from engagement.pages.kept import PAGES
from engagement.plumbing.renderers import JsonRenderer
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.caching import answer_named
from engagement.rest.v1.operations import reference as described
from engagement.rest.v1.reference import lay_out

documents: Any = None
# The package that makes them is optional: a site without it says so where it is asked.
with suppress(ImportError):
    from engagement.plumbing import documents

_MOST_PLACES = 8
"""At how many places the API may be mounted and its document still be made once."""


class NotInstalled(APIException):
    """Nothing is there that could make the document."""

    status_code = HTTPStatus.NOT_IMPLEMENTED
    default_detail = _('The package drf-spectacular is not installed: pip install "django-afterword[schema]".')


class SchemaView(ApiView):
    """The document."""

    operations = {"GET": described.SCHEMA}
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> HttpResponse:
        """The document, made once in the life of the process."""
        written = _find_document(request, "schema/")
        return answer_named(request, written, written.encode, media_type=JsonRenderer.media_type)


class DocsView(ApiView):
    """The page."""

    operations = {"GET": described.DOCS}
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> HttpResponse:
        """The page around the document, whose own words are English."""
        written = _find_document(request, "docs/")
        named = f"{get_language()} {written}"
        return answer_named(request, named, lambda: _render(request, written), media_type="text/html; charset=utf-8")


def _find_document(request: Request, own: str) -> str:
    """The document as JSON; Http404 where the publisher switched it off, NotInstalled where nothing can make it."""
    if not get_settings().api_reference:
        raise Http404
    if documents is None:
        raise NotInstalled
    return _write(request.path.removesuffix(own), get_urlconf())


@lru_cache(maxsize=_MOST_PLACES)
def _write(prefix: str, _urlconf: str | None) -> str:
    return json.dumps(documents.make_document(prefix), ensure_ascii=False, separators=(",", ":"))


def _render(request: Request, written: str) -> bytes:
    name = f"docs:{request.path}:{get_language()}:{hash(written)}"
    page = PAGES.recall(name)
    if page is None:
        page = render_to_string("engagement/api/page.html", {"reference": lay_out(json.loads(written))}).encode()
        PAGES.keep(name, page)
    return page
