"""A finding: what one check saw in a comment, kept for ever."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FindingVerdict(models.TextChoices):
    """What a check came to."""

    HAM = "ham", _("not spam")
    SPAM = "spam", _("spam")
    DISCARD = "discard", _("blatant spam")
    ERROR = "error", _("could not be checked")


class Finding(models.Model):
    """Rows are added and never changed. ``detail`` is what the check said beside its verdict, and no personal data."""

    Verdict = FindingVerdict

    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    check_name = models.CharField(_("check"), max_length=50)
    revision = models.PositiveIntegerField(_("revision checked"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=FindingVerdict)
    detail = models.JSONField(_("detail"), blank=True, default=dict)
    guid = models.CharField(_("the checker's own number"), max_length=200, blank=True, default="")
    duration_ms = models.PositiveIntegerField(_("duration in milliseconds"), default=0)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=FindingVerdict.values), name="afterword_finding_verdict_known"
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(verdict="error"), name="afterword_findings_failed"),
            models.Index(fields=["at"], condition=~Q(verdict="error"), name="afterword_findings_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.verdict}"
