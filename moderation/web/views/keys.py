"""Where moderators choose their keys."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from moderation.exceptions import InvalidKeys
from moderation.models import KeyAct
from moderation.queries.keys import load_keys
from moderation.services.keys import bind_keys, reset_keys
from moderation.web.access import moderator_id_of, moderators_only
from moderation.web.keys import draw_lines

_LONGEST = 20
"""Characters of a field that are looked at: far more than a key has."""


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys, and save them; what cannot be saved is said at its field, and what was typed is kept."""
    moderator_id = moderator_id_of(request)
    if request.method != "POST":
        keys, are_off = load_keys(moderator_id)
        return _show(request, keys, are_off=are_off)
    if request.POST.get("do") == "reset":
        reset_keys(moderator_id=moderator_id)
        return _go()
    keys = {act: request.POST[act][:_LONGEST] for act in KeyAct.values if act in request.POST}
    are_off = "off" in request.POST
    try:
        bind_keys(moderator_id=moderator_id, keys=keys, is_off=are_off)
    except InvalidKeys as error:
        return _show(request, keys, are_off=are_off, errors=error.errors)
    return _go()


def _show(
    request: HttpRequest, keys: Mapping[str, str], *, are_off: bool, errors: Mapping[str, list[str]] | None = None
) -> HttpResponse:
    page = {
        "lines": draw_lines(keys, errors),
        "are_off": are_off,
        "errors": errors,
        "is_saved": "saved" in request.GET and request.method == "GET",
    }
    return render(request, "moderation/keys_page.html", {"page": page}, status=422 if errors else 200)


def _go() -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('moderation:keys')}?saved=1", status=303)
