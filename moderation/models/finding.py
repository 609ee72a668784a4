"""A finding: what one check saw in a comment, kept for ever."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FindingVerdict(models.TextChoices):
    """What a check came to: the first four are the spam checker's, the last two those of the checks of our own."""

    HAM = "ham", _("not spam")
    SPAM = "spam", _("spam")
    DISCARD = "discard", _("blatant spam")
    ERROR = "error", _("could not be checked")
    CLEAR = "clear", _("nothing noticed")
    NOTICE = "notice", _("something noticed")


ANSWERS = (FindingVerdict.HAM, FindingVerdict.SPAM, FindingVerdict.DISCARD)
"""What a spam checker can answer; an error is no answer."""


class FailureKind(models.TextChoices):
    """Why a spam checker gave no answer."""

    TIMEOUT = "timeout", _("no answer in time")
    CONNECTION = "connection", _("no connection")
    THROTTLED = "throttled", _("too many requests")
    SERVER = "server", _("an error at the service")
    UNEXPECTED = "unexpected", _("an answer that is none")
    REPORTED = "reported", _("an error that the service reports")
    INVALID = "invalid", _("key, site or request called invalid")
    OTHER = "other", _("another failure")


class Finding(models.Model):
    """Rows are added and never changed. ``detail`` is what the check saw: words, domains and numbers out of the comment
    itself, and no further personal data. Deleted when the comment is erased.

    ``signals`` names what the check noticed, by the codes of ``moderation.rules.signals``. ``provisional`` marks an
    answer after which the spam checker wants to be asked once more; ``failure`` says why it gave none.
    """

    Verdict = FindingVerdict

    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    check_name = models.CharField(_("check"), max_length=50)
    revision = models.PositiveIntegerField(_("revision checked"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=FindingVerdict)
    signals = models.JSONField(_("signals"), blank=True, default=list)
    detail = models.JSONField(_("detail"), blank=True, default=dict)
    provisional = models.BooleanField(_("provisional"), default=False)
    failure = models.CharField(_("failure"), max_length=20, choices=FailureKind, blank=True, default="")
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
            models.CheckConstraint(
                condition=Q(verdict=FindingVerdict.ERROR) | Q(failure=""), name="afterword_finding_failure_is_error"
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(verdict="error"), name="afterword_findings_failed"),
            models.Index(fields=["at"], condition=Q(verdict__in=ANSWERS), name="afterword_findings_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.verdict}"
