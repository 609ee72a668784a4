"""A policy rule: what one signal comes to, set by an editor in the admin."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.rules.outcomes import Outcome

OUTCOMES = [
    (Outcome.PUBLISH.value, _("publish")),
    (Outcome.HOLD.value, _("hold for a moderator")),
    (Outcome.SPAM.value, _("put among the spam")),
    (Outcome.REFUSE.value, _("refuse")),
]


class PolicyRule(models.Model):
    """One cell of the policy's table that differs from the settings. Holds no personal data.

    For one discussion, or else for one section, or else, with both empty, everywhere; the nearest counts.
    """

    signal = models.CharField(_("signal"), max_length=50)
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES)
    section = models.CharField(
        _("section"), max_length=200, blank=True, default="", help_text=_("Empty: every section.")
    )
    discussion_key = models.CharField(
        _("discussion"), max_length=200, blank=True, default="", help_text=_("Its key; empty: every discussion.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("policy rule")
        verbose_name_plural = _("policy rules")
        constraints = [
            models.UniqueConstraint(
                fields=["signal", "section", "discussion_key"],
                name="afterword_policy_rule_once",
                violation_error_message=_("There is a rule for this signal and place already."),
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]), name="afterword_policy_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(section="") | Q(discussion_key=""),
                name="afterword_policy_one_place",
                violation_error_message=_("Choose a section or a discussion, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signal}: {self.outcome}"
