"""The demo's addresses, and what the process itself says about its counting."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from demo.urls import urlpatterns as demos
from engagement.api import measuring_figures


def figures(_request: HttpRequest) -> HttpResponse:
    """How measuring fares in this process."""
    return JsonResponse(asdict(measuring_figures()))


urlpatterns = [*demos, path("figures-of-measuring/", figures)]
