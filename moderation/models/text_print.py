"""A text print: by what comments in a queue are found to be nearly the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextPrint(models.Model):
    """One row a band of the MinHash of a comment that stands in a queue. Holds no personal data. Deleted when the
    comment leaves the queues.
    """

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
        verbose_name = _("text print")
        verbose_name_plural = _("text prints")
        constraints = [models.UniqueConstraint(fields=["comment", "band"], name="afterword_text_print_once")]
        indexes = [models.Index(fields=["value"], name="afterword_text_prints_alike")]

    def __str__(self) -> str:
        return f"band {self.band} of comment {self.comment_id}"
