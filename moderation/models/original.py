"""An original: what a comment said before a moderator edited something out of it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Original(models.Model):
    """Personal data: the text as its author typed it, for moderators alone; deleted at ``expires_at``, when the edit is
    taken back, and when the comment is erased.

    ``sealed`` is JSON, or a Fernet token of it where ``MODERATION["PAYLOAD_KEYS"]`` is set; only
    ``moderation.services.sealing`` reads and writes it.
    """

    decision = models.OneToOneField(
        "afterword_moderation.Decision", on_delete=models.CASCADE, related_name="+", verbose_name=_("decision")
    )
    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    sealed = models.TextField(_("text before"))
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")

    def __str__(self) -> str:
        return f"original of comment {self.comment_id}"
