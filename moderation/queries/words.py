"""Reasons, findings and decisions in plain words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import ANSWERS, About, Action, Actor, Decision, Finding, FindingVerdict, ReasonCode
from moderation.models.case import UNCHECKED
from moderation.queries.marks import Mark
from moderation.queries.reports import name_reason
from moderation.queries.sights import CHECKS, describe_sight
from moderation.rules.policy import Table, judge
from moderation.rules.signals import CHECKER, SIGNALS

_CHECKER = "checker"
"""The code of a reason as an older release kept it."""


class Says(StrEnum):
    """What a finding comes to by the policy: the outcomes, and two that are none."""

    PUBLISH = "publish"
    HOLD = "hold"
    SPAM = "spam"
    REFUSE = "refuse"
    AGAIN = "again"
    """The spam checker gave no answer, and is asked once more."""
    NOTHING = "nothing"
    """A check of our own failed and says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One check's finding, as a card's table shows it."""

    check: str
    saw: str
    says: Says
    quiet: bool
    """Whether it gives no reason to worry."""
    own: bool
    """Whether it is a check of our own."""
    noticed: bool
    """Whether it noticed anything, be it nothing to worry about."""
    marks: tuple[Mark, ...]
    """What it saw and where, numbered as in the text."""
    alike: int | None
    """The comment that this one is nearly the same as."""
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
    signals: tuple[str, ...]
    """In words, what led the checks to it, the strictest first."""
    note: str
    at: dt.datetime
    undone: bool = False
    about: str = About.VISIBILITY
    message: str = ""
    """What the author is told beside the reason."""
    to: str = ""
    """Whom the comment was assigned to; empty for nobody."""
    undoable: bool = False
    """Whether it is an act of a moderator's that can be taken back by itself."""
    moderator_id: int | None = None
    """Whose it is; none where no moderator made it, or their account is gone."""


def name_author(comment: engagement.Comment) -> str:
    """The name a comment stands under."""
    return comment.author_name or _("Guest")


def name_check(check: str) -> str:
    """A check's name as people read it."""
    return str(CHECKS.get(check) or check.replace("_", " ").capitalize())


def name_signal(code: str) -> str:
    """What a signal says; its code where it comes from a newer release."""
    family, _dot, reason = code.partition(".")
    if family == ReasonCode.REPORTED:
        return _("reported by readers as %(reason)s") % {"reason": name_reason(reason)}
    return str(SIGNALS[code].label) if code in SIGNALS else code


def describe_reasons(reasons: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Why a comment waits, to be read one after the other."""
    described = map(_describe_reason, reasons)
    return tuple(capfirst(words) if not index else words for index, words in enumerate(described))


def _describe_reason(reason: Mapping[str, Any]) -> str:
    code = reason.get("code", "")
    if code == ReasonCode.SIGNAL:
        return name_signal(reason.get("signal", ""))
    if code == ReasonCode.HELD and reason.get("gate") == UNCHECKED:
        return _("Nothing is set up that checks comments")
    if code == ReasonCode.HELD and reason.get("gate") in SIGNALS:
        return name_signal(reason["gate"])
    if code == ReasonCode.REPORTED and "kind" in reason:
        words = _("Reported as %(reason)s (%(count)s)")
        return words % {"reason": name_reason(reason["kind"]), "count": number_format(reason.get("count", 1))}
    if code == ReasonCode.ESCALATED and reason.get("why"):
        return _("Escalated: %(why)s") % {"why": reason["why"]}
    return str(ReasonCode(code).label) if code in ReasonCode.values else _describe_other(code, reason)


def _describe_other(code: str, reason: Mapping[str, Any]) -> str:
    """What an older release kept."""
    if code == _CHECKER and reason.get("verdict") == FindingVerdict.DISCARD:
        return _("%(check)s: blatant spam") % {"check": name_check(reason.get("check", ""))}
    if code == _CHECKER:
        return _("%(check)s: spam") % {"check": name_check(reason.get("check", ""))}
    return str(code)


def describe_finding(finding: Finding, *, table: Table, marks: tuple[Mark, ...] = ()) -> FindingLine:
    """What a check saw, and what that comes to by the policy in force; ``marks`` are those of this finding."""
    says = _judge(finding, table)
    return FindingLine(
        check=name_check(finding.check_name),
        saw=_say(finding),
        says=says,
        quiet=says is Says.PUBLISH,
        own=_is_own(finding),
        noticed=bool(finding.signals) or "error" in finding.detail,
        marks=marks,
        alike=finding.detail.get("comment") if finding.check_name == "duplicate" else None,
        revision=finding.revision,
        at=finding.at,
    )


def describe_decision(decision: Decision, *, undone: bool = False, undoable: bool = False) -> DecisionLine:
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
        reason_label=_label_reason(decision),
        signals=tuple(name_signal(code) for code in decision.reasons),
        note=decision.note,
        at=decision.at,
        undone=undone,
        about=decision.about,
        message=decision.message,
        to=str(decision.detail.get("name", "")),
        undoable=undoable,
        moderator_id=decision.moderator_id,
    )


def _judge(finding: Finding, table: Table) -> Says:
    if finding.verdict == FindingVerdict.ERROR:
        return Says.AGAIN
    if _is_own(finding) and "error" in finding.detail:
        return Says.NOTHING
    return Says(judge(_find_signals(finding), table).outcome.value)


def _find_signals(finding: Finding) -> list[str]:
    """Its signals; those of a verdict that an older release kept without any."""
    if not finding.signals and finding.verdict in (FindingVerdict.SPAM, FindingVerdict.DISCARD):
        return [f"{CHECKER}.{finding.verdict}"]
    return list(finding.signals)


def _say(finding: Finding) -> str:
    verdict = FindingVerdict(finding.verdict)
    if verdict == FindingVerdict.ERROR:
        return _("could not be asked: %(error)s") % {"error": finding.detail.get("error", "")}
    if not _is_own(finding):
        seconds = number_format(finding.duration_ms / 1000, decimal_pos=1 if finding.duration_ms >= 100 else 2)
        words = _("%(verdict)s so far, will be asked again, %(seconds)s s") if finding.provisional else None
        return (words or _("%(verdict)s, %(seconds)s s")) % {"verdict": verdict.label, "seconds": seconds}
    said = describe_sight(finding.check_name, finding.signals, finding.detail)
    return said or ", ".join(map(name_signal, finding.signals)) or str(verdict.label)


def _is_own(finding: Finding) -> bool:
    return finding.verdict not in (*ANSWERS, FindingVerdict.ERROR)


def _label_reason(decision: Decision) -> str:
    """Why a moderator rejected it; the checks' reasons are their signals."""
    if decision.action != Action.REJECT or decision.actor != Actor.MODERATOR:
        return ""
    return str(dict(get_settings().reject_reasons).get(decision.reason, decision.reason))


def _name(decision: Decision) -> str:
    if decision.moderator is not None:
        return decision.moderator.get_full_name() or decision.moderator.get_username()
    return str(Actor(decision.actor).label)
