"""Waves: comments with something in common, shown as one group and decided at once."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from moderation.api import InvalidDecision, decide_many, undo_many
from moderation.conf import get_settings
from moderation.queries.waves import MOST, WaveKind, find_waves, load_wave
from moderation.web.access import moderator_id_of, moderators_only
from moderation.web.acts import find_bulk_acts
from moderation.web.waves import QUEUES, explain, read_decisions, read_queue, read_seen


@moderators_only
@require_safe
def show_waves(request: HttpRequest) -> HttpResponse:
    """Show the waves of a queue."""
    queue = read_queue(request.GET)
    shown = {"waves": find_waves(queue), "queue": queue, "queues": QUEUES}
    return render(request, "moderation/waves_page.html", shown)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def show_wave(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show a wave's comments, and do what the form wants with those that are selected."""
    if kind not in WaveKind.values:
        raise Http404(kind)
    if request.method == "POST":
        return _decide(request, kind, key)
    return _show(request, kind, key)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo_wave(request: HttpRequest) -> HttpResponse:
    """Take back what was just decided; whoever only follows the address gets the waves."""
    queue = read_queue(request.GET)
    decision_ids = read_decisions(request.POST)
    if request.method != "POST" or not decision_ids:
        return HttpResponseRedirect(f"{reverse('moderation:waves')}?queue={queue}", status=303)
    outcomes = undo_many(decision_ids=decision_ids, moderator_id=moderator_id_of(request))
    return _tell(request, queue, explain(outcomes, is_undo=True))


def _show(request: HttpRequest, kind: str, key: str, *, error: str = "", status: int = 200) -> HttpResponse:
    queue = read_queue(request.GET)
    shown = {
        "wave": load_wave(queue=queue, kind=kind, key=key),
        "queue": queue,
        "most": MOST,
        "acts": find_bulk_acts(queue),
        "reasons": get_settings().reject_reasons,
        "error": error,
    }
    return render(request, "moderation/wave_page.html", shown, status=status)


def _decide(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    queue = read_queue(request.GET)
    action = request.POST.get("action", "")
    seen = read_seen(request.POST)
    if not seen:
        return _show(request, kind, key)
    reason = request.POST.get("reason", "") if action == "reject" else ""
    try:
        outcomes = decide_many(seen=seen, action=action, moderator_id=moderator_id_of(request), reason=reason)
    except InvalidDecision as error:
        return _show(request, kind, key, error=error.message, status=422)
    return _tell(request, queue, replace(explain(outcomes), action=action))


def _tell(request: HttpRequest, queue: str, told: object) -> HttpResponse:
    return render(request, "moderation/wave_done.html", {"told": told, "queue": queue})
