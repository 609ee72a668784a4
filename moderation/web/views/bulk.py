"""Acts on many comments at once: looked at first, confirmed, followed, taken back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from moderation.api import (
    BulkBusy,
    BulkNotFound,
    BulkNotPossible,
    BulkRun,
    InvalidDecision,
    confirm_bulk,
    prepare_bulk,
    stop_bulk,
    undo_bulk,
)
from moderation.policies import may_moderate, may_undo
from moderation.queries.bulk import find_run, load_runs
from moderation.services.bulk import Picked
from moderation.web.access import acts_need, moderator_id_of, moderators_only, sections_of, turn_away
from moderation.web.bulk import Refused, load_bulk_page
from moderation.web.places import Place, read_number

MOST_PICKED = 500
"""Comments that may be selected one by one: a form has no more fields than that."""


@moderators_only
@require_safe
def show_runs(request: HttpRequest) -> HttpResponse:
    """List the latest runs."""
    return render(
        request, "moderation/bulk_runs.html", {"runs": [run for run in load_runs() if _may_see(run, request)]}
    )


@moderators_only
@acts_need(may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """Write down what was selected, or all that matches, and show it; who only follows the address gets the list."""
    place = Place.read(request.GET, viewer_id=moderator_id_of(request))
    wants_all = "all" in request.POST
    picked = _read_picked(request.POST.getlist("case"))
    if request.method != "POST" or not (wants_all or picked):
        return HttpResponseRedirect(place.url, status=303)
    try:
        run = prepare_bulk(
            moderator_id=moderator_id_of(request),
            action=request.POST.get("all") or request.POST.get("action", ""),
            queue=place.queue,
            matching=place.filter,
            order=place.order,
            picked=None if wants_all else picked,
            sections=sections_of(request),
        )
    except InvalidDecision:
        return HttpResponseRedirect(place.url, status=303)
    return _go_to(run.pk)


@moderators_only
@require_safe
def show_bulk(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show a run: what it will change, how far it is, or what came of it."""
    return _show(request, run_id)


@moderators_only
@acts_need(may_moderate)
@require_POST
def confirm(request: HttpRequest, run_id: int) -> HttpResponse:
    """Have it carried out."""
    wish: dict[str, Any] = {"reason": request.POST.get("reason", ""), "note": request.POST.get("note", "")}
    try:
        confirm_bulk(run_id=run_id, moderator_id=moderator_id_of(request), **wish)
    except BulkNotFound:
        raise Http404(run_id) from None
    except InvalidDecision as error:
        refused = Refused(status=422, field=error.field, message=error.message, **wish)
        return _show(request, run_id, refused)
    except BulkBusy as error:
        return _show(request, run_id, Refused(status=409, busy=error.run_id, **wish))
    except BulkNotPossible:
        return _show(request, run_id, Refused(status=409, **wish))
    return _go_to(run_id)


@moderators_only
@acts_need(may_moderate)
@require_POST
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Have it end with what is done."""
    if not _may_end(run_id, request):
        return turn_away(request)
    stop_bulk(run_id=run_id)
    return _go_to(run_id)


@moderators_only
@acts_need(may_moderate)
@require_POST
def take_back(request: HttpRequest, run_id: int) -> HttpResponse:
    """Have all that it did undone, by another run."""
    if not _may_end(run_id, request):
        return turn_away(request)
    try:
        undoing = undo_bulk(run_id=run_id, moderator_id=moderator_id_of(request))
    except BulkNotFound:
        raise Http404(run_id) from None
    except BulkBusy as error:
        return _show(request, run_id, Refused(status=409, busy=error.run_id))
    except BulkNotPossible:
        return _show(request, run_id, Refused(status=409))
    return _go_to(undoing.pk)


def _show(request: HttpRequest, run_id: int, refused: Refused | None = None) -> HttpResponse:
    run = find_run(run_id)
    if run is None or not _may_see(run, request):
        raise Http404(run_id)
    page = load_bulk_page(run, after=read_number(request.GET.get("after", "")) or 0, refused=refused)
    htmx = HtmxDetails(request)
    template = "bulk_progress" if htmx and not htmx.history_restore_request else "bulk_page"
    return render(request, f"moderation/{template}.html", {"page": page}, status=refused.status if refused else 200)


def _may_see(run: BulkRun, request: HttpRequest) -> bool:
    """Drafts are their author's own; what was confirmed is everybody's who works in all sections."""
    if run.moderator_id == moderator_id_of(request):
        return True
    return run.confirmed_at is not None and sections_of(request).names is None


def _may_end(run_id: int, request: HttpRequest) -> bool:
    """Whether a run may be stopped or taken back: one's own, or others' as other decisions of theirs."""
    run = find_run(run_id)
    if run is None or not _may_see(run, request):
        raise Http404(run_id)
    return may_undo(request.user, moderator_id=run.moderator_id)


def _go_to(run_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("moderation:bulk", args=[run_id]), status=303)


def _read_picked(cases: list[str]) -> tuple[Picked, ...]:
    """The comments as the list names them, ``comment:version:revision``; what is none is left out."""
    found = {}
    for case in cases[:MOST_PICKED]:
        numbers = [read_number(part) for part in case.split(":")]
        if len(numbers) == len(("comment", "version", "revision")) and all(numbers):
            comment_id, version, revision = (number or 0 for number in numbers)
            found[comment_id] = Picked(comment_id=comment_id, version=version, revision=revision)
    return tuple(found.values())
