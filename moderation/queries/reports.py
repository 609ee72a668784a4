"""Readers' reports: how a reporter's earlier ones fared, and those of one comment for moderators."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from moderation.models import Report, ReportOutcome
from moderation.rules.reports import REASONS

MOST = 50
"""Reports on one card; the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterFacts:
    """How many of somebody's reports moderators found right, and how many not, as long as reports are kept."""

    agreed: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One report, as a card shows it. Personal data: for moderators alone."""

    reason: str
    reason_label: str
    words: str
    who: str
    """The account's name, or that it was a guest."""
    weighs_less: bool
    """Whether earlier reports of theirs were refused again and again."""
    at: dt.datetime
    outcome: str
    outcome_label: str
    """Empty where it is open."""


def load_reporter_facts(*, reporter_id: int | None, guest: str) -> ReporterFacts:
    """How the earlier reports of an account, or of a guest's token, fared; in one query."""
    rows = Report.objects.filter(reporter_id=reporter_id) if reporter_id else Report.objects.filter(_of_guest(guest))
    counts = rows.aggregate(
        agreed=Count("pk", filter=Q(outcome=ReportOutcome.AGREED)),
        refused=Count("pk", filter=Q(outcome=ReportOutcome.REFUSED)),
    )
    return ReporterFacts(**counts)


def load_reports(comment_id: int) -> tuple[ReportLine, ...]:
    """The reports of a comment, the open ones first and of each kind the newest, in one query."""
    rows = Report.objects.select_related("reporter").filter(comment_id=comment_id).order_by("-pk")[:MOST]
    lines = [_describe(row) for row in rows]
    return tuple(sorted(lines, key=lambda line: bool(line.outcome)))


def name_reason(code: str) -> str:
    """A reason as moderators read it; its code where it comes from a newer release."""
    return str(REASONS[code].label) if code in REASONS else code


def _of_guest(guest: str) -> Q:
    """That it is not empty is said too, because SQLite asks so before it takes a partial index."""
    return Q(guest=guest) & ~Q(guest="")


def _describe(report: Report) -> ReportLine:
    return ReportLine(
        reason=report.reason,
        reason_label=name_reason(report.reason),
        words=report.words,
        who=(report.reporter.get_full_name() or report.reporter.get_username()) if report.reporter else _("a guest"),
        weighs_less=report.weight < 1,
        at=report.at,
        outcome=report.outcome,
        outcome_label=str(ReportOutcome(report.outcome).label) if report.outcome else "",
    )
