"""A name that an account has commented under, so that no guest passes for it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NameClaim(models.Model):
    """One look of one account's name. Two accounts may have the same; a guest may not have it as well.

    Personal data: the account's name, folded; deleted with the account, and when no comment of the account stands
    under it any more.
    """

    folded = models.CharField(_("name, folded"), max_length=300)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    claimed_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("claimed name")
        verbose_name_plural = _("claimed names")
        constraints = [models.UniqueConstraint(fields=["folded", "account"], name="afterword_name_claimed_once")]

    def __str__(self) -> str:
        return f"a name of account {self.account_id}"
