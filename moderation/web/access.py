"""Who comes in, and who may act: nothing that they see is kept by caches or found by search engines.

A view stands behind ``moderators_only``, and one that changes anything also behind ``acts_need``. Whatever shows or
moves a comment asks ``sections_of`` or ``check_comment``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.defaults import page_not_found
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from engagement.api import CommentNotFound
from moderation.policies import may_see
from moderation.queries.sections import Sections, find_sections

_Arguments = ParamSpec("_Arguments")
_View = Callable[Concatenate[HttpRequest, _Arguments], HttpResponseBase]

_LOOKING = ("GET", "HEAD", "OPTIONS", "TRACE")

_SECTIONS = "_afterword_sections"
"""Where a request keeps what was looked up."""


def moderators_only(view: _View[_Arguments]) -> _View[_Arguments]:
    """Let in whoever may see what moderators see."""
    return only_for(may_see)(view)


def only_for(may: Callable[[Any], bool]) -> Callable[[_View[_Arguments]], _View[_Arguments]]:
    """Let in those for whom ``may`` is true. It is asked before anything else, whatever the method: strangers sign in,
    readers get a 403.
    """

    def guard(view: _View[_Arguments]) -> _View[_Arguments]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> HttpResponseBase:
            response: HttpResponseBase
            if may(request.user):
                response = _answer(view, request, *args, **kwargs)
            elif request.user.is_authenticated:
                response = turn_away(request, "moderation/forbidden.html")
            else:
                response = _ask_to_sign_in(request)
            response["Cache-Control"] = "private, no-store"
            response["X-Robots-Tag"] = "noindex"
            return response

        return guarded

    return guard


def _answer(
    view: _View[_Arguments], request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> HttpResponseBase:
    """The view's answer; what is not there is answered here, so that no cache keeps that either."""
    try:
        return view(request, *args, **kwargs)
    except Http404 as error:
        return page_not_found(request, error)


def acts_need(may: Callable[[Any], bool]) -> Callable[[_View[_Arguments]], _View[_Arguments]]:
    """Let nobody act for whom ``may`` is false: they get a 403 that says so, and may go on looking."""

    def guard(view: _View[_Arguments]) -> _View[_Arguments]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> HttpResponseBase:
            if request.method not in _LOOKING and not may(request.user):
                return turn_away(request)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def all_needs(may: Callable[[Any], bool]) -> Callable[[_View[_Arguments]], _View[_Arguments]]:
    """Let nobody see or do anything for whom ``may`` is false: they get the same 403."""

    def guard(view: _View[_Arguments]) -> _View[_Arguments]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> HttpResponseBase:
            return view(request, *args, **kwargs) if may(request.user) else turn_away(request)

        return guarded

    return guard


def sections_of(request: HttpRequest) -> Sections:
    """Where whoever asks works; looked up once a request."""
    found = cast("Sections | None", getattr(request, _SECTIONS, None))
    if found is None:
        found = find_sections(request.user)
        setattr(request, _SECTIONS, found)
    return found


def check_comment(request: HttpRequest, comment_id: int) -> None:
    """CommentNotFound for a comment that stands where whoever asks does not work: to them it is not there."""
    if not sections_of(request).allow_comment(comment_id):
        raise CommentNotFound(comment_id)


def moderator_id_of(request: HttpRequest) -> int:
    """The account that acts; behind ``moderators_only`` there is always one."""
    return cast("int", request.user.pk)


def turn_away(request: HttpRequest, template: str = "moderation/may_not.html") -> HttpResponse:
    """The 403; without another page it is the one for those who may look and not do what they asked for."""
    response = render(request, template, status=403)
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
