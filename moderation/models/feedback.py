"""Feedback: what the spam checker is to be told about a moderator's decision, as an outbox."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FeedbackKind(models.TextChoices):
    """What the checker is told."""

    SPAM = "spam", _("it is spam")
    HAM = "ham", _("it is not spam")


class FeedbackState(models.TextChoices):
    """Where it stands."""

    QUEUED = "queued", _("to be sent")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("given up")


class Feedback(models.Model):
    """One report to the spam checker. Holds no personal data; its payload does, until that expires.

    Outbox: a queued row is itself the order to send it. ``next_attempt_at``, ``attempts`` and ``leased_until`` say when
    and by whom. Reports about one comment are sent in the order of their ids.
    """

    Kind = FeedbackKind
    State = FeedbackState

    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    decision = models.ForeignKey(
        "afterword_moderation.Decision", on_delete=models.CASCADE, related_name="+", verbose_name=_("decision")
    )
    payload = models.ForeignKey(
        "afterword_moderation.Payload",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("as submitted"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FeedbackKind)
    state = models.CharField(_("state"), max_length=10, choices=FeedbackState, default=FeedbackState.QUEUED)
    created_at = models.DateTimeField(_("queued"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("latest error"), max_length=500, blank=True, default="")
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("being sent until"), null=True, blank=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FeedbackKind.values), name="afterword_feedback_kind_known"),
            models.CheckConstraint(condition=Q(state__in=FeedbackState.values), name="afterword_feedback_state_known"),
            models.CheckConstraint(
                condition=Q(state=FeedbackState.SENT, sent_at__isnull=False)
                | (~Q(state=FeedbackState.SENT) & Q(sent_at__isnull=True)),
                name="afterword_feedback_sent_has_time",
            ),
            models.UniqueConstraint(
                fields=["comment", "kind"], condition=Q(state="queued"), name="afterword_feedback_queued_once"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="queued"), name="afterword_feedback_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.state}"
