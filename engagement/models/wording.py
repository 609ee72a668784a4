"""A wording: what a prompt said at one time, kept for ever because comments answered it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WordingSource(models.TextChoices):
    """Where a wording came from."""

    ARTICLE = "article", _("the article's own ending")
    EDITOR = "editor", _("an editor")
    TEMPLATE = "template", _("a template")


class WordingStyle(models.TextChoices):
    """How a wording asks: what makes wordings of many articles comparable."""

    PLAIN = "plain", _("plain question")
    CLOSED = "closed", _("closed question")
    OPEN = "open", _("open question")
    PERSONAL = "personal", _("personal")
    EXPERIENCE = "experience", _("asks for experiences")
    SOLUTION = "solution", _("asks for solutions")
    SHORT = "short", _("short")
    CONTEXT = "context", _("with context")


class Wording(models.Model):
    """One wording of a prompt. Rows are added and never changed. Holds no personal data but the editor's account.

    ``style`` is how it asks, told by an editor, a template or an experiment, or else recognised when it was kept; empty
    where nobody told and no rule knew. ``template`` is what filled it, ``reused`` the wording of another prompt that an
    editor took it from.
    """

    prompt = models.ForeignKey(
        "afterword_engagement.Prompt", on_delete=models.PROTECT, related_name="wordings", verbose_name=_("prompt")
    )
    question = models.TextField(_("question"), blank=True, default="")
    call_to_action = models.TextField(_("call to action"), blank=True, default="")
    lead = models.TextField(_("lead"), blank=True, default="")
    source = models.CharField(_("source"), max_length=10, choices=WordingSource)
    confidence = models.FloatField(
        _("confidence"), null=True, blank=True, help_text=_("0 to 1; empty for an editor's own words.")
    )
    style = models.CharField(_("style"), max_length=10, choices=WordingStyle, blank=True, default="")
    template = models.ForeignKey(
        "afterword_engagement.PromptTemplate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("template"),
    )
    reused = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken from")
    )
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["prompt", "source", "digest"], name="afterword_wording_once"),
            models.CheckConstraint(
                condition=models.Q(source__in=WordingSource.values), name="afterword_wording_source_known"
            ),
            models.CheckConstraint(
                condition=models.Q(style__in=["", *WordingStyle.values]), name="afterword_wording_style_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(question="", call_to_action=""), name="afterword_wording_asks_something"
            ),
        ]

    def __str__(self) -> str:
        return self.question or self.call_to_action
