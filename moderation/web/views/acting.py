"""The acts beside the decisions: the comment stays on the card."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.api import CommentNotFound
from moderation.api import (
    Decision,
    DecisionNotPossible,
    InvalidDecision,
    StaleDecision,
    add_note,
    assign,
    escalate,
    feature,
    lock,
    redact,
    reply,
)
from moderation.policies import may_act, may_feature, may_moderate
from moderation.web.access import acts_need, check_comment, moderator_id_of, moderators_only, turn_away
from moderation.web.answers import go, show
from moderation.web.places import Place
from moderation.web.wishes import Refusal, Wish


@moderators_only
@acts_need(may_act)
@require_http_methods(["GET", "HEAD", "POST"])
def act_on(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Do what the form wants and show the comment again; whoever only follows the address gets just that."""
    here = Place.read(request.GET, viewer_id=moderator_id_of(request)).at(comment_id)
    if request.method != "POST":
        return HttpResponseRedirect(here.url)
    wish = Wish.read(request.POST)
    if not _may_act(request, wish):
        return turn_away(request)
    try:
        check_comment(request, comment_id)
        decision = _act(comment_id, moderator_id_of(request), wish)
    except InvalidDecision as error:
        return show(request, here, Refusal.of_invalid(wish, error))
    except StaleDecision as error:
        return show(request, here, Refusal.of_stale(wish, error))
    except DecisionNotPossible:
        return show(request, here, Refusal.of_gone(wish))
    except CommentNotFound:
        return show(request, here)
    return go(request, replace(here, told=decision.pk if decision else None))


def _may_act(request: HttpRequest, wish: Wish) -> bool:
    """Featuring has a permission of its own; everything else belongs to deciding."""
    return may_feature(request.user) if wish.action in _FEATURING else may_moderate(request.user)


def _act(comment_id: int, moderator_id: int, wish: Wish) -> Decision | None:
    try:
        act = _ACTS[wish.action]
    except KeyError:
        raise InvalidDecision(field="action", message=_("This is nothing that can be done.")) from None
    return act(comment_id, moderator_id, wish)


def _feature(comment_id: int, moderator_id: int, wish: Wish) -> Decision | None:
    featured = wish.action == "feature"
    return feature(comment_id=comment_id, moderator_id=moderator_id, featured=featured, revision=wish.revision)


def _lock(comment_id: int, moderator_id: int, wish: Wish) -> Decision | None:
    return lock(comment_id=comment_id, moderator_id=moderator_id, locked=wish.action == "lock")


def _redact(comment_id: int, moderator_id: int, wish: Wish) -> Decision | None:
    return redact(
        comment_id=comment_id, moderator_id=moderator_id, body=wish.body, revision=wish.revision, note=wish.note
    )


def _reply(comment_id: int, moderator_id: int, wish: Wish) -> Decision | None:
    return reply(comment_id=comment_id, moderator_id=moderator_id, body=wish.body, revision=wish.revision)


def _note(comment_id: int, moderator_id: int, wish: Wish) -> Decision | None:
    return add_note(comment_id=comment_id, moderator_id=moderator_id, note=wish.note)


def _assign(comment_id: int, moderator_id: int, wish: Wish) -> Decision | None:
    return assign(comment_id=comment_id, moderator_id=moderator_id, to=wish.to)


def _escalate(comment_id: int, moderator_id: int, wish: Wish) -> Decision | None:
    return escalate(comment_id=comment_id, moderator_id=moderator_id, why=wish.note)


_FEATURING = ("feature", "unfeature")

_ACTS: dict[str, Callable[[int, int, Wish], Decision | None]] = {
    "feature": _feature,
    "unfeature": _feature,
    "lock": _lock,
    "unlock": _lock,
    "redact": _redact,
    "reply": _reply,
    "note": _note,
    "assign": _assign,
    "escalate": _escalate,
}
