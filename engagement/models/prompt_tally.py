"""A tally: how often readers' pages told one thing of one wording on one day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TallyKind(models.TextChoices):
    """What pages tell. What the server knows by itself, such as answers, is read from its own rows."""

    RENDERED = "rendered", _("shown")
    SEEN = "seen", _("seen: half of it on the screen for a second")
    STANCE = "stance", _("a stance chosen")
    STARTED = "started", _("an answer begun")


class PromptTally(models.Model):
    """A sum of events. Holds no personal data: neither who caused them nor a row for each. Deleted after
    ``MEASURE_DAYS``.

    Discussion and section are those of the wording's prompt. The day is that of the site's time zone.
    """

    Kind = TallyKind

    wording = models.ForeignKey(
        "afterword_engagement.Wording",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("wording"),
        db_index=False,
    )
    day = models.DateField(_("day"), db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=TallyKind)
    count = models.PositiveBigIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("tally of a prompt")
        verbose_name_plural = _("tallies of prompts")
        constraints = [
            # Whoever writes raises the row that is there; see engagement.services.tallies.
            models.UniqueConstraint(fields=["wording", "day", "kind"], name="afterword_tally_once"),
            models.CheckConstraint(condition=models.Q(kind__in=TallyKind.values), name="afterword_tally_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.kind}, {self.day}"
