"""Reports by readers: taken once of each, weighed, and put before a moderator; enough of them hide the comment."""

import datetime as dt
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import api as engagement
from engagement.api import Visibility
from engagement.signals import announce
from moderation.conf import get_settings
from moderation.exceptions import InvalidReport
from moderation.hashing import hash_origin, hash_reporter
from moderation.models import Action, Actor, Queue, ReasonCode, Report
from moderation.queries.decisions import is_decided_by_moderator
from moderation.queries.moderators import is_moderator
from moderation.queries.reports import load_reporter_facts
from moderation.rules.reports import OTHER, REASONS, Voice, add_up, takes_back, weigh_reporter
from moderation.services.cases import file_case, find_case
from moderation.services.notes import clean_text
from moderation.services.recording import SOURCE, record_decision
from moderation.services.telling_publisher import note_report
from moderation.signals import comment_reported

LONGEST_WORDS = 1000
"""Characters that a reader may write beside a reason."""

LONGEST_TOKEN = 200

REPORTED = "reported"
"""The reason of the decision that readers' reports make."""

_ACT = "moderation.report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who reports: an account, or a guest by the token that their browser keeps. Personal data."""

    user_id: int | None = None
    token: str = ""
    ip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a report came to."""

    report: Report
    created: bool
    """False where the same reader had reported the comment before; what they said then stands."""


def make_token() -> str:
    """A new token for a guest."""
    return secrets.token_urlsafe(24)


@transaction.atomic
def file_report(*, comment_id: int, reason: str, reporter: Reporter, words: str = "") -> Filed:
    """Take a reader's report of a published comment, and let it do what it weighs.

    Raises InvalidReport; CommentNotFound where the comment does not show; PostingTooFast for a guest whose address has
    reported more than ``report_limits`` allow.
    """
    words = _check(reason, words, reporter)
    whose = _name(reporter)
    # Looked up first so that who sends a form twice spends nothing; the constraint is what keeps it once.
    known = Report.objects.filter(comment_id=comment_id, **whose).first()
    if known is None and reporter.user_id is None:
        engagement.count_act(act=_ACT, ip=reporter.ip, limits=get_settings().report_limits)
    comment = engagement.lock_comment(comment_id)
    known = known or Report.objects.filter(comment_id=comment_id, **whose).first()
    if known is not None:
        return Filed(report=known, created=False)
    if comment.visibility != Visibility.PUBLISHED:
        raise engagement.CommentNotFound(comment_id)
    now = timezone.now()
    facts = load_reporter_facts(**whose)
    report = Report.objects.create(
        comment_id=comment_id,
        reason=reason,
        words=words,
        origin="" if reporter.user_id else hash_origin(reporter.ip or ""),
        weight=weigh_reporter(agreed=facts.agreed, refused=facts.refused),
        at=now,
        expires_at=now + dt.timedelta(days=get_settings().report_days),
        **whose,
    )
    note_report(report)
    _follow(comment, reason)
    announce(comment_reported, sender=Report, report_id=report.pk, comment_id=comment_id)
    return Filed(report=report, created=True)


def _check(reason: str, words: str, reporter: Reporter) -> str:
    if reason not in REASONS:
        raise InvalidReport(field="reason", message=_("Please choose what is wrong with it."))
    words = clean_text(words, field="words", most=LONGEST_WORDS, refusal=InvalidReport)
    if reason == OTHER and not words:
        raise InvalidReport(field="words", message=_("Please say in a few words what is wrong with it."))
    if reporter.user_id is None and not 0 < len(reporter.token) <= LONGEST_TOKEN:
        message = _("A guest's report needs a token of 1 to %(most)d characters.") % {"most": LONGEST_TOKEN}
        raise InvalidReport(field="token", message=message)
    return words


def _name(reporter: Reporter) -> dict[str, Any]:
    if reporter.user_id is not None:
        return {"reporter_id": reporter.user_id, "guest": ""}
    return {"reporter_id": None, "guest": hash_reporter(reporter.token)}


def _follow(comment: engagement.Comment, reason: str) -> None:
    """Hide the comment where the reports for this reason weigh enough, and put it before a moderator either way."""
    rows = list(
        Report.objects.filter(comment_id=comment.pk, outcome="").values_list(
            "reason", "reporter_id", "origin", "weight"
        )
    )
    total = add_up(
        Voice(is_member=reporter_id is not None, origin=origin, weight=weight)
        for named, reporter_id, origin, weight in rows
        if named == reason
    )
    reasons = _spell((row[0], row[3]) for row in rows)
    is_approved = is_decided_by_moderator(comment_id=comment.pk, revision=comment.revision)
    if takes_back(
        reason=reason,
        total=total,
        threshold=get_settings().threshold_of(reason),
        is_approved=is_approved or is_moderator(comment.author_id),
    ):
        _hold(comment, reason, reasons)
    else:
        _file(comment, Queue.REPORTED, reasons)


def _hold(comment: engagement.Comment, reason: str, reasons: Sequence[dict[str, Any]]) -> None:
    change = engagement.change_visibility(comment_id=comment.pk, to=Visibility.HELD, locked=comment, source=SOURCE)
    queue_before = _file(comment, Queue.WAITING, reasons)
    record_decision(
        comment_id=comment.pk,
        actor=Actor.READERS,
        action=Action.HOLD,
        before=change.before,
        after=change.after,
        queue_before=queue_before,
        reason=REPORTED,
        reasons=[f"{REPORTED}.{reason}"],
        revision=comment.revision,
    )


def _file(comment: engagement.Comment, queue: Queue, reasons: Sequence[dict[str, Any]]) -> str:
    """Put the comment's case into a queue; returns the one that it came from, empty where it had none."""
    case = find_case(comment.pk)
    before = case.queue if case else ""
    file_case(comment_id=comment.pk, case=case, discussion=comment.discussion, queue=queue, reasons=reasons)
    return before


def _spell(reasons: Iterable[tuple[str, float]]) -> list[dict[str, Any]]:
    """Open reports as a case keeps them, the most frequent reason first."""
    counts: Counter[str] = Counter()
    weights: defaultdict[str, float] = defaultdict(float)
    for reason, weight in reasons:
        counts[reason] += 1
        weights[reason] += weight
    return [
        {"code": ReasonCode.REPORTED.value, "kind": reason, "count": count, "weight": weights[reason]}
        for reason, count in counts.most_common()
    ]
