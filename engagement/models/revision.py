"""A revision: what a comment said before its author edited it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One text that its author replaced, for moderators alone. Rows are added and never changed.

    Personal data: the text as its author typed it. Deleted at ``expires_at``, and at once where the comment is
    withdrawn or erased, or a moderator edits something out of it.
    """

    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    revision = models.PositiveIntegerField(_("revision"))
    body = models.TextField(_("text as typed"))
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        constraints = [
            models.UniqueConstraint(fields=["comment", "revision"], name="afterword_revision_once"),
        ]

    def __str__(self) -> str:
        return f"revision {self.revision} of comment {self.comment_id}"
