"""A reader whom another site of the publisher knows, and the account that stands for them here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExternalIdentity(models.Model):
    """Who a publisher's token spoke of: its issuer and subject name one account here, for good.

    Personal data: the publisher's number of the reader, their name, e-mail address and badge. Name, address and badge
    are erased at ``expires_at``, which each sign-in puts off; the row is deleted with the account.
    """

    issuer = models.CharField(_("issuer"), max_length=255)
    subject = models.CharField(_("subject"), max_length=255)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=100, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    badge_label = models.CharField(_("words of the badge"), max_length=100, blank=True, default="")
    told_at = models.DateTimeField(_("told at"))
    epoch = models.PositiveIntegerField(_("how often its sessions were ended"), default=0)
    expires_at = models.DateTimeField(_("name and address expire"), db_index=True)

    class Meta:
        verbose_name = _("external identity")
        verbose_name_plural = _("external identities")
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="afterword_identity_once")]

    def __str__(self) -> str:
        return f"identity of account {self.account_id}"
