"""Pages of other origins: which may read answers and post by script, and what they are told (WHATWG Fetch, CORS).

Nobody may until ``EMBED_ORIGINS`` names them, and never with credentials: whoever asks from there is a guest. The
answers that this is meant for are wrapped one by one, so that nothing else of the publisher's site is opened by it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from engagement.conf import get_settings

View = Callable[..., HttpResponseBase]

_SENT = (
    "Afterword-Guest, Afterword-Session, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "X-Afterword"
)
_TOLD = "ETag, Location, Retry-After, X-Afterword, X-Afterword-Token"
_REMEMBERED = "600"
"""Seconds that a browser need not ask again: an origin that is taken out of the settings is refused soon."""


def across_origins(view: View, *methods: str) -> View:
    """The view, open to pages of ``EMBED_ORIGINS`` for these methods.

    Such a request is answered as a guest's, whatever cookies came along, and sets none. Every answer says that it
    depends on the origin, those to the site's own pages too: a shared cache would else hand it to the wrong one.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not get_settings().embed_origins:
            return view(request, *args, **kwargs)
        origin = foreign_origin(request)
        if origin and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response: HttpResponseBase = _answer_preflight(methods)
        elif origin:
            response = _answer_guest(view, request, *args, **kwargs)
        else:
            response = view(request, *args, **kwargs)
        if origin:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = _TOLD
        patch_vary_headers(response, ["Origin"])
        return response

    return answer


def foreign_origin(request: HttpRequest) -> str:
    """The origin of the page that asks, where it is one of ``EMBED_ORIGINS`` and not this site; empty otherwise."""
    origin = request.headers.get("Origin", "")
    if not origin or not is_among(origin, get_settings().embed_origins):
        return ""
    return origin if urlsplit(origin).netloc.lower() != request.get_host().lower() else ""


def is_among(url: str, origins: tuple[str, ...]) -> bool:
    """Whether an address, or an origin, is of one of these origins."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}".lower() in {origin.lower().rstrip("/") for origin in origins}


def _answer_preflight(methods: tuple[str, ...]) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = ", ".join(methods)
    response["Access-Control-Allow-Headers"] = _SENT
    response["Access-Control-Max-Age"] = _REMEMBERED
    return response


def _answer_guest(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """What somebody without any cookie is answered. A 404 is answered here, for script to tell it from no answer."""
    request.COOKIES = {}
    request.user = AnonymousUser()
    try:
        response = view(request, *args, **kwargs)
    except Http404:
        response = HttpResponseNotFound()
    if isinstance(response, HttpResponse):
        response.cookies.clear()
    return response
