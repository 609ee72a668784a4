"""A change: what somebody did that is no decision on a comment, kept for ever."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.models.append_only import AppendOnly


class Subject(models.TextChoices):
    """What was changed."""

    SANCTION = "sanction", _("sanction")
    POLICY_RULE = "policy_rule", _("policy rule")
    WORD_LIST = "word_list", _("word list")
    SECTION_RIGHT = "section_right", _("section right")
    QUEUE = "queue", _("queue")


class ChangeAction(models.TextChoices):
    """What was done to it."""

    ADD = "add", _("added")
    CHANGE = "change", _("changed")
    REMOVE = "remove", _("removed")


class Change(AppendOnly):
    """Rows are added and never changed. Personal data: the moderator's account, and what they wrote in ``note``; of a
    section right also the name of the account that it was given to.

    ``key`` tells which one was changed, also once it is gone. ``before`` and ``after`` are its fields, null where it
    was not there; where it was changed, those that differ. Of a sanction they say how the author is known again, and
    never by which address.
    """

    Subject = Subject
    Action = ChangeAction

    subject = models.CharField(_("what"), max_length=20, choices=Subject)
    action = models.CharField(_("action"), max_length=10, choices=ChangeAction)
    key = models.CharField(_("which"), max_length=200)
    section = models.CharField(_("section"), max_length=200, blank=True, default="")
    discussion_key = models.CharField(_("discussion"), max_length=200, blank=True, default="")
    comment_id = models.PositiveBigIntegerField(_("number of the comment"), null=True, blank=True)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moderator"),
    )
    note = models.TextField(_("note"), blank=True, default="")
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.CheckConstraint(condition=Q(subject__in=Subject.values), name="afterword_change_subject_known"),
            models.CheckConstraint(condition=Q(action__in=ChangeAction.values), name="afterword_change_action_known"),
        ]
        indexes = [models.Index(F("at").desc(), F("id").desc(), name="afterword_changes_by_time")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key}: {self.action}"
