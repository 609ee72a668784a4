"""An alias: a key that a discussion is found by beside its own."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DiscussionAlias(models.Model):
    """A key that an article had before, or was known by elsewhere. Holds no personal data.

    A key that a discussion has for its own counts for that one, whatever alias says otherwise.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    discussion = models.ForeignKey(
        "afterword_engagement.Discussion",
        on_delete=models.CASCADE,
        related_name="aliases",
        verbose_name=_("discussion"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")

    def __str__(self) -> str:
        return self.key
