"""A sanction: what an author may not do for a while."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_HASH: dict[str, Any] = {"max_length": 64, "blank": True, "default": ""}


class SanctionKind(models.TextChoices):
    """What follows when the author writes."""

    HOLD = "hold", _("each comment waits for a moderator")
    REFUSE = "refuse", _("may not comment")


class Sanction(models.Model):
    """Personal data: the author's account, or keyed hashes of their e-mail address, address or network; the moderator's
    account and note. Deleted ``MODERATION["PAYLOAD_DAYS"]`` after it ended.

    It is in force from ``starts_at`` until ``ends_at`` or ``lifted_at``, whichever comes first. Hashes are those of
    ``Trace``.
    """

    Kind = SanctionKind

    kind = models.CharField(_("kind"), max_length=10, choices=SanctionKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    email = models.CharField(_("e-mail"), **_HASH)
    address = models.CharField(_("address"), **_HASH)
    network = models.CharField(_("network"), **_HASH)
    comment = models.ForeignKey(
        "afterword_engagement.Comment",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("because of"),
    )
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moderator"),
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SanctionKind.values), name="afterword_sanction_kind_known"),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | ~Q(email="") | ~Q(address="") | ~Q(network=""),
                name="afterword_sanction_names_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["email"], condition=~Q(email=""), name="afterword_sanctions_email"),
            models.Index(fields=["address"], condition=~Q(address=""), name="afterword_sanctions_address"),
            models.Index(fields=["network"], condition=~Q(network=""), name="afterword_sanctions_network"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.ends_at:%Y-%m-%d}"
