"""The next card, before it is asked for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moderation.policies import Rights
from moderation.web.access import moderator_id_of, moderators_only, sections_of
from moderation.web.ahead import load_ahead
from moderation.web.places import Place


@moderators_only
@require_safe
def show_ahead(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The card alone, with nothing on it that acts; it claims nothing. Nothing where there is no such comment."""
    place = Place.read(request.GET, viewer_id=moderator_id_of(request)).at(comment_id)
    screen = load_ahead(place, rights=Rights.of(request.user), sections=sections_of(request))
    if screen is None:
        return HttpResponse(status=204)
    return render(request, "moderation/ahead.html", {"screen": screen})
