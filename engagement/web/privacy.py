"""What becomes of the data that comes with a comment."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from engagement.conf import get_settings
from engagement.languages import speaking
from engagement.web.shared import as_anybody

_ONE_HOUR = 3600


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say, as the settings have it, what is stored and sent to whom, why and how long, and how to have it erased.

    A section links to it with ``language`` in the query: the page belongs to no article.
    """
    context = {"settings": get_settings()}
    with speaking(request.GET.get("language", "")):
        response = HttpResponse(render_to_string("engagement/privacy.html", context, as_anybody(request)))
    patch_cache_control(response, public=True, max_age=_ONE_HOUR)
    return response
