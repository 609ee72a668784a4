"""A mail to an author: that a moderator rejected their comment, as an outbox."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuthorMailState(models.TextChoices):
    """Where it stands."""

    QUEUED = "queued", _("to be sent")
    SENDING = "sending", _("handed to the mail server")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("given up")


class AuthorMail(models.Model):
    """At most one a decision, sent at most once. Holds no personal data: the address is read when it is sent.

    Outbox: a queued row is itself the order to send it, from ``due_at`` on. Whoever sends it marks it before; one whose
    worker died meanwhile stays so, because nobody can know whether it arrived.
    """

    State = AuthorMailState

    decision = models.OneToOneField(
        "afterword_moderation.Decision", on_delete=models.CASCADE, related_name="+", verbose_name=_("decision")
    )
    state = models.CharField(_("state"), max_length=10, choices=AuthorMailState, default=AuthorMailState.QUEUED)
    due_at = models.DateTimeField(_("to be sent from"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("mail to an author")
        verbose_name_plural = _("mails to authors")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AuthorMailState.values), name="afterword_mail_state_known"),
            models.CheckConstraint(
                condition=Q(state=AuthorMailState.SENT, sent_at__isnull=False)
                | (~Q(state=AuthorMailState.SENT) & Q(sent_at__isnull=True)),
                name="afterword_mail_sent_has_time",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="queued"), name="afterword_mails_due")]

    def __str__(self) -> str:
        return f"mail about decision {self.decision_id}"
