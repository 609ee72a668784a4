"""A digest preference: how often a moderator is told by mail what waits."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DigestFrequency(models.TextChoices):
    """How often a moderator wants mail."""

    OFF = "off", _("never")
    AT_ONCE = "at_once", _("at once, what comes within a few minutes in one mail")
    HOURLY = "hourly", _("once an hour")
    DAILY = "daily", _("once a day")


class DigestPreference(models.Model):
    """At most one an account; without one no mail is sent. Personal data: the moderator's account; deleted with it.

    ``next_at`` is when the next digest is due, and the order to send it: whoever moves it on sends the mail.
    ``claimed_at`` stands while somebody does. ``told_until`` is up to when comments that came were told of.
    """

    Frequency = DigestFrequency

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    frequency = models.CharField(_("frequency"), max_length=10, choices=DigestFrequency, default=DigestFrequency.OFF)
    language = models.CharField(_("language"), max_length=35, blank=True, default="")
    next_at = models.DateTimeField(_("next due"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("being sent since"), null=True, blank=True, editable=False)
    told_until = models.DateTimeField(_("told until"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("last sent"), null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)

    class Meta:
        verbose_name = _("digest preference")
        verbose_name_plural = _("digest preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__in=DigestFrequency.values), name="afterword_digest_frequency_known"
            ),
            models.CheckConstraint(
                condition=Q(frequency=DigestFrequency.OFF, next_at__isnull=True)
                | (~Q(frequency=DigestFrequency.OFF) & Q(next_at__isnull=False)),
                name="afterword_digest_due_unless_off",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="afterword_digests_due"),
        ]

    def __str__(self) -> str:
        return f"digest {self.pk}: {self.frequency}"
