"""The question that engagement asks before it stores a comment.

Only what must not be stored at all is refused here, cheaply, in the reader's request: one query for a sanction, and one
for the policy where there is anything to weigh. What the policy holds is stored, and weighed again by the checks.
"""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.gates import Admission, Draft, Ruling
from moderation.conf import get_settings
from moderation.models import Case, Queue
from moderation.models.case import UNCHECKED
from moderation.queries.moderators import is_moderator
from moderation.queries.policy import load_table
from moderation.queries.sanctions import REFUSING, Standing, find_standing
from moderation.rules.outcomes import Outcome
from moderation.rules.policy import judge

HONEYPOT = "form.honeypot"
FAST = "form.fast"
SANCTIONED = "author.sanctioned"
REPORTED = "reported"


def screen(draft: Draft) -> Ruling:
    """Refuse what policy and sanctions refuse; have all else checked, or held where nothing is set that checks."""
    if refusal := _find_refusal(draft):
        return refusal
    if draft.comment_id is not None and _is_reported(draft.comment_id):
        return Ruling(admission=Admission.HOLD, reason=REPORTED)
    if get_settings().spam_checker:
        return Ruling(admission=Admission.SCREEN)
    return Ruling(admission=Admission.HOLD, reason=UNCHECKED)


def _is_reported(comment_id: int) -> bool:
    """Whether readers asked for a moderator, who must see what it says now: no edit takes that out of the queue."""
    return Case.objects.filter(comment_id=comment_id, queue=Queue.REPORTED).exists()


def _find_refusal(draft: Draft) -> Ruling | None:
    sent = draft.submission
    standing = find_standing(author_id=draft.author_id, email=draft.author_email, ip=sent.ip or "")
    if standing.kind in REFUSING:
        return _refuse(SANCTIONED, standing)
    signals = [SANCTIONED] if standing.kind else []
    if sent.honeypot:
        signals.append(HONEYPOT)
    if _is_fast(sent.form_seconds) and not is_moderator(draft.author_id):
        signals.append(FAST)
    if not signals:
        return None
    judgement = judge(signals, load_table(section=draft.section, discussion_key=draft.discussion_key))
    return _refuse(judgement.reasons[0], standing) if judgement.outcome is Outcome.REFUSE else None


def _is_fast(seconds: float | None) -> bool:
    return seconds is not None and seconds < get_settings().fastest_form_seconds


def _refuse(reason: str, standing: Standing) -> Ruling:
    return Ruling(admission=Admission.REFUSE, reason=reason, message=_explain(reason, standing))


def _explain(reason: str, standing: Standing) -> str:
    """What happened, and the way on for a person who meant no harm."""
    if reason == HONEYPOT:
        return _(
            "This was not posted: a field that nobody sees was filled in, by your browser or an add-on perhaps. It is "
            "empty again and your text is still here: please send it once more."
        )
    if reason == FAST:
        return _("That was quicker than people write. Your text is still here: please wait a moment and send it again.")
    why = _say_why(standing.reason)
    if standing.ends_at is None:
        return _("You may not comment here at present. Nothing was stored, and your text is still here.") + why
    until = date_format(localtime(standing.ends_at), "DATE_FORMAT")
    words = _("You may not comment here until %(date)s. Nothing was stored, and your text is still here.")
    return words % {"date": until} + why


def _say_why(reason: str) -> str:
    """The reason of a sanction, for the one who is under it; empty where it names none."""
    reasons = dict(get_settings().sanction_reasons)
    return " " + _("The reason: %(reason)s.") % {"reason": reasons[reason]} if reason in reasons else ""
