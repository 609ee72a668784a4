"""Saved views: one page on which they are added, renamed, shared and deleted."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from moderation.exceptions import InvalidView, ViewNotFound
from moderation.queries.saved_views import load_views
from moderation.services.saved_views import LONGEST_NAME, change_view, delete_view, save_view
from moderation.web.access import moderator_id_of, moderators_only
from moderation.web.saved_views import normalise

_METHODS = ["GET", "HEAD", "POST"]


@moderators_only
@require_http_methods(_METHODS)
def add_view(request: HttpRequest) -> HttpResponse:
    """Show the moderator's views, and a form for the place that the address names; keep that one."""
    query = normalise(request.GET.urlencode())
    if request.method != "POST":
        return _show(request, query)
    name, is_shared = request.POST.get("name", ""), "shared" in request.POST
    try:
        save_view(owner_id=moderator_id_of(request), name=name, query=query, is_shared=is_shared)
    except InvalidView as error:
        return _show(request, query, refused=error.message, name=name, is_shared=is_shared)
    return HttpResponseRedirect(f"{reverse('moderation:queue')}?{query}", status=303)


@moderators_only
@require_http_methods(_METHODS)
def change(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename a view, and share it or not; whoever only follows the address gets the page."""
    if request.method == "POST":
        name, is_shared = request.POST.get("name", ""), "shared" in request.POST
        try:
            change_view(view_id=view_id, owner_id=moderator_id_of(request), name=name, is_shared=is_shared)
        except ViewNotFound:
            raise Http404(view_id) from None
        except InvalidView as error:
            return _show(request, normalise(""), refused=error.message)
    return _go_back()


@moderators_only
@require_http_methods(_METHODS)
def remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a view; whoever only follows the address gets the page."""
    if request.method == "POST":
        delete_view(view_id=view_id, owner_id=moderator_id_of(request))
    return _go_back()


def _go_back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("moderation:views"), status=303)


def _show(
    request: HttpRequest, query: str, *, refused: str = "", name: str = "", is_shared: bool = False
) -> HttpResponse:
    views = [line for line in load_views(moderator_id=moderator_id_of(request)) if line.is_own]
    shown = {
        "query": query,
        "views": views,
        "refused": refused,
        "name": name,
        "is_shared": is_shared,
        "longest_name": LONGEST_NAME,
    }
    return render(request, "moderation/views_page.html", shown, status=422 if refused else 200)
