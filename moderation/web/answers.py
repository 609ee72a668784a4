"""Pages and fragments: the same templates, whole or in part."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_htmx.http import push_url
from django_htmx.middleware import HtmxDetails

from moderation.policies import Rights
from moderation.web.access import sections_of
from moderation.web.ahead import check_ahead
from moderation.web.places import Place
from moderation.web.screens import load_screen
from moderation.web.wishes import Refusal


def show(request: HttpRequest, place: Place, refusal: Refusal | None = None) -> HttpResponse:
    """The page of a place, or its working part where htmx asks."""
    screen = load_screen(place, rights=Rights.of(request.user), sections=sections_of(request), refusal=refusal)
    htmx = HtmxDetails(request)
    template = "fragment" if htmx and not htmx.history_restore_request else "queue"
    status = refusal.status if refusal else 404 if screen.is_missing else 200
    shown = {"screen": screen, "ahead": check_ahead(request, screen)}
    response = render(request, f"moderation/{template}.html", shown, status=status)
    return push_url(response, screen.place.url) if request.method == "POST" else response


def go(request: HttpRequest, place: Place) -> HttpResponse:
    """On to a place after a form: htmx gets it at once, a browser is sent there."""
    return show(request, place) if HtmxDetails(request) else HttpResponseRedirect(place.url, status=303)
