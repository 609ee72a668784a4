"""How moderation fares, in figures."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from moderation.policies import Rights, may_export
from moderation.web.access import all_needs, moderators_only, sections_of
from moderation.web.csvs import write_csv
from moderation.web.figures import load_page, load_table
from moderation.web.ranges import Range


@moderators_only
@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of the days that the address names; what is no range is a 400 that says why at its field."""
    asked = Range.read(request.GET.dict())
    page = load_page(asked, rights=Rights.of(request.user), sections=sections_of(request))
    return render(request, "moderation/figures_page.html", {"page": page}, status=400 if asked.errors else 200)


@moderators_only
@all_needs(may_export)
@require_safe
def download_figures(request: HttpRequest, table: str) -> HttpResponse:
    """One table for a spreadsheet; where the range is none, the page says why."""
    asked = Range.read(request.GET.dict())
    if asked.period is None:
        return HttpResponseRedirect(f"{reverse('moderation:figures')}?{asked.query}")
    found = load_table(table, asked.period, sections=sections_of(request))
    if found is None:
        raise Http404(table)
    name = f"{found.name}-{asked.period.first}-{asked.period.last}.csv"
    return write_csv(found.columns, (row.cells for row in found.rows), name=name)
