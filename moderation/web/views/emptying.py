"""Emptying a queue of spam: asked about first, on a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from moderation.conf import get_settings
from moderation.policies import may_moderate
from moderation.services.emptying import EMPTIABLE, empty_queue
from moderation.web.access import acts_need, moderator_id_of, moderators_only, sections_of
from moderation.web.places import Place
from moderation.web.queues import QUEUE_NAMES
from moderation.web.seen import read_seen


@moderators_only
@acts_need(may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def empty(request: HttpRequest, queue: str) -> HttpResponse:
    """Ask whether what the list showed shall be deleted, then do it; whoever only follows the address gets the list."""
    if queue not in EMPTIABLE:
        raise Http404(queue)
    back = Place(queue=queue).url
    seen = read_seen(request.POST.getlist("case"), sections_of(request))
    if request.method != "POST" or not seen:
        return HttpResponseRedirect(back, status=303)
    shown = {"name": QUEUE_NAMES[queue], "queue": queue, "back": back}
    if "confirmed" not in request.POST:
        asked = {"seen": seen, "count": len(seen), "days": get_settings().spam_days}
        return render(request, "moderation/empty_asked.html", {**shown, **asked})
    emptied = empty_queue(queue=queue, seen=seen, moderator_id=moderator_id_of(request))
    return render(request, "moderation/empty_done.html", {**shown, "emptied": emptied})
