"""Emptying a queue of spam: asked about first, on a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from moderation.conf import get_settings
from moderation.services.emptying import EMPTIABLE, Seen, empty_queue
from moderation.web.access import moderator_id_of, moderators_only
from moderation.web.places import Place
from moderation.web.screens import QUEUE_NAMES

_MOST = 200
"""Comments of one page of a list, at most."""

_LONGEST_NUMBER = 18


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def empty(request: HttpRequest, queue: str) -> HttpResponse:
    """Ask whether what the list showed shall be deleted, then do it; whoever only follows the address gets the list."""
    if queue not in EMPTIABLE:
        raise Http404(queue)
    back = Place(queue=queue).url
    seen = _read(request.POST.getlist("case"))
    if request.method != "POST" or not seen:
        return HttpResponseRedirect(back, status=303)
    shown = {"name": QUEUE_NAMES[queue], "queue": queue, "back": back}
    if "confirmed" not in request.POST:
        asked = {"seen": seen, "count": len(seen), "days": get_settings().spam_days}
        return render(request, "moderation/empty_asked.html", {**shown, **asked})
    emptied = empty_queue(queue=queue, seen=seen, moderator_id=moderator_id_of(request))
    return render(request, "moderation/empty_done.html", {**shown, "emptied": emptied})


def _read(cases: list[str]) -> tuple[Seen, ...]:
    """The comments as the form names them, ``comment:version``; what is none is left out."""
    found = []
    for case in cases[:_MOST]:
        comment_id, _colon, version = case.partition(":")
        if _is_number(comment_id) and _is_number(version):
            found.append(Seen(comment_id=int(comment_id), version=int(version)))
    return tuple(found)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
