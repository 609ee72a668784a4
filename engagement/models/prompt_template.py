"""A template of prompts: what is proposed where an article closes with nothing."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.wording import WordingStyle


class PromptTemplate(models.Model):
    """Words with placeholders, for the articles of one section or of all, in one language or in any.

    Holds no personal data but the editor's account; kept for ever, because wordings came of it.
    """

    name = models.CharField(_("name"), max_length=100, help_text=_("For editors alone."))
    section = models.CharField(
        _("section"), max_length=100, blank=True, default="", help_text=_("Empty: articles of every section.")
    )
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        default="",
        help_text=_("Such as en or de-AT. Empty: of any language."),
    )
    question = models.CharField(_("question"), max_length=500, blank=True, default="")
    call_to_action = models.CharField(_("call to action"), max_length=500, blank=True, default="")
    lead = models.CharField(_("lead"), max_length=500, blank=True, default="")
    style = models.CharField(
        _("style"),
        max_length=10,
        choices=WordingStyle,
        blank=True,
        default="",
        help_text=_("Empty: recognised from the words."),
    )
    active = models.BooleanField(_("in use"), default=True)
    starts_at = models.DateTimeField(
        _("from"), null=True, blank=True, help_text=_("For articles published from then on.")
    )
    ends_at = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("For articles published before."))
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Where several fit, the smallest is taken.")
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("template of prompts")
        verbose_name_plural = _("templates of prompts")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(question="", call_to_action=""), name="afterword_prompt_template_asks_something"
            ),
            models.CheckConstraint(
                condition=models.Q(style__in=["", *WordingStyle.values]), name="afterword_prompt_template_style_known"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True)
                | models.Q(ends_at__isnull=True)
                | models.Q(starts_at__lt=models.F("ends_at")),
                name="afterword_prompt_template_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name
