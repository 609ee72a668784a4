"""An alert: what the spam checker says about the publisher's account."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Alert(models.Model):
    """One row a code that a spam checker named. Holds no personal data. It may come beside a good answer."""

    checker = models.CharField(_("spam checker"), max_length=50)
    code = models.CharField(_("code"), max_length=20)
    message = models.CharField(_("what it says"), max_length=500, blank=True, default="")
    times = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first seen"), default=timezone.now)
    latest_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [models.UniqueConstraint(fields=["checker", "code"], name="afterword_alert_once")]

    def __str__(self) -> str:
        return f"{self.checker} {self.code}"
