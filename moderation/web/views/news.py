"""What came since the list was read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moderation.models import KeyAct
from moderation.queries.keys import load_keys
from moderation.web.access import moderator_id_of, moderators_only, sections_of
from moderation.web.keys import Keys
from moderation.web.news import MOST, count_news
from moderation.web.places import Place


@moderators_only
@require_safe
def show_news(request: HttpRequest) -> HttpResponse:
    """Say how many comments came into the list since then, with the way to them; nothing, where none came."""
    place = Place.read(request.GET, viewer_id=moderator_id_of(request))
    count = count_news(place, request.GET.get("since", ""), sections=sections_of(request))
    if not count:
        return HttpResponse(status=204)
    keys = Keys.of(*load_keys(moderator_id_of(request)))
    shown = {"count": count, "is_more": count >= MOST, "most": MOST - 1, "list_query": place.list_query}
    shown["key"] = keys[KeyAct.NEWS]
    return render(request, "moderation/news.html", shown)
