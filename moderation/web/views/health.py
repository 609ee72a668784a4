"""How screening fares, for operators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moderation.tasks import count_messages
from moderation.web.access import moderators_only, sections_of
from moderation.web.operations import load_operations


@moderators_only
@require_safe
def show_health(request: HttpRequest) -> HttpResponse:
    """Show what an operator watches, and what to do about what is wrong. The spam checker itself is not asked."""
    page = load_operations(count_messages(), sections=sections_of(request))
    return render(request, "moderation/health_page.html", {"page": page})
