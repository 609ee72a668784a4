"""A prompt: what the article closes with, as the publisher wants it shown at the head of the discussion."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.experiments.slots import Slots


class PromptMode(models.TextChoices):
    """Who decides what is shown."""

    PROPOSED = "proposed", _("follows the article")
    ACCEPTED = "accepted", _("accepted as proposed")
    EDITED = "edited", _("an editor's own words")
    OFF = "off", _("switched off")


class PromptAct(models.TextChoices):
    """What of a prompt was changed."""

    WORDS = "words", _("its words")
    UPCOMING = "upcoming", _("its words to come")
    SIGNATURE = "signature", _("who asks")
    CONTEXT = "context", _("context")
    TIMES = "times", _("opening and closing")
    FOLLOW_UP = "follow_up", _("follow-up")
    BEGUN = "begun", _("experiment begun")
    ENDED = "ended", _("experiment ended")


class Prompt(models.Model):
    """One a discussion. ``proposal`` follows the article; ``chosen`` is what an editor accepted or wrote and nothing
    else overwrites. From ``upcoming_at`` on, ``upcoming`` is shown in place of both: reading alone finds out.

    ``known_stances`` is a copy of its ``Stance`` rows, as lists of number, label and place (0: offered no more), so
    that pages need no query for them; ``engagement.services.stances`` changes both together. In the same way
    ``known_arms`` is a copy of what the running experiment shows, as lists of the wording's number, question, call to
    action and lead, and ``known_slots`` says by which ``seed`` and ``hours`` time slots show them, empty where a coin
    does; ``engagement.services.experiments`` changes both.

    ``follow_up`` is what became of the answers, as typed, and as safe HTML beside it.

    Personal data: name, role and picture of whoever in the newsroom asks, as readers see them; erased when an editor
    signs it otherwise or with nothing.
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
    upcoming = models.ForeignKey(
        "afterword_engagement.Wording",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to be shown later"),
    )
    upcoming_at = models.DateTimeField(_("shown from"), null=True, blank=True)

    signed_by = models.CharField(_("who asks"), max_length=100, blank=True, default="")
    signed_role = models.CharField(_("their role"), max_length=100, blank=True, default="")
    signed_picture = models.CharField(_("address of their picture"), max_length=500, blank=True, default="")
    context = models.CharField(_("context"), max_length=300, blank=True, default="")
    follow_up = models.TextField(_("follow-up as typed"), blank=True, default="")
    follow_up_html = models.TextField(_("follow-up as shown"), blank=True, default="", editable=False)
    followed_up_at = models.DateTimeField(_("followed up"), null=True, blank=True, editable=False)
    known_stances = models.JSONField(_("stances"), blank=True, default=list, editable=False)
    known_arms = models.JSONField(_("wordings that are compared"), blank=True, default=list, editable=False)
    known_slots = models.JSONField(_("time slots"), blank=True, default=dict, editable=False)

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        constraints = [
            models.CheckConstraint(condition=models.Q(mode__in=PromptMode.values), name="afterword_prompt_mode_known"),
            models.CheckConstraint(
                condition=~models.Q(mode__in=[PromptMode.ACCEPTED, PromptMode.EDITED]) | models.Q(chosen__isnull=False),
                name="afterword_prompt_chosen_where_decided",
            ),
            models.CheckConstraint(
                condition=models.Q(upcoming__isnull=True, upcoming_at__isnull=True)
                | models.Q(upcoming__isnull=False, upcoming_at__isnull=False),
                name="afterword_prompt_upcoming_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(signed_by="") | models.Q(signed_role="", signed_picture=""),
                name="afterword_prompt_role_has_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.chosen or self.proposal or self.discussion)

    @property
    def slots(self) -> Slots | None:
        """By which time slots its running experiment shows wordings; none where none runs, or a coin decides."""
        if not self.known_slots:
            return None
        return Slots(seed=self.known_slots["seed"], hours=self.known_slots["hours"], arms=len(self.known_arms))


class PromptChange(models.Model):
    """One change of a prompt, kept for ever. Holds no personal data but the editor's account."""

    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="changes", verbose_name=_("prompt"))
    act = models.CharField(_("changed"), max_length=10, choices=PromptAct, default=PromptAct.WORDS)
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=PromptAct.values), name="afterword_prompt_change_act_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
