"""Taking back."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from engagement.api import CommentNotFound
from moderation.api import DecisionNotFound, DecisionNotPossible, NothingToUndo, StaleDecision, undo, undo_many
from moderation.policies import may_moderate, may_undo
from moderation.queries.sections import EVERYWHERE
from moderation.queries.told import Told, find_together, load_told
from moderation.web.access import acts_need, moderator_id_of, moderators_only, sections_of, turn_away
from moderation.web.answers import go, show
from moderation.web.places import Place
from moderation.web.wishes import UNDO, Refusal, Wish


@moderators_only
@acts_need(may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Undo a decision and show its comment again; whoever only follows the address goes to the queue."""
    place = Place.read(request.GET, viewer_id=moderator_id_of(request))
    if request.method != "POST":
        return HttpResponseRedirect(place.url)
    wish = Wish(action=UNDO)
    sections = sections_of(request)
    told = load_told(decision_id, sections=sections)
    if told is None and sections != EVERYWHERE:
        return show(request, place, Refusal(status=404, wish=wish, is_gone=True))
    if told is not None and not may_undo(request.user, moderator_id=told.moderator_id):
        return turn_away(request)
    if "together" in request.POST and (undone := _undo_together(request, decision_id)):
        return go(request, replace(place.at(None), told=undone))
    try:
        undoing = undo(decision_id=decision_id, moderator_id=moderator_id_of(request))
    except (DecisionNotFound, CommentNotFound):
        return show(request, place, Refusal(status=404, wish=wish, is_gone=True))
    except NothingToUndo:
        return show(request, place, Refusal(status=409, wish=wish))
    except StaleDecision as error:
        refusal = Refusal.of_stale(wish, error)
        if error.last and error.last.decision_id == decision_id:
            # Nobody decided since: a reply that waited for its parent was published with it.
            refusal = replace(refusal, last=None)
        return show(request, _at(place, told), refusal)
    except DecisionNotPossible:
        return show(request, _at(place, told), Refusal.of_gone(wish))
    return go(request, replace(place.at(undoing.comment_id), told=undoing.pk))


def _undo_together(request: HttpRequest, decision_id: int) -> int | None:
    """Take back all that one press did, as far as nobody decided since; none where nothing of it is left to undo."""
    decision_ids = find_together(decision_id, sections=sections_of(request))
    outcomes = undo_many(decision_ids=decision_ids, moderator_id=moderator_id_of(request))
    return next((outcome.decision_id for outcome in reversed(outcomes) if outcome.decision_id), None)


def _at(place: Place, told: Told | None) -> Place:
    return place.at(told.comment_id) if told else place
