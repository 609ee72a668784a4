"""The scripts for pages that this site does not serve, at addresses that never change."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from engagement.pages.scripts import count_script, embed_script, more_script, stamp_of

_MINUTES = 5 * 60
_DAY = 24 * 3600
_YEAR = 365 * _DAY


@require_safe
def embed(request: HttpRequest) -> HttpResponseBase:
    """``<afterword-discussion>``, which opens discussions and signs readers in only where the readers' API has an
    address.
    """
    return _answer(request, embed_script(_find("discussions"), _find("session")))


@require_safe
def embed_more(request: HttpRequest) -> HttpResponseBase:
    """What it loads when the reader comes to it."""
    return _answer(request, more_script())


@require_safe
def embed_count(request: HttpRequest) -> HttpResponseBase:
    """``<afterword-count>``; 404 where the readers' API, which it asks, has no address."""
    counts_url = _find("counts")
    if not counts_url:
        raise Http404
    return _answer(request, count_script(counts_url))


def _find(name: str) -> str:
    """Where the readers' API has this; empty where it is not mounted."""
    try:
        return reverse(f"engagement-api:{name}")
    except NoReverseMatch:
        return ""


def _answer(request: HttpRequest, script: str) -> HttpResponseBase:
    """The script, for pages of any origin: browsers ask for modules by CORS, and there is nothing in it of any reader.

    A new version reaches every page within minutes. Asked for by its stamp, as the first script does, it never changes.
    """
    stamp = stamp_of(script)
    etag = f'W/"{stamp}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    if request.GET.get("v") == stamp:
        patch_cache_control(response, public=True, max_age=_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=_MINUTES, stale_while_revalidate=_DAY)
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
