"""A spam print: by what another comment is found to be nearly the same as one marked as spam."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpamPrint(models.Model):
    """One row a band of a spam comment's MinHash. Holds no personal data. Deleted when the comment is no spam."""

    comment = models.ForeignKey(
        "afterword_engagement.Comment",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("comment"),
        db_index=False,
    )
    band = models.PositiveSmallIntegerField(_("band"))
    value = models.BigIntegerField(_("value"))

    class Meta:
        verbose_name = _("spam print")
        verbose_name_plural = _("spam prints")
        constraints = [models.UniqueConstraint(fields=["comment", "band"], name="afterword_spam_print_once")]
        indexes = [models.Index(fields=["value"], name="afterword_spam_prints_alike")]

    def __str__(self) -> str:
        return f"band {self.band} of comment {self.comment_id}"
