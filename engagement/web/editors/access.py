"""Who comes in: editors, by Django's own permission to view prompts. Nothing that they see is kept by caches or found
by search engines.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.defaults import page_not_found

_Arguments = ParamSpec("_Arguments")
_View = Callable[Concatenate[HttpRequest, _Arguments], HttpResponseBase]


def may_see_earnings(user: Any) -> bool:
    """Whether the account may see what prompts earned; false for the anonymous and for disabled accounts."""
    return bool(user.has_perm("afterword_engagement.view_prompt"))


def editors_only(view: _View[_Arguments]) -> _View[_Arguments]:
    """Let editors in. It is asked before anything else, whatever the method: strangers sign in, others get a 403."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> HttpResponseBase:
        response = _answer(view, request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def _answer(
    view: _View[_Arguments], request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> HttpResponseBase:
    if not request.user.is_authenticated:
        looks = request.method in {"GET", "HEAD"}
        return redirect_to_login(request.get_full_path() if looks else reverse("engagement-editors:earnings"))
    if not may_see_earnings(request.user):
        return render(request, "engagement/editors/forbidden.html", status=403)
    try:
        return view(request, *args, **kwargs)
    except Http404 as error:
        # Answered here, so that no cache keeps that either.
        return page_not_found(request, error)
