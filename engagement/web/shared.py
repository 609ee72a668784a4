"""Answering with pages that are the same for everyone, so that caches may hold them, and with pages that are not."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from engagement.conf import get_settings
from engagement.languages import speaking
from engagement.pages.kept import PAGES, SHARED_SECONDS
from engagement.pages.sections import Section
from engagement.pages.structured import describe_posting
from engagement.pages.subjects import Subject
from engagement.pages.threads import ThreadView
from engagement.web.conditional import subject_etag, subject_last_modified

Context = Mapping[str, Any]

FRAGMENT_HEADER = "X-Afterword"


def shared_page(
    request: HttpRequest, template: str, build: Callable[[], Context], *, subject: Subject
) -> HttpResponseBase:
    """A page that everyone shares: 304 where the reader has it, and otherwise rendered for nobody in particular.

    What was rendered serves everyone who asks for the same address, for as long as a CDN may keep it.
    """
    modified = subject_last_modified(subject)
    stamp = int(modified.timestamp()) if modified else None
    with speaking(subject.language):
        etag = subject_etag(subject, template, request.get_full_path())
        response = get_conditional_response(request, etag=etag, last_modified=stamp)
        if response is None:
            response = HttpResponse(_render_kept(request, template, build, etag=etag))
    return mark_shared(response, etag=etag, stamp=stamp)


def _render_kept(request: HttpRequest, template: str, build: Callable[[], Context], *, etag: str) -> bytes:
    """The page as it was rendered lately at this address of this host, or as it is now."""
    name = f"page:{template}:{request.scheme}://{request.get_host()}:{etag}"
    page = PAGES.recall(name)
    if page is None:
        with timezone.override(timezone.get_default_timezone()):
            page = render_to_string(template, dict(build()), as_anybody(request)).encode()
        PAGES.keep(name, page, seconds=SHARED_SECONDS)
    return page


def for_search_engines(request: HttpRequest, page: Section | ThreadView, *, canonical: str) -> Context:
    """What a page says to search engines alone: its one address, and its comments as data."""
    wanted = get_settings().structured_data
    structured = describe_posting(page, base=request.build_absolute_uri("/")) if wanted else ""
    return {"canonical": request.build_absolute_uri(canonical), "structured": structured}


def own_page(request: HttpRequest, template: str, context: Context, *, status: int = 200) -> HttpResponse:
    """A page for one reader alone, which nobody keeps."""
    return mark_private(HttpResponse(render_to_string(template, dict(context), request), status=status))


def as_anybody(request: HttpRequest) -> HttpRequest:
    """The request without whoever sent it: no cookies, no session, no account.

    Publishers' context processors and base templates may ask for these; on a shared page they find nobody, so that no
    cache ever hands one reader's page to another.
    """
    anybody = copy.copy(request)
    anybody.META = {name: value for name, value in request.META.items() if name not in {"HTTP_COOKIE", "CSRF_COOKIE"}}
    anybody.COOKIES = {}
    anybody.user = AnonymousUser()
    anybody.session = SessionStore()
    anybody.__dict__.pop("_messages", None)
    return anybody


def wants_fragment(request: HttpRequest) -> bool:
    """Whether our script asks, and takes a part of a page."""
    return request.headers.get(FRAGMENT_HEADER) == "fragment"


def mark_private(response: HttpResponse) -> HttpResponse:
    """Let nobody keep the response."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response


def mark_shared(response: HttpResponseBase, *, etag: str, stamp: int | None) -> HttpResponseBase:
    """Let caches hold the response, and ask whether it still holds."""
    response["ETag"] = etag
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    response["Cache-Control"] = f"public, max-age=0, s-maxage={SHARED_SECONDS}"
    return response
