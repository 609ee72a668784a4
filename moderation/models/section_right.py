"""A section right: where a moderator works."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SectionRight(models.Model):
    """One section that an account, or all of a group, may work in; empty: every section. Personal data: the account;
    deleted with it.

    Rights add up, an account's own with those of its groups. Whoever has none works in every section.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    group = models.ForeignKey(
        "auth.Group", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    section = models.CharField(
        _("section"), max_length=100, blank=True, default="", help_text=_("Empty: every section.")
    )
    created_at = models.DateTimeField(_("given"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("section right")
        verbose_name_plural = _("section rights")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group__isnull=True) | Q(user__isnull=True, group__isnull=False),
                name="afterword_section_right_one_holder",
                violation_error_message=_("Choose an account or a group, not both."),
            ),
            models.UniqueConstraint(
                fields=["user", "section"], condition=Q(user__isnull=False), name="afterword_section_right_user_once"
            ),
            models.UniqueConstraint(
                fields=["group", "section"], condition=Q(group__isnull=False), name="afterword_section_right_group_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.section or '*'}"
