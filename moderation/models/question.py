"""A question: a comment that asks something, for the newsroom to answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.Model):
    """That a comment asks something. Written when the comment is indexed, deleted after ``question_days``. Whether it
    was answered is read from the thread. Holds no personal data.
    """

    comment = models.OneToOneField(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    asked_at = models.DateTimeField(_("asked"), db_index=True)

    class Meta:
        verbose_name = _("question to the newsroom")
        verbose_name_plural = _("questions to the newsroom")

    def __str__(self) -> str:
        return f"question in comment {self.comment_id}"
