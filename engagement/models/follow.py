"""A follow: somebody who wants to hear by mail of what is said in one discussion, or in a section."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FollowScope(models.TextChoices):
    """What somebody wants to hear of."""

    DISCUSSION = "discussion", _("every new comment")
    REPLIES = "replies", _("replies to my comments")
    SECTION = "section", _("everything in this section")


class FollowFrequency(models.TextChoices):
    """How often mails may come."""

    DAILY = "daily", _("once a day")
    AT_ONCE = "at_once", _("at once")
    DIGEST_DAILY = "digest_daily", _("as a summary once a day")
    DIGEST_WEEKLY = "digest_weekly", _("as a summary once a week")


DIGESTS = (FollowFrequency.DIGEST_DAILY, FollowFrequency.DIGEST_WEEKLY)
"""Those by which a mail sums up what happened, in place of quoting each comment."""


class FollowQuerySet(models.QuerySet["Follow"]):
    """Filters that more than one reader of the table needs."""

    def live(self) -> Self:
        """Those to whom mails may go: confirmed, and not stopped since."""
        return self.filter(confirmed_at__isnull=False, stopped_at__isnull=True)

    def due(self, now: dt.datetime) -> Self:
        """Those whose next mail is to be sent by now."""
        return self.filter(next_at__isnull=False, next_at__lte=now)

    def digested(self) -> Self:
        """Those who get summaries."""
        return self.filter(frequency__in=DIGESTS)

    def told_singly(self) -> Self:
        """Those who are told of each comment."""
        return self.exclude(frequency__in=DIGESTS)


class Follow(models.Model):
    """One e-mail address that follows one discussion, the replies to its own comments there, or a whole section, which
    has a name in place of a discussion.

    Personal data: the e-mail address, the account, the language; deleted at ``expires_at``: days after nobody confirmed
    it, after it was stopped, or after its time was over, and at once through ``erase_follows``.

    Nothing but the one question whether they want it goes to an address before it was confirmed. ``ask_at`` is itself
    the order to send that question, ``next_at`` the order to send what its notices tell; whoever sends clears them
    first. No other mail goes out before ``quiet_until``. ``nonce`` makes the links of earlier questions void.
    ``told_until`` is up to when its summaries have told what happened; whoever claims the next one moves it on.
    """

    Scope = FollowScope
    Frequency = FollowFrequency

    discussion = models.ForeignKey(
        "afterword_engagement.Discussion",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("discussion"),
        db_index=False,
    )
    section = models.CharField(_("section"), max_length=100, blank=True, default="")
    scope = models.CharField(_("what"), max_length=10, choices=FollowScope)
    email = models.EmailField(_("e-mail"))
    email_folded = models.CharField(_("e-mail, folded"), max_length=254, db_index=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    language = models.CharField(_("language"), max_length=35, blank=True, default="")
    frequency = models.CharField(_("how often"), max_length=15, choices=FollowFrequency)
    asked_frequency = models.CharField(_("how often, once confirmed"), max_length=15, choices=FollowFrequency)
    nonce = models.CharField(_("nonce of its links"), max_length=22, editable=False)

    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    asked_at = models.DateTimeField(_("last asked for"), default=timezone.now)
    ask_at = models.DateTimeField(_("question to be sent from"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    next_at = models.DateTimeField(_("next mail to be sent from"), null=True, blank=True)
    told_until = models.DateTimeField(_("summed up until"), null=True, blank=True)
    quiet_until = models.DateTimeField(_("no mail before"), default=timezone.now)
    failures = models.PositiveSmallIntegerField(_("mails refused in a row"), default=0)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "email_folded", "scope"], name="afterword_follow_once_per_address"
            ),
            models.UniqueConstraint(
                fields=["section", "email_folded"],
                condition=Q(scope="section"),
                name="afterword_follow_section_once_per_address",
            ),
            models.CheckConstraint(condition=Q(scope__in=FollowScope.values), name="afterword_follow_scope_known"),
            models.CheckConstraint(
                condition=(Q(scope="section", discussion__isnull=True) & ~Q(section=""))
                | (~Q(scope="section") & Q(discussion__isnull=False, section="")),
                name="afterword_follow_discussion_or_section",
            ),
            models.CheckConstraint(
                condition=Q(scope="discussion")
                | Q(scope="section", frequency__in=DIGESTS, asked_frequency__in=DIGESTS)
                | (Q(scope="replies") & ~Q(frequency__in=DIGESTS) & ~Q(asked_frequency__in=DIGESTS)),
                name="afterword_follow_sections_are_summed_up",
            ),
            models.CheckConstraint(
                condition=~Q(frequency__in=DIGESTS) | Q(confirmed_at__isnull=True) | Q(told_until__isnull=False),
                name="afterword_follow_digest_knows_until",
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=FollowFrequency.values, asked_frequency__in=FollowFrequency.values),
                name="afterword_follow_frequency_known",
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(confirmed_at__isnull=False, stopped_at__isnull=True),
                name="afterword_follow_mailed_is_live",
            ),
        ]
        indexes = [
            # Who hears of a new comment, batch by batch.
            models.Index(
                fields=["discussion", "id"],
                condition=Q(scope="discussion", confirmed_at__isnull=False, stopped_at__isnull=True),
                name="afterword_follows_live",
            ),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="afterword_follows_due"),
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="afterword_follows_to_ask"),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether mails may go to it."""
        return self.confirmed_at is not None and self.stopped_at is None

    @property
    def title(self) -> str:
        """What is followed, in words; it names no address."""
        if self.discussion is None:
            return self.section
        return self.discussion.title or self.discussion.key
