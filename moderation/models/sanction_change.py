"""A change of a sanction: who imposed or lifted it, when and why, kept for ever."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SanctionAct(models.TextChoices):
    """What was done."""

    IMPOSE = "impose", _("imposed")
    LIFT = "lift", _("lifted")


class SanctionChange(models.Model):
    """Rows are added and never changed. Personal data: the moderator's account, and what they wrote in ``note``.

    ``before`` and ``after`` are the sanction's kind, end and marks, as JSON; never a hash, nor whose it is. It outlives
    the sanction itself, whose number stays.
    """

    Act = SanctionAct

    sanction = models.ForeignKey(
        "afterword_moderation.Sanction",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sanction"),
    )
    number = models.PositiveBigIntegerField(_("number of the sanction"))
    act = models.CharField(_("act"), max_length=10, choices=SanctionAct)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moderator"),
    )
    before = models.JSONField(_("before"), blank=True, default=dict)
    after = models.JSONField(_("after"), blank=True, default=dict)
    reason = models.CharField(_("reason"), max_length=50, blank=True, default="")
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change of a sanction")
        verbose_name_plural = _("changes of sanctions")
        constraints = [
            models.CheckConstraint(condition=Q(act__in=SanctionAct.values), name="afterword_sanction_act_known"),
        ]
        indexes = [models.Index(fields=["number", "id"], name="afterword_sanction_changes")]

    def __str__(self) -> str:
        return f"{self.act} {self.number}"
