"""Old addresses: a page asked for by an alias of its discussion is elsewhere for good."""

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from engagement.pages.subjects import Subject

_ONE_HOUR = 3600
"""No longer, though the move is for good: an alias set by mistake must not stay in browsers."""


def redirect_from_alias(request: HttpRequest, subject: Subject, key: str) -> HttpResponsePermanentRedirect | None:
    """The way to the same page of the discussion under its own key, with the query; none where that was asked for."""
    if subject.key == key:
        return None
    if request.resolver_match is None:
        raise Http404
    address = reverse(request.resolver_match.view_name, kwargs={**request.resolver_match.kwargs, "key": subject.key})
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    patch_cache_control(response, public=True, max_age=_ONE_HOUR)
    return response
