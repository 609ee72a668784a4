"""Reasons, findings and decisions in plain words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import Action, Actor, Decision, Finding, FindingVerdict, ReasonCode
from moderation.models.case import UNCHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One check's finding, as a card's table shows it."""

    check: str
    saw: str
    says: str
    """A FindingVerdict, for marks."""
    quiet: bool
    """Whether it gives no reason to worry."""
    revision: int
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One decision, as a history shows it."""

    decision_id: int
    action: str
    what: str
    actor: str
    who: str
    """The moderator's name; else the checks or the author, in words."""
    before: str
    after: str
    reason: str
    reason_label: str
    note: str
    at: dt.datetime
    undone: bool = False


def name_author(comment: engagement.Comment) -> str:
    """The name a comment stands under."""
    return comment.author_name or _("Guest")


def name_check(check: str) -> str:
    """A check's name as people read it."""
    return check.replace("_", " ").capitalize()


def describe_reason(reason: Mapping[str, Any]) -> str:
    """Why a comment waits."""
    code = reason.get("code", "")
    if code == ReasonCode.HELD and reason.get("gate") == UNCHECKED:
        return _("Nothing is set up that checks comments")
    if code == ReasonCode.HELD:
        return _("Held before it was published")
    if code == ReasonCode.UNSCREENED:
        return _("Not yet checked")
    if code == ReasonCode.MODERATOR:
        return _("Held by a moderator")
    if code == ReasonCode.CHECKER and reason.get("verdict") == FindingVerdict.DISCARD:
        return _("%(check)s: blatant spam") % {"check": name_check(reason.get("check", ""))}
    if code == ReasonCode.CHECKER:
        return _("%(check)s: spam") % {"check": name_check(reason.get("check", ""))}
    return str(code)


def describe_finding(finding: Finding) -> FindingLine:
    """What a check saw."""
    verdict = FindingVerdict(finding.verdict)
    seconds = number_format(finding.duration_ms / 1000, decimal_pos=1)
    if verdict == FindingVerdict.ERROR:
        saw = _("could not be asked: %(error)s") % {"error": finding.detail.get("error", "")}
    else:
        saw = _("%(verdict)s, %(seconds)s s") % {"verdict": verdict.label, "seconds": seconds}
    return FindingLine(
        check=name_check(finding.check_name),
        saw=saw,
        says=verdict.value,
        quiet=verdict == FindingVerdict.HAM,
        revision=finding.revision,
        at=finding.at,
    )


def describe_decision(decision: Decision, *, undone: bool = False) -> DecisionLine:
    """Who did what, and why. Its moderator must have been selected with it."""
    return DecisionLine(
        decision_id=decision.pk,
        action=decision.action,
        what=str(Action(decision.action).label),
        actor=decision.actor,
        who=_name(decision),
        before=decision.before,
        after=decision.after,
        reason=decision.reason,
        reason_label=str(dict(get_settings().reject_reasons).get(decision.reason, decision.reason))
        if decision.action == Action.REJECT
        else "",
        note=decision.note,
        at=decision.at,
        undone=undone,
    )


def _name(decision: Decision) -> str:
    if decision.moderator is not None:
        return decision.moderator.get_full_name() or decision.moderator.get_username()
    return str(Actor(decision.actor).label)
