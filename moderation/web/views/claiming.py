"""Claiming: others are told who looks at a card."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from engagement.api import CommentNotFound
from moderation.api import claim_comment
from moderation.policies import may_moderate
from moderation.queries.claims import load_claims
from moderation.web.access import acts_need, check_comment, moderator_id_of, moderators_only
from moderation.web.places import Place


@moderators_only
@acts_need(may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Claim the card, or say who has it; whoever only follows the address gets the card."""
    here = Place.read(request.GET, viewer_id=moderator_id_of(request)).at(comment_id)
    if request.method != "POST":
        return HttpResponseRedirect(here.url)
    try:
        check_comment(request, comment_id)
        taken = claim_comment(comment_id=comment_id, moderator_id=moderator_id_of(request))
    except CommentNotFound:
        # The page itself says that it is gone.
        return HttpResponse(status=204) if HtmxDetails(request) else HttpResponseRedirect(here.url, status=303)
    if not HtmxDetails(request):
        return HttpResponseRedirect(here.url, status=303)
    found = load_claims([comment_id]).get(comment_id)
    if taken or found is None:
        return HttpResponse(status=204)
    return render(request, "moderation/claim_taken.html", {"claim": found})
