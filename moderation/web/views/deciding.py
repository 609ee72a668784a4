"""Deciding."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from engagement.api import CommentNotFound
from moderation.api import (
    Decision,
    DecisionNotPossible,
    InvalidDecision,
    Queue,
    StaleDecision,
    claim_next,
    decide,
)
from moderation.policies import may_moderate
from moderation.queries.counts import ALL
from moderation.web.access import acts_need, check_comment, moderator_id_of, moderators_only, sections_of
from moderation.web.answers import go, show
from moderation.web.places import Place
from moderation.web.wishes import Refusal, Wish


@moderators_only
@acts_need(may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_on(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Do what the form wants and go on to the next card; whoever only follows the address gets this one."""
    place = Place.read(request.GET, viewer_id=moderator_id_of(request))
    here = place.at(comment_id)
    if request.method != "POST":
        return HttpResponseRedirect(here.url)
    wish = Wish.read(request.POST)
    try:
        check_comment(request, comment_id)
        decision = decide(
            comment_id=comment_id,
            action=wish.action,
            moderator_id=moderator_id_of(request),
            seen_visibility=wish.seen_visibility,
            revision=wish.revision,
            reason=wish.reason,
            note=wish.note,
            message=wish.message,
        )
    except InvalidDecision as error:
        return show(request, replace(here, typed=place.typed), Refusal.of_invalid(wish, error))
    except StaleDecision as error:
        return show(request, here, Refusal.of_stale(wish, error))
    except DecisionNotPossible:
        return show(request, here, Refusal.of_gone(wish))
    except CommentNotFound:
        return show(request, here)
    return go(request, _find_next_place(request, place, decision))


def _find_next_place(request: HttpRequest, place: Place, decision: Decision) -> Place:
    """Where the next card of the list is, claimed already; among the decided, and where the comment stood in no list,
    the same card.
    """
    told = replace(place, told=decision.pk)
    if place.queue not in (ALL, decision.queue_before) or place.queue == Queue.DECIDED:
        return told.at(decision.comment_id)
    following = claim_next(
        queue=place.queue,
        moderator_id=moderator_id_of(request),
        comment_id=decision.comment_id,
        order=place.order,
        matching=place.filter,
        sections=sections_of(request),
    )
    return told.at(following)
