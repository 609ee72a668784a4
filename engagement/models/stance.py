"""Stances: what readers may choose in answer to a prompt with one click, and who chose which."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_LABEL = 40


class Stance(models.Model):
    """One of the two to five answers that a prompt offers. Holds no personal data.

    A label never changes, for readers chose it as it read then; and no row is deleted, for comments may bear it: what
    is offered no more has ``retired_at``, and is offered again under its old number. ``count`` counts its
    ``StanceChoice`` rows, and changes in their transactions. ``Prompt.known_stances`` holds what pages need of them.
    """

    prompt = models.ForeignKey(
        "afterword_engagement.Prompt", on_delete=models.PROTECT, related_name="stances", verbose_name=_("prompt")
    )
    label = models.CharField(_("label"), max_length=LONGEST_LABEL)
    position = models.PositiveSmallIntegerField(_("position"))
    count = models.PositiveIntegerField(_("readers who chose it"), default=0)
    retired_at = models.DateTimeField(_("offered no more since"), null=True, blank=True)

    class Meta:
        verbose_name = _("stance")
        verbose_name_plural = _("stances")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["prompt", "label"], name="afterword_stance_once"),
            models.CheckConstraint(condition=~Q(label=""), name="afterword_stance_says_something"),
        ]

    def __str__(self) -> str:
        return self.label


class StanceChoice(models.Model):
    """One a reader and discussion: which stance they took. Taking another one changes the row.

    Personal data: the account, with a view of its own, until it takes its choice back or is deleted. Of a guest there
    is none: ``guest`` is a keyed hash of the discussion and of a random token that never leaves their browser but to be
    hashed, so neither the guest nor what else they chose can be told from it. All of a discussion's are deleted when it
    is merged into another, whose question is another one.
    """

    discussion = models.ForeignKey(
        "afterword_engagement.Discussion",
        on_delete=models.PROTECT,
        related_name="stance_choices",
        verbose_name=_("discussion"),
    )
    stance = models.ForeignKey(Stance, on_delete=models.PROTECT, related_name="choices", verbose_name=_("stance"))
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # Before the rows go this way, engagement.receivers has them taken back, so that the stances count right.
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    guest = models.CharField(_("guest"), max_length=64, blank=True, default="")
    created_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("choice of a stance")
        verbose_name_plural = _("choices of stances")
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, guest="") | (Q(account__isnull=True) & ~Q(guest="")),
                name="afterword_choice_of_one_reader",
            ),
            models.UniqueConstraint(
                fields=["discussion", "account"],
                condition=Q(account__isnull=False),
                name="afterword_choice_once_an_account",
            ),
            models.UniqueConstraint(
                fields=["discussion", "guest"], condition=~Q(guest=""), name="afterword_choice_once_a_guest"
            ),
        ]

    def __str__(self) -> str:
        return f"choice of stance {self.stance_id}"
