"""A report: a reader says that a comment breaks the rules."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.rules.reports import REASONS


class ReportOutcome(models.TextChoices):
    """What became of it. Set once."""

    AGREED = "agreed", _("a moderator agreed")
    REFUSED = "refused", _("a moderator left the comment")
    GONE = "gone", _("the comment was withdrawn or erased")


class Report(models.Model):
    """Rows are added; only the outcome is set, once. Personal data: the reporter's account, or keyed hashes of a
    guest's token and of where they sit; what they wrote in ``words``. Deleted at ``expires_at``, though not while the
    comment's case waits; and when the comment is erased.

    ``weight`` is what it counted when it was made. The row is also the order to tell the reporter what came of it:
    ``told_at`` says that somebody took that on, or that there is nobody to tell.
    """

    Outcome = ReportOutcome

    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    reason = models.CharField(
        _("reason"), max_length=20, choices=[(reason.code, reason.label) for reason in REASONS.values()]
    )
    words = models.TextField(_("words"), blank=True, default="")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    guest = models.CharField(_("guest"), max_length=64, blank=True, default="")
    origin = models.CharField(_("where the guest sits"), max_length=64, blank=True, default="")
    weight = models.FloatField(_("weight"), default=1.0)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReportOutcome, blank=True, default="")
    decision = models.ForeignKey(
        "afterword_moderation.Decision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=list(REASONS)), name="afterword_report_reason_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *ReportOutcome.values]), name="afterword_report_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="afterword_report_settled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=False, guest="") | (Q(reporter__isnull=True) & ~Q(guest="")),
                name="afterword_report_has_reporter",
            ),
            models.UniqueConstraint(
                fields=["comment", "reporter"],
                condition=Q(reporter__isnull=False),
                name="afterword_report_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["comment", "guest"], condition=~Q(guest=""), name="afterword_report_once_a_guest"
            ),
        ]
        indexes = [
            models.Index(fields=["guest"], condition=~Q(guest=""), name="afterword_reports_of_guest"),
            models.Index(
                fields=["settled_at"],
                condition=Q(told_at__isnull=True, reporter__isnull=False) & ~Q(outcome=""),
                name="afterword_reports_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"report of comment {self.comment_id}: {self.reason}"
