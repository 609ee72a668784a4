"""The keys of one moderator, where they are not those that everybody has."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeyAct(models.TextChoices):
    """What a key may do. An act that moderators may give another key stands here, and its key in DEFAULT_KEYS."""

    NEXT = "next", _("Next card")
    PREVIOUS = "previous", _("Previous card")
    APPROVE = "approve", _("Approve; among the spam: not spam")
    REJECT = "reject", _("Reject")
    SPAM = "spam", _("Spam")
    SELECT = "select", _("Select the card, or no longer")
    UNDO = "undo", _("Take the last decision back")
    REPLY = "reply", _("Reply as the newsroom")
    REDACT = "redact", _("Edit something out")
    NOTE = "note", _("Note to colleagues")
    ASSIGN = "assign", _("Assign")
    ESCALATE = "escalate", _("Escalate")
    FEATURE = "feature", _("Feature; once more takes it back")
    LOCK = "lock", _("Lock the branch; once more takes it back")
    SANCTION = "sanction", _("Sanction the author, where you may")
    LOOK = "look", _("Among the new: all that the list shows are looked at")
    NEWS = "news", _("Show what came since the list was read")
    ZOOM = "zoom", _("One card without the list; once more shows the list again")
    SEARCH = "search", _("Search")
    HELP = "help", _("Show the keys")


DEFAULT_KEYS: dict[str, str] = {
    KeyAct.NEXT: "j",
    KeyAct.PREVIOUS: "k",
    KeyAct.APPROVE: "f",
    KeyAct.REJECT: "d",
    KeyAct.SPAM: "s",
    KeyAct.SELECT: "x",
    KeyAct.UNDO: "u",
    KeyAct.REPLY: "r",
    KeyAct.REDACT: "e",
    KeyAct.NOTE: "m",
    KeyAct.ASSIGN: "a",
    KeyAct.ESCALATE: "g",
    KeyAct.FEATURE: "t",
    KeyAct.LOCK: "o",
    KeyAct.SANCTION: "b",
    KeyAct.LOOK: "l",
    KeyAct.NEWS: "n",
    KeyAct.ZOOM: "z",
    KeyAct.SEARCH: "/",
    KeyAct.HELP: "?",
}
"""Digits are not among them: they choose queues and reasons for everybody."""


class KeyBindings(models.Model):
    """One row a moderator, and none for who keeps the keys as they are. Personal data: the moderator's account;
    deleted with it, or when they go back to everybody's keys.

    ``keys`` is an object from acts to single characters, whole or in part; an empty text leaves an act without a key.
    """

    moderator = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("moderator")
    )
    keys = models.JSONField(_("keys"), blank=True, default=dict)
    is_off = models.BooleanField(_("all keys are off"), default=False)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("keys")
        verbose_name_plural = _("keys")

    def __str__(self) -> str:
        return f"keys of moderator {self.moderator_id}"
