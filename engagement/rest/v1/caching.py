"""Public answers: the same for everyone, kept by any cache, asked for again at the price of a look at the version."""

import hashlib
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from engagement.conf import EngagementSettings, get_settings
from engagement.models import Discussion
from engagement.pages.kept import PAGES, SHARED_SECONDS
from engagement.plumbing.renderers import JsonRenderer
from engagement.queries.prompts import shown_wording
from engagement.text import RENDER_VERSION

_SHAPE = 3
"""Raise it when the same rows give another answer, so that no cache keeps the old form."""

CACHE_PUBLIC = "public, max-age=0, s-maxage=10"
"""A browser asks each time. A CDN may answer for ten seconds: a rush costs one look, and what is hidden goes soon."""


class PreconditionFailed(APIException):
    """The request names a version that is not the present one."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = _("The discussion has changed since.")


def answer_public(request: Request, discussion: Discussion, build: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    """What ``build`` gives, with the discussion's version for an ETag; 304, and nothing built, where the client has it.

    What can be wrong with the request must have been found before: conditions stand where the answer would be a 200.
    """
    etag = _etag(discussion, get_settings())
    changed = int(discussion.seen_at.timestamp())
    headers = {"Cache-Control": CACHE_PUBLIC, "ETag": etag, "Last-Modified": http_date(changed)}
    known = get_conditional_response(request, etag=etag, last_modified=changed)
    if known is None:
        return _render_kept(request, build, etag=etag, headers=headers)
    if known.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise PreconditionFailed
    for name, value in headers.items():
        known[name] = value
    return known


def _render_kept(
    request: Request, build: Callable[[], Mapping[str, Any]], *, etag: str, headers: Mapping[str, str]
) -> HttpResponse:
    """The answer as it was made lately for this address, or as it is now."""
    name = f"json:{request.build_absolute_uri()}:{etag}"
    body = PAGES.recall(name)
    if body is None:
        body = JsonRenderer().render(build())
        PAGES.keep(name, body, seconds=SHARED_SECONDS)
    return HttpResponse(body, content_type=JsonRenderer.media_type, headers=headers)


def answer_as_is(request: Request, shape: Mapping[str, Any]) -> HttpResponse:
    """An answer over several discussions, with its own words for an ETag; 304 where the client has it."""
    named = f"{_SHAPE} {json.dumps(shape)}"
    return answer_named(request, named, lambda: JsonRenderer().render(shape), media_type=JsonRenderer.media_type)


def answer_named(request: Request, named: str, render: Callable[[], bytes], *, media_type: str) -> HttpResponse:
    """What ``render`` gives, with a digest of what it is made from (``named``) for an ETag; 304, and nothing rendered,
    where the client has it.
    """
    written = hashlib.blake2b(named.encode(), digest_size=12).hexdigest()
    headers = {"Cache-Control": CACHE_PUBLIC, "ETag": f'W/"{written}"'}
    known = get_conditional_response(request, etag=headers["ETag"])
    if known is None:
        return HttpResponse(render(), content_type=media_type, headers=headers)
    if known.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise PreconditionFailed
    for name, value in headers.items():
        known[name] = value
    return known


def _etag(discussion: Discussion, settings: EngagementSettings) -> str:
    """Weak, because a server in front may compress; a changed setting changes the answer as a new comment does, and so
    do the moments at which a discussion opens, closes, or asks in other words, which change no row.
    """
    wording = shown_wording(discussion)
    now = f"{discussion.is_open} {wording.pk if wording else None}"
    given = f"{_SHAPE} {RENDER_VERSION} {discussion.pk} {now} {settings!r}"
    form = hashlib.blake2b(given.encode(), digest_size=6).hexdigest()
    return f'W/"{discussion.version}-{form}"'
