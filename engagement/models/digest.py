"""Summaries that went to followers: which span of time each told of, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DigestState(models.TextChoices):
    """Where a summary stands."""

    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused by the mail server")
    CUT_OFF = "cut_off", _("cut off while being sent")


class Digest(models.Model):
    """One summary to one follower, of what happened after ``since`` up to ``until``. Holds no personal data.

    Written when it is claimed, before the mail is sent; the database lets none begin where another began. Where the
    mail was certainly refused for now the row goes, and the next one begins there. Nothing to tell leaves no row.
    """

    State = DigestState

    follow = models.ForeignKey(
        "afterword_engagement.Follow",
        on_delete=models.CASCADE,
        related_name="digests",
        verbose_name=_("follow"),
        db_index=False,
    )
    since = models.DateTimeField(_("tells of what came after"))
    until = models.DateTimeField(_("tells of what came up to"))
    state = models.CharField(_("state"), max_length=8, choices=DigestState, default=DigestState.CLAIMED)
    claimed_at = models.DateTimeField(_("claimed"))
    finished_at = models.DateTimeField(_("sent or given up"), null=True, blank=True)
    error = models.CharField(_("kind of error"), max_length=100, blank=True, default="")
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        constraints = [
            models.UniqueConstraint(fields=["follow", "since"], name="afterword_digest_once"),
            models.CheckConstraint(condition=Q(state__in=DigestState.values), name="afterword_digest_state_known"),
            models.CheckConstraint(condition=Q(since__lt=models.F("until")), name="afterword_digest_has_a_span"),
        ]
        indexes = [
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="afterword_digests_claimed"),
            # What an operator is to be told of.
            models.Index(fields=["state"], condition=Q(state__in=["failed", "cut_off"]), name="afterword_digests_lost"),
        ]

    def __str__(self) -> str:
        return f"summary {self.pk}"
