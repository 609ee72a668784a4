"""A circuit: whether the spam checker is asked at all, shared by all workers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.models.finding import FailureKind


class Circuit(models.Model):
    """One row a spam checker, changed by conditional updates alone. Holds no personal data.

    Closed: everybody may ask. Open: nobody, until ``probe_at``; then one, who holds the probe until ``probing_until``.
    """

    name = models.CharField(_("spam checker"), max_length=50, unique=True)
    is_open = models.BooleanField(_("open"), default=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    trips = models.PositiveIntegerField(_("probes failed in a row"), default=0)
    opened_at = models.DateTimeField(_("open since"), null=True, blank=True)
    probe_at = models.DateTimeField(_("next probe"), null=True, blank=True)
    probing_until = models.DateTimeField(_("being probed until"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered last"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed last"), null=True, blank=True)
    failure = models.CharField(_("how it failed"), max_length=20, choices=FailureKind, blank=True, default="")
    error = models.CharField(_("latest error"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("circuit")
        verbose_name_plural = _("circuits")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=False, opened_at__isnull=True, probe_at__isnull=True, probing_until__isnull=True)
                | Q(is_open=True, opened_at__isnull=False, probe_at__isnull=False),
                name="afterword_circuit_open_has_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {'open' if self.is_open else 'closed'}"
