"""Waves: comments with something in common, shown as one group and decided at once."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from moderation.api import Decision, InvalidDecision, decide_many, undo_many
from moderation.conf import get_settings
from moderation.policies import Rights, may_moderate
from moderation.queries.waves import MOST, WaveKind, find_waves, load_wave
from moderation.web.access import acts_need, moderator_id_of, moderators_only, sections_of
from moderation.web.acts import find_bulk_acts
from moderation.web.waves import QUEUES, explain, read_decisions, read_queue, read_seen


@moderators_only
@require_safe
def show_waves(request: HttpRequest) -> HttpResponse:
    """Show the waves of a queue."""
    queue = read_queue(request.GET)
    shown = {"waves": find_waves(queue, sections=sections_of(request)), "queue": queue, "queues": QUEUES}
    return render(request, "moderation/waves_page.html", shown)


@moderators_only
@acts_need(may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def show_wave(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show a wave's comments, and do what the form wants with those that are selected."""
    if kind not in WaveKind.values:
        raise Http404(kind)
    if request.method == "POST":
        return _decide(request, kind, key)
    return _show(request, kind, key)


@moderators_only
@acts_need(may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_wave(request: HttpRequest) -> HttpResponse:
    """Take back what was just decided; whoever only follows the address gets the waves."""
    queue = read_queue(request.GET)
    decision_ids = _keep_allowed(request, read_decisions(request.POST))
    if request.method != "POST" or not decision_ids:
        return HttpResponseRedirect(f"{reverse('moderation:waves')}?queue={queue}", status=303)
    outcomes = undo_many(decision_ids=decision_ids, moderator_id=moderator_id_of(request))
    return _tell(request, queue, explain(outcomes, is_undo=True))


def _keep_allowed(request: HttpRequest, decision_ids: Sequence[int]) -> tuple[int, ...]:
    """Those of the decisions that whoever asks may take back, where they work."""
    rights, sections = Rights.of(request.user), sections_of(request)
    rows = Decision.objects.filter(pk__in=decision_ids).values_list("pk", "moderator_id", "comment_id")
    allowed = {pk: comment_id for pk, moderator_id, comment_id in rows if rights.undo(moderator_id)}
    here = sections.keep(allowed.values())
    return tuple(pk for pk in decision_ids if allowed.get(pk) in here)


def _show(request: HttpRequest, kind: str, key: str, *, error: str = "", status: int = 200) -> HttpResponse:
    queue = read_queue(request.GET)
    shown = {
        "wave": load_wave(queue=queue, kind=kind, key=key, sections=sections_of(request)),
        "queue": queue,
        "most": MOST,
        "acts": find_bulk_acts(queue) if may_moderate(request.user) else (),
        "reasons": get_settings().reject_reasons,
        "error": error,
    }
    return render(request, "moderation/wave_page.html", shown, status=status)


def _decide(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    queue = read_queue(request.GET)
    action = request.POST.get("action", "")
    here = sections_of(request).keep(one.comment_id for one in read_seen(request.POST))
    seen = tuple(one for one in read_seen(request.POST) if one.comment_id in here)
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
