"""A case: a comment that waits for a moderator, or did, with the reasons why."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNCHECKED = "unchecked"
"""The gate's reason for holding a comment because no spam checker is set."""


class Queue(models.TextChoices):
    """Where a case stands. One field, changed through one door: ``moderation.services.cases``."""

    WAITING = "waiting", _("waiting")
    REPORTED = "reported", _("reported")
    SPAM = "spam", _("spam")
    DISCARDED = "discarded", _("discarded")
    NEW = "new", _("new")
    DECIDED = "decided", _("decided")


class ReasonCode(models.TextChoices):
    """Why a comment waits; the ``code`` of each of a case's reasons."""

    HELD = "held", _("held before it was published")
    UNSCREENED = "unscreened", _("not yet checked")
    SIGNAL = "signal", _("noticed by a check")
    MODERATOR = "moderator", _("held by a moderator")
    REPORTED = "reported", _("reported by readers")
    EDITED = "edited", _("edited since it was looked at")
    ESCALATED = "escalated", _("escalated by a moderator")


def _orders_of(queue: str) -> list[models.Index]:
    """What finds a page of an open queue in each of its orders: by age, and by risk."""
    within = Q(queue=queue)
    return [
        models.Index(fields=["opened_at", "id"], condition=within, name=f"afterword_cases_{queue}"),
        models.Index(F("priority").desc(), F("id"), condition=within, name=f"afterword_cases_{queue}_risk"),
    ]


def spell_codes(reasons: Iterable[Mapping[str, Any]]) -> str:
    """What reasons are found by: the code of each, and the signal behind it, between bars."""
    codes = dict.fromkeys(
        code for reason in reasons for code in (reason.get("code"), reason.get("signal") or reason.get("gate")) if code
    )
    return "".join(f"|{code}" for code in codes) + "|" if codes else ""


class Case(models.Model):
    """At most one a comment; comments that nobody need look at any more have none.

    Personal data: the account of the moderator whom it is assigned to, and the moderators' own words in a reason;
    deleted with the comment.

    ``reasons`` is a list of objects, each with a ReasonCode as its ``code`` and what explains it: the ``gate``'s own
    reason, the ``signal`` and its ``check``, a report's ``kind`` with the ``count`` and ``weight`` of such reports, or
    ``why`` a moderator escalated it.
    ``opened_at`` is when the case came into its queue, ``priority`` how urgent it is, the highest first
    (``moderation.rules.priority``); a decision leaves both, so that undoing puts the case back into its old place.
    ``section`` is its article's, kept here because cases are counted and filtered by it. ``codes`` repeats the reasons'
    codes and signals, and ``discussion`` the comment's, which changes by a merge alone: for filters, which have to be
    fast.
    ``escalated_at`` is when it was escalated last; a decision leaves that too.
    """

    Queue = Queue

    comment = models.OneToOneField(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    discussion = models.ForeignKey(
        "afterword_engagement.Discussion",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("discussion"),
        editable=False,
        db_index=False,
    )
    queue = models.CharField(_("queue"), max_length=10, choices=Queue, default=Queue.WAITING)
    section = models.CharField(_("section"), max_length=100, blank=True, default="")
    reasons = models.JSONField(_("reasons"), blank=True, default=list)
    priority = models.BigIntegerField(_("priority"), default=0, editable=False)
    codes = models.TextField(_("codes of the reasons"), blank=True, default="", editable=False)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [
            ("moderate", _("Can moderate comments")),
            ("audit", _("Can see what moderators see")),
            ("sanction", _("Can impose and lift sanctions")),
            ("undo_others", _("Can undo what others decided")),
            ("feature", _("Can feature comments")),
            ("edit_settings", _("Can change the policy and word lists")),
            ("see_originals", _("Can see what was edited out of comments")),
            ("export", _("Can export the log and figures")),
            ("answer", _("Can answer readers for the newsroom")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(queue__in=Queue.values), name="afterword_case_queue_known"),
            models.CheckConstraint(
                condition=Q(queue=Queue.DECIDED, decided_at__isnull=False)
                | (~Q(queue=Queue.DECIDED) & Q(decided_at__isnull=True)),
                name="afterword_case_decided_has_time",
            ),
        ]
        indexes = [
            *_orders_of("waiting"),
            *_orders_of("reported"),
            *_orders_of("spam"),
            *_orders_of("discarded"),
            *_orders_of("new"),
            models.Index(fields=["opened_at", "id"], name="afterword_cases_all"),
            models.Index(F("priority").desc(), F("id"), name="afterword_cases_all_risk"),
            models.Index(fields=["decided_at", "id"], condition=Q(queue="decided"), name="afterword_cases_decided"),
            # What a filter asks for.
            models.Index(fields=["section", "queue", "opened_at"], name="afterword_cases_of_section"),
            models.Index(fields=["discussion", "queue", "opened_at"], name="afterword_cases_of_discussion"),
        ]

    def __str__(self) -> str:
        return f"case of comment {self.comment_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the case, under its comment's discussion."""
        if not self.discussion_id:
            self.discussion_id = self.comment.discussion_id
        super().save(*args, **kwargs)
