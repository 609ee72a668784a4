"""Looking at what was published."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from moderation.api import mark_looked_at
from moderation.policies import may_moderate
from moderation.web.access import acts_need, moderator_id_of, moderators_only, sections_of
from moderation.web.answers import go
from moderation.web.places import Place
from moderation.web.seen import read_seen


@moderators_only
@acts_need(may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Mark what the list showed as looked at, and show what comes next; whoever only follows the address gets the
    list.
    """
    place = replace(Place.read(request.GET, viewer_id=moderator_id_of(request)).at(None), cursor="", told=None)
    if request.method != "POST":
        return HttpResponseRedirect(place.url)
    seen = read_seen(request.POST.getlist("case"), sections_of(request))
    decision_ids = mark_looked_at(seen=seen, moderator_id=moderator_id_of(request))
    return go(request, replace(place, told=decision_ids[-1] if decision_ids else None))
