"""A saved view: a place in the queue that a moderator comes back to, under a name."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """Personal data: the moderator's account, what they call it, and what it looks for, which may be an author; deleted
    with the account, or by its owner.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("query"), max_length=1000, help_text=_("What stands behind the address of the queue."))
    is_shared = models.BooleanField(_("shown to all moderators"), default=False)
    created_at = models.DateTimeField(_("saved"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="afterword_view_name_once"),
        ]
        indexes = [
            models.Index(fields=["name"], condition=models.Q(is_shared=True), name="afterword_views_shared"),
        ]

    def __str__(self) -> str:
        return self.name
