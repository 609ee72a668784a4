"""A decision: one change of a comment's fate, with who made it and why, kept for ever."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.api import Visibility
from moderation.models.append_only import AppendOnly, AppendOnlyQuerySet
from moderation.models.case import Queue
from moderation.models.feedback import FeedbackKind


class Actor(models.TextChoices):
    """Who decided."""

    MODERATOR = "moderator", _("a moderator")
    POLICY = "policy", _("the checks")
    AUTHOR = "author", _("the author")
    READERS = "readers", _("readers' reports")


class Action(models.TextChoices):
    """What was decided."""

    APPROVE = "approve", _("approved")
    REJECT = "reject", _("rejected")
    SPAM = "spam", _("marked as spam")
    NOT_SPAM = "not_spam", _("marked as not spam")
    HOLD = "hold", _("held")
    LOOK = "look", _("looked at")
    WITHDRAW = "withdraw", _("withdrawn")
    ERASE = "erase", _("erased")
    UNDO = "undo", _("undone")
    FEATURE = "feature", _("featured")
    UNFEATURE = "unfeature", _("featured no more")
    LOCK = "lock", _("branch locked")
    UNLOCK = "unlock", _("branch unlocked")
    REDACT = "redact", _("text edited")
    REPLY = "reply", _("answered")
    NOTE = "note", _("noted")
    ASSIGN = "assign", _("assigned")
    ESCALATE = "escalate", _("escalated")


class About(models.TextChoices):
    """What of a comment a decision is about. Of each the newest decision counts, and one of its own kind undoes it."""

    VISIBILITY = "visibility", _("whether it shows")
    FEATURE = "feature", _("whether it is featured")
    LOCK = "lock", _("whether it takes replies")
    TEXT = "text", _("its text")
    TALK = "talk", _("what moderators say and agree")


ACTIONS_ABOUT: dict[str, tuple[str, ...]] = {
    About.VISIBILITY: (
        Action.APPROVE,
        Action.REJECT,
        Action.SPAM,
        Action.NOT_SPAM,
        Action.HOLD,
        Action.LOOK,
        Action.WITHDRAW,
        Action.ERASE,
    ),
    About.FEATURE: (Action.FEATURE, Action.UNFEATURE),
    About.LOCK: (Action.LOCK, Action.UNLOCK),
    About.TEXT: (Action.REDACT,),
    About.TALK: (Action.REPLY, Action.NOTE, Action.ASSIGN, Action.ESCALATE),
}
"""Which actions decide on what. An undoing is about what it undoes; of talk nothing is undone."""


def _fits() -> Q:
    fits = Q()
    for about, actions in ACTIONS_ABOUT.items():
        undoing = () if about == About.TALK else (Action.UNDO,)
        fits |= Q(about=about, action__in=[*actions, *undoing])
    return fits


class DecisionQuerySet(AppendOnlyQuerySet["Decision"]):
    """Filters that more than one reader of the table needs."""

    def on_visibility(self) -> Self:
        """What was decided on whether comments show, and what undid that: no feature, lock, edit or talk."""
        return self.filter(about=About.VISIBILITY)


_Decisions = models.Manager.from_queryset(DecisionQuerySet)


class Decision(AppendOnly):
    """Rows are added and never changed. Personal data: the moderator's account, and what they wrote: ``note`` for
    colleagues, ``message`` for the author.

    ``about`` says what of the comment was decided on. ``before`` and ``after`` are its visibility, the same where that
    was not touched; ``after`` is ``pending`` where an approved reply waits for
    its parent. ``queue_before`` is where its case stood, for undoing. ``tells`` is what the spam checker is to learn.
    ``reasons`` names the signals that led the policy to it, the strictest first. ``bulk`` is the run it was made in.
    ``detail`` is what an act was about: ``to`` and ``name`` of whom a comment was assigned to, ``reply`` for the
    newsroom's answer.

    ``cause`` is the first reason for which the comment came to whoever decided. ``waited`` is for how many seconds it
    had stood among those that wait; none where it did not. Both are kept here because its case forgets them one day.
    """

    Action = Action
    Actor = Actor

    comment = models.ForeignKey(
        "afterword_engagement.Comment",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("comment"),
        db_index=False,
    )
    actor = models.CharField(_("decided by"), max_length=10, choices=Actor)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moderator"),
    )
    about = models.CharField(_("about"), max_length=10, choices=About, default=About.VISIBILITY)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    before = models.CharField(_("before"), max_length=10, choices=Visibility)
    after = models.CharField(_("after"), max_length=10, choices=Visibility)
    queue_before = models.CharField(_("queue before"), max_length=10, choices=Queue, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=50, blank=True, default="")
    reasons = models.JSONField(_("signals that decided"), blank=True, default=list)
    cause = models.CharField(_("came because of"), max_length=50, blank=True, default="", editable=False)
    waited = models.PositiveIntegerField(_("seconds waited"), null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True, default="")
    message = models.TextField(_("to the author"), blank=True, default="")
    detail = models.JSONField(_("detail"), blank=True, default=dict)
    tells = models.CharField(
        _("tells the spam checker"), max_length=10, choices=FeedbackKind, blank=True, default="", editable=False
    )
    revision = models.PositiveIntegerField(_("revision decided on"))
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("undoes")
    )
    bulk = models.ForeignKey(
        "afterword_moderation.BulkRun",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bulk run"),
        db_index=False,
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects: ClassVar[_Decisions["Decision"]] = _Decisions()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(condition=Q(actor__in=Actor.values), name="afterword_decision_actor_known"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="afterword_decision_action_known"),
            models.CheckConstraint(condition=_fits(), name="afterword_decision_about_fits"),
            models.CheckConstraint(
                condition=Q(about=About.VISIBILITY) | Q(after=F("before")), name="afterword_decision_act_moves_nothing"
            ),
            models.CheckConstraint(
                condition=Q(before__in=Visibility.values, after__in=Visibility.values),
                name="afterword_decision_visibility_known",
            ),
            models.CheckConstraint(
                condition=Q(queue_before__in=["", *Queue.values]), name="afterword_decision_queue_known"
            ),
            models.CheckConstraint(
                condition=Q(tells__in=["", *FeedbackKind.values]), name="afterword_decision_tells_known"
            ),
            models.CheckConstraint(
                condition=Q(actor=Actor.MODERATOR) | Q(moderator__isnull=True), name="afterword_decision_by_moderator"
            ),
            models.CheckConstraint(
                condition=~Q(action=Action.REJECT) | ~Q(reason=""), name="afterword_decision_reject_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(action=Action.UNDO, undoes__isnull=False)
                | (~Q(action=Action.UNDO) & Q(undoes__isnull=True)),
                name="afterword_decision_undo_names_what",
            ),
            models.UniqueConstraint(
                fields=["bulk", "comment"], condition=Q(bulk__isnull=False), name="afterword_decision_once_a_bulk_run"
            ),
        ]
        indexes = [
            models.Index(F("comment"), F("id").desc(), name="afterword_decisions_of_comment"),
            models.Index(F("at").desc(), F("id").desc(), name="afterword_decisions_by_time"),
            models.Index(
                F("at").desc(), F("id").desc(), condition=Q(actor="moderator"), name="afterword_decisions_of_people"
            ),
            models.Index(fields=["actor", "at"], name="afterword_decisions_by_actor"),
        ]

    def __str__(self) -> str:
        if self.about != About.VISIBILITY:
            return f"{self.action}"
        return f"{self.action}: {self.before} → {self.after}"
