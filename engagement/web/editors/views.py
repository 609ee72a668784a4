"""What prompts earned."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from engagement.queries.earnings import earnings
from engagement.web.editors.access import editors_only
from engagement.web.editors.csvs import write_csv
from engagement.web.editors.experiments import StyleWish, load_experiments_page
from engagement.web.editors.pages import load_page
from engagement.web.editors.prompt_pages import load_prompt_page
from engagement.web.editors.tables import make_file
from engagement.web.editors.wishes import Wish


@editors_only
@require_safe
def show_earnings(request: HttpRequest) -> HttpResponse:
    """All prompts; what is no range of days is a 400 that says why at its field."""
    wish = Wish.read(request.GET.dict())
    page = load_page(wish)
    return render(request, "engagement/editors/page.html", {"page": page}, status=400 if wish.errors else 200)


@editors_only
@require_safe
def download_earnings(request: HttpRequest) -> HttpResponse:
    """The whole table for a spreadsheet; where the range is none, the page says why."""
    wish = Wish.read(request.GET.dict())
    if wish.range is None:
        return HttpResponseRedirect(f"{reverse('engagement-editors:earnings')}?{wish.query()}")
    heads, rows = make_file(earnings(wish.asked(by=wish.by)), wish)
    name = f"earnings-{wish.by.value}-{wish.range.first}-{wish.range.last}.csv"
    return write_csv(heads, rows, name=name)


@editors_only
@require_safe
def show_prompt(request: HttpRequest, prompt_id: int) -> HttpResponse:
    """One prompt."""
    wish = Wish.read(request.GET.dict())
    page = load_prompt_page(prompt_id, wish)
    return render(request, "engagement/editors/prompt.html", {"page": page}, status=400 if wish.errors else 200)


@editors_only
@require_safe
def show_experiments(request: HttpRequest) -> HttpResponse:
    """All comparisons of wordings, and what they say of styles together."""
    page = load_experiments_page(StyleWish.read(request.GET.dict()))
    return render(request, "engagement/editors/experiments.html", {"page": page})
