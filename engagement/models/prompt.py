"""A prompt: what the article closes with, as the publisher wants it shown at the head of the discussion."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PromptMode(models.TextChoices):
    """Who decides what is shown."""

    PROPOSED = "proposed", _("follows the article")
    ACCEPTED = "accepted", _("accepted as proposed")
    EDITED = "edited", _("an editor's own words")
    OFF = "off", _("switched off")


class Prompt(models.Model):
    """One a discussion. ``proposal`` follows the article; ``chosen`` is what an editor accepted or wrote and nothing
    else overwrites.

    Holds no personal data.
    """

    Mode = PromptMode

    discussion = models.OneToOneField(
        "afterword_engagement.Discussion", on_delete=models.PROTECT, related_name="prompt", verbose_name=_("discussion")
    )
    mode = models.CharField(_("mode"), max_length=10, choices=PromptMode, default=PromptMode.PROPOSED)
    proposal = models.ForeignKey(
        "afterword_engagement.Wording",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposal"),
        help_text=_("What the article closes with now."),
    )
    chosen = models.ForeignKey(
        "afterword_engagement.Wording",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chosen"),
    )

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        constraints = [
            models.CheckConstraint(condition=models.Q(mode__in=PromptMode.values), name="afterword_prompt_mode_known"),
            models.CheckConstraint(
                condition=~models.Q(mode__in=[PromptMode.ACCEPTED, PromptMode.EDITED]) | models.Q(chosen__isnull=False),
                name="afterword_prompt_chosen_where_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.chosen or self.proposal or self.discussion)


class PromptChange(models.Model):
    """One change of a prompt, kept for ever. Holds no personal data but the editor's account."""

    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="changes", verbose_name=_("prompt"))
    before = models.CharField(_("before"), max_length=10, choices=PromptMode)
    after = models.CharField(_("after"), max_length=10, choices=PromptMode)
    wording = models.ForeignKey(
        "afterword_engagement.Wording", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("wording")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change of a prompt")
        verbose_name_plural = _("changes of prompts")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
