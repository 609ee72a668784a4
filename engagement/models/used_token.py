"""Tokens of single sign-on that were exchanged, so that none is good twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UsedToken(models.Model):
    """One token that was exchanged; a second row for the same is refused by the database.

    Holds no personal data: a digest of the issuer and of the token's own number; deleted at ``expires_at``, when the
    token is good no more.
    """

    digest = models.CharField(_("digest of issuer and number"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("used token")
        verbose_name_plural = _("used tokens")

    def __str__(self) -> str:
        return f"a token used before {self.expires_at:%Y-%m-%d %H:%M}"
