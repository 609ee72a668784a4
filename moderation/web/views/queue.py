"""The queue."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from moderation.web.access import moderator_id_of, moderators_only
from moderation.web.answers import show
from moderation.web.places import Place


@moderators_only
@require_safe
def show_queue(request: HttpRequest) -> HttpResponse:
    """Show a queue's list and a card, as the address says."""
    return show(request, Place.read(request.GET, viewer_id=moderator_id_of(request)))
