"""What followers are to be told of, and what they were told."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Publication(models.Model):
    """A comment published for the first time, whose followers have yet to be noted. Holds no personal data.

    Written in the transaction that publishes the comment, so that none is lost, and deleted when everybody is noted:
    batch by batch, ``reached`` is the last follow that was.
    """

    comment = models.OneToOneField(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    reached = models.PositiveBigIntegerField(_("last follow noted"), default=0)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("publication to tell of")
        verbose_name_plural = _("publications to tell of")

    def __str__(self) -> str:
        return f"publication of comment {self.comment_id}"


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    WAITING = "waiting", _("to be sent")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    LEFT_OUT = "left_out", _("left out: no longer published")
    FAILED = "failed", _("refused by the mail server")
    CUT_OFF = "cut_off", _("cut off while being sent")


class Notice(models.Model):
    """That one follower is told of one comment: once, which the database sees to. Holds no personal data.

    Claimed before the mail is sent, and never sent after anything but a certain refusal; what was cut off in between
    stays marked, because nobody can know whether it arrived.
    """

    State = NoticeState

    follow = models.ForeignKey(
        "afterword_engagement.Follow",
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("follow"),
        db_index=False,
    )
    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    state = models.CharField(_("state"), max_length=8, choices=NoticeState, default=NoticeState.WAITING)
    created_at = models.DateTimeField(pgettext_lazy("a moment", "noted"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    finished_at = models.DateTimeField(_("sent or given up"), null=True, blank=True)
    error = models.CharField(_("kind of error"), max_length=100, blank=True, default="")
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["follow", "comment"], name="afterword_notice_once"),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="afterword_notice_state_known"),
            models.CheckConstraint(
                condition=Q(state=NoticeState.WAITING, claimed_at__isnull=True)
                | (~Q(state=NoticeState.WAITING) & Q(claimed_at__isnull=False)),
                name="afterword_notice_claimed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="afterword_notices_claimed"),
            # What an operator is to be told of.
            models.Index(fields=["state"], condition=Q(state__in=["failed", "cut_off"]), name="afterword_notices_lost"),
        ]

    def __str__(self) -> str:
        return f"notice of comment {self.comment_id}"
