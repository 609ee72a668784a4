"""Who comes in: moderators alone, and nothing that they see is kept by caches or found by search engines."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from moderation.api import may_moderate

_Arguments = ParamSpec("_Arguments")
_View = Callable[Concatenate[HttpRequest, _Arguments], HttpResponse]


def moderators_only(view: _View[_Arguments]) -> _View[_Arguments]:
    """Ask before anything else, whatever the method: strangers sign in, readers get a 403."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> HttpResponse:
        if may_moderate(request.user):
            response = view(request, *args, **kwargs)
        elif request.user.is_authenticated:
            response = _turn_away(request)
        else:
            response = _ask_to_sign_in(request)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def moderator_id_of(request: HttpRequest) -> int:
    """The account that acts; behind ``moderators_only`` there is always one."""
    return cast("int", request.user.pk)


def _turn_away(request: HttpRequest) -> HttpResponse:
    response = render(request, "moderation/forbidden.html", status=403)
    if HtmxDetails(request):
        # What came of the page is not worth a fragment: the whole of it says why.
        response["HX-Redirect"] = reverse("moderation:queue")
    return response


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to where a page stood: a form's own address shows nothing."""
    htmx = HtmxDetails(request)
    page = htmx.current_url_abs_path if htmx else request.get_full_path() if request.method == "GET" else ""
    redirect = redirect_to_login(page or reverse("moderation:queue"))
    return HttpResponseClientRedirect(redirect.url) if htmx else redirect
