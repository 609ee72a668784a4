"""A word list: what may not be said, or what a moderator wants to see first."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WordListKind(models.TextChoices):
    """What a list is for."""

    BANNED = "banned", _("banned")
    SUSPECT = "suspect", _("suspect")


class WordList(models.Model):
    """Entries, one a line, for one language and section or for all. Holds no personal data.

    Empty ``language`` or ``section``: for all of them. How entries are written: ``moderation.rules.entries``.
    """

    Kind = WordListKind

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=WordListKind)
    language = models.CharField(
        _("language"), max_length=20, blank=True, default="", help_text=_("Such as en or pt-br; empty: every language.")
    )
    section = models.CharField(
        _("section"), max_length=200, blank=True, default="", help_text=_("Empty: every section.")
    )
    entries = models.TextField(
        _("entries"),
        blank=True,
        default="",
        help_text=_(
            "One a line: a word or phrase, * for any letters, /pattern/ for a regular expression, # for a note."
        ),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WordListKind.values), name="afterword_word_list_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
