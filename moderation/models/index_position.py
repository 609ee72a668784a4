"""An index position: how far a walk over all comments has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexPosition(models.Model):
    """One row a walk, so that it goes on where it was stopped. Holds no personal data."""

    walk = models.CharField(_("walk"), max_length=20, unique=True)
    after = models.BigIntegerField(_("the comment it came to"), default=0)

    class Meta:
        verbose_name = _("index position")
        verbose_name_plural = _("index positions")

    def __str__(self) -> str:
        return f"{self.walk}: {self.after}"
