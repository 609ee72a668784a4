"""Tokens with which a publisher's servers open discussions that belong to no object here."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PublisherToken(models.Model):
    """One token, known by its digest alone: whoever reads this table can neither send it nor sign with it.

    Holds no personal data: ``name`` names a server. ``kid``, the first part of the token, is no secret and finds the
    row; several may be valid at once, so that one takes another's place without a gap. A revoked row stays, for the
    record.
    """

    kid = models.CharField(_("token's number"), max_length=12, unique=True)
    name = models.CharField(_("server"), max_length=100)
    digest = models.CharField(_("digest of the token"), max_length=64)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used, to the hour"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("publisher's token")
        verbose_name_plural = _("publishers' tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.kid})"
