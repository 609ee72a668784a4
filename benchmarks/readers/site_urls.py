"""The demo's addresses, and ``/empty/``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from demo.urls import urlpatterns as demo_urls


@require_safe
def empty(_request: HttpRequest) -> HttpResponse:
    """Nothing at all."""
    return HttpResponse()


urlpatterns = [path("empty/", empty), *demo_urls]
