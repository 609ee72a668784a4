"""A payload: what was sent to the spam checker about a comment, and what it said."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.models.finding import ANSWERS, FindingVerdict


class Payload(models.Model):
    """Personal data: address, browser, name, e-mail and text as submitted; never shown, only sent again with
    feedback.

    ``submitted`` is JSON, or a Fernet token of it where ``MODERATION["PAYLOAD_KEYS"]`` is set; only
    ``moderation.services.sealing`` reads and writes it. Deleted at ``expires_at``, though not while the comment's case
    waits or a report that needs it is queued; and at once when the comment is erased. ``said`` is empty where it was
    put together for feedback on a comment never checked.
    """

    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    submitted = models.TextField(_("as submitted"))
    said = models.CharField(_("what the checker said"), max_length=10, choices=FindingVerdict, blank=True, default="")
    guid = models.CharField(_("the checker's own number"), max_length=200, blank=True, default="")
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("payload")
        verbose_name_plural = _("payloads")
        constraints = [
            models.CheckConstraint(condition=Q(said__in=["", *ANSWERS]), name="afterword_payload_said_known"),
        ]

    def __str__(self) -> str:
        return f"payload of comment {self.comment_id}"
