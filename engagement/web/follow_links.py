"""The links in mails to followers: each shows a page that asks first, because programs that look into mails follow
links too. No cookie counts here: the signed token alone says whose mails these are, and what it can do is little.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from engagement.conf import get_settings
from engagement.exceptions import BadToken
from engagement.models import Discussion, Follow
from engagement.services.follow_links import link_stop_all, read_confirm_token, read_stop_all_token, read_stop_token
from engagement.services.following import confirm_follow, find_asked, stop_all_follows, stop_follow
from engagement.web.shared import mark_private

_log = logging.getLogger(__name__)

View = Callable[[HttpRequest, str], HttpResponse]

_looked_at_or_pressed = require_http_methods(["GET", "HEAD", "POST"])


def _by_token(view: View) -> View:
    """Answer by what a link's token says, with a page that nobody keeps; its address, which holds the token, is told to
    no other page, and masked before anything can go wrong: Django logs failed paths.
    """

    @csrf_exempt
    @sensitive_variables("token")
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        request.path = request.path_info = reverse("engagement:follow-void")
        try:
            response = view(request, token)
        except BadToken:
            response = _say_void()
        except (OperationalError, InterfaceError) as error:
            _log.error("a link in a mail did nothing: %s", type(error).__name__)
            response = HttpResponse(render_to_string("engagement/follow_void.html", {"unavailable": True}), status=503)
            response["Retry-After"] = "60"
        return _keep_address(response)

    return answered


@_by_token
@sensitive_variables("token", "nonce")
@_looked_at_or_pressed
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Begin to send mails, once whoever reads the address's mail has pressed the button."""
    follow_id, nonce = read_confirm_token(token)
    if not get_settings().follow:
        raise BadToken
    is_done = request.method == "POST"
    if is_done:
        follow = confirm_follow(follow_id=follow_id, nonce=nonce)
    else:
        follow = find_asked(follow_id=follow_id, nonce=nonce)
    context = {
        "follow": follow,
        "done": is_done,
        "url": reverse("engagement:follow-confirm", args=[token]),
        "title": follow.title,
        "back_url": _way_back(follow.discussion),
    }
    return HttpResponse(render_to_string("engagement/follow_confirm.html", context))


@_by_token
@sensitive_variables("token")
@_looked_at_or_pressed
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one follow: with one press in the mail program (RFC 8058), or on the page. Works while following is off."""
    follow_id = read_stop_token(token)
    is_done = request.method == "POST"
    if is_done:
        stop_follow(follow_id=follow_id)
    follow = Follow.objects.select_related("discussion").filter(pk=follow_id).first()
    context = {
        "done": is_done,
        "url": reverse("engagement:follow-stop", args=[token]),
        "all_url": link_stop_all(follow_id),
        "title": follow.title if follow else "",
    }
    return HttpResponse(render_to_string("engagement/follow_stop.html", context))


@_by_token
@sensitive_variables("token")
@_looked_at_or_pressed
def stop_all(request: HttpRequest, token: str) -> HttpResponse:
    """Stop everything to the follow's address. BadToken where the follow is gone, and with it what address it was."""
    follow_id = read_stop_all_token(token)
    if not Follow.objects.filter(pk=follow_id).exists():
        raise BadToken
    is_done = request.method == "POST"
    if is_done:
        stop_all_follows(follow_id=follow_id)
    context = {"done": is_done, "all": True, "url": reverse("engagement:follow-stop-all", args=[token])}
    return HttpResponse(render_to_string("engagement/follow_stop.html", context))


@require_safe
def void(_request: HttpRequest) -> HttpResponse:
    """Say that a link does not work, at an address that says nothing."""
    return _keep_address(_say_void())


def _way_back(discussion: Discussion | None) -> str:
    """The page that was followed; a section has none that is known."""
    if discussion is None:
        return ""
    return discussion.url or reverse("engagement:discussion", args=[discussion.key])


def _say_void() -> HttpResponse:
    return HttpResponse(render_to_string("engagement/follow_void.html"), status=404)


def _keep_address(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    return mark_private(response)
