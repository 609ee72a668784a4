"""A claim: who has a card before them just now."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """At most one a comment, changed by conditional updates alone; it counts until ``until``. It warns and forbids
    nothing.

    Personal data: the moderator's account; deleted when they decide or move on, at the latest when it has lapsed.
    """

    comment = models.OneToOneField(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("moderator")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    until = models.DateTimeField(_("until"), db_index=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return f"claim on comment {self.comment_id}"
