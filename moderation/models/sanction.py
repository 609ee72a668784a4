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
    REFUSE = "refuse", _("muted: may not comment for a while")
    BAN = "ban", _("banned: may not comment until it is lifted")


class Sanction(models.Model):
    """Personal data: the author's account, or keyed hashes of their e-mail address, its domain, address or
    network; the moderator's account and note. Deleted ``MODERATION["PAYLOAD_DAYS"]`` after it ended.

    It is in force from ``starts_at`` until ``ends_at`` or ``lifted_at``, whichever comes first; a ban may have no end.
    Hashes are those of ``Trace``, and one of the domain of the e-mail address.
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
    domain = models.CharField(_("e-mail domain"), **_HASH)
    comment = models.ForeignKey(
        "afterword_engagement.Comment",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("because of"),
    )
    reason = models.CharField(_("reason"), max_length=50, blank=True, default="")
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
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SanctionKind.values), name="afterword_sanction_kind_known"),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | ~Q(email="") | ~Q(address="") | ~Q(network="") | ~Q(domain=""),
                name="afterword_sanction_names_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=False) | Q(kind=SanctionKind.BAN), name="afterword_sanction_ends_or_bans"
            ),
        ]
        indexes = [
            models.Index(fields=["email"], condition=~Q(email=""), name="afterword_sanctions_email"),
            models.Index(fields=["address"], condition=~Q(address=""), name="afterword_sanctions_address"),
            models.Index(fields=["network"], condition=~Q(network=""), name="afterword_sanctions_network"),
            models.Index(fields=["domain"], condition=~Q(domain=""), name="afterword_sanctions_domain"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.ends_at:%Y-%m-%d}" if self.ends_at else self.kind
