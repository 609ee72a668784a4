"""What a sender wrote lately, so that the same text is not taken twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentText(models.Model):
    """One text of one sender; a second row for the same is refused by the database.

    Personal data: sender and text, together as one keyed HMAC, from which neither can be read; deleted at
    ``expires_at``, and at once where the comment is withdrawn or erased.
    """

    digest = models.CharField(_("digest of sender and text"), max_length=64, unique=True)
    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("sent text")
        verbose_name_plural = _("sent texts")

    def __str__(self) -> str:
        return f"text of comment {self.comment_id}"
