"""What an author is told of why their comment does not show: in words for them, and naming no mechanism."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.api import Visibility
from engagement.explanations import Explanation
from moderation.conf import get_settings
from moderation.models import Action, Actor, Decision, Finding, FindingVerdict

_WHY: dict[str, str | Promise] = {
    "words.banned": gettext_lazy("It contains words that this site does not publish."),
    "words.suspect": gettext_lazy("It contains words that this site does not publish."),
    "links.many": gettext_lazy("It has more links than this site publishes."),
    "links.mismatch": gettext_lazy("It has a link that does not lead where it says."),
    "author.guest": gettext_lazy("This site publishes comments of members only."),
    "author.sanctioned": gettext_lazy("You may not comment here for now."),
    "email.disposable": gettext_lazy("This site takes no disposable e-mail addresses."),
}
"""By the signal that decided; of those not named here an author is told no more than that the rules decided."""

_RULES = gettext_lazy("It does not fit this site's rules for comments.")


def explain(comment_id: int, visibility: str) -> Explanation | None:
    """Why a comment was refused or taken for spam, in a query or two; none where engagement's own words say it all."""
    if visibility not in (Visibility.SPAM, Visibility.REJECTED):
        return None
    decision = Decision.objects.on_visibility().filter(comment_id=comment_id).order_by("-id").first()
    by_policy = decision is not None and decision.actor == Actor.POLICY
    if (by_policy or visibility == Visibility.SPAM) and _is_hushed(comment_id):
        return Explanation(as_held=True)
    if visibility == Visibility.SPAM or decision is None:
        return None
    return Explanation(why=_explain(decision))


def _is_hushed(comment_id: int) -> bool:
    """Whether the publisher wants the author of blatant spam to learn nothing."""
    if not get_settings().silent_discards:
        return False
    return Finding.objects.filter(comment_id=comment_id, verdict=FindingVerdict.DISCARD).exists()


def _explain(decision: Decision) -> str:
    if decision.actor == Actor.POLICY:
        return str(_WHY.get(decision.reasons[0] if decision.reasons else decision.reason, _RULES))
    reasons = dict(get_settings().reject_reasons)
    if decision.action == Action.REJECT and decision.reason in reasons:
        why = _("A moderator decided against this comment: %(reason)s.") % {"reason": reasons[decision.reason]}
        return f"{why} {decision.message}".strip()
    return ""
