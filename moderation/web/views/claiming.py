"""Claiming: others are told who looks at a card."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from engagement.api import CommentNotFound
from moderation.api import claim_comment
from moderation.queries.claims import load_claims
from moderation.web.access import moderator_id_of, moderators_only
from moderation.web.places import Place


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Claim the card, or say who has it; whoever only follows the address gets the card."""
    here = Place.read(request.GET).at(comment_id)
    if request.method != "POST":
        return HttpResponseRedirect(here.url)
    try:
        taken = claim_comment(comment_id=comment_id, moderator_id=moderator_id_of(request))
    except CommentNotFound:
        taken = False
    if not HtmxDetails(request):
        return HttpResponseRedirect(here.url, status=303)
    found = load_claims([comment_id]).get(comment_id)
    if taken or found is None:
        return HttpResponse(status=204)
    return render(request, "moderation/claim_taken.html", {"claim": found})
