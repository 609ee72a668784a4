"""An experiment: several wordings of one prompt, shown by a coin or by time slot, to learn which of them earns more."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.experiments.slots import SLOT_HOURS
from engagement.models.wording import WordingStyle

MOST_ARMS = 4


class ExperimentMetric(models.TextChoices):
    """Which act counts. Each is a kind of ``PromptTally`` too."""

    STARTED = "started", _("answers begun")
    STANCE = "stance", _("stances chosen")


class ExperimentState(models.TextChoices):
    """Whether its wordings are shown."""

    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")


class ExperimentAssignment(models.TextChoices):
    """What decides which wording a reader sees."""

    BROWSER = "browser", _("each browser, by a coin")
    SLOT = "slot", _("time slots")


class Experiment(models.Model):
    """One comparison of wordings, kept for ever. What was settled at its start never changes. Holds no personal data
    but the editors' accounts.

    ``lift`` is the least difference worth having and ``acts`` the number of acts at which the comparison is sharpest:
    see ``engagement.experiments.Plan``. By time slot, ``slot_hours`` is how long each is and ``seed`` what their order
    is drawn from: see ``engagement.experiments.slots``. ``kept`` is the place of the wording that was kept at the end;
    none where nothing was.
    """

    prompt = models.ForeignKey(
        "afterword_engagement.Prompt", on_delete=models.PROTECT, related_name="experiments", verbose_name=_("prompt")
    )
    metric = models.CharField(_("what counts"), max_length=10, choices=ExperimentMetric)
    lift = models.FloatField(
        _("least difference worth having"), validators=[MinValueValidator(0.01), MaxValueValidator(10)]
    )
    assignment = models.CharField(
        _("assigned by"), max_length=10, choices=ExperimentAssignment, default=ExperimentAssignment.BROWSER
    )
    slot_hours = models.PositiveSmallIntegerField(_("hours of a time slot"), null=True, blank=True)
    seed = models.CharField(_("seed of the time slots"), max_length=32, blank=True, default="", editable=False)
    acts = models.PositiveIntegerField(_("acts planned"), validators=[MinValueValidator(1)])
    state = models.CharField(_("state"), max_length=10, choices=ExperimentState, default=ExperimentState.RUNNING)
    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    kept = models.PositiveSmallIntegerField(_("place of what was kept"), null=True, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["prompt"],
                condition=models.Q(state=ExperimentState.RUNNING),
                name="afterword_experiment_one_runs",
            ),
            models.CheckConstraint(
                condition=models.Q(metric__in=ExperimentMetric.values), name="afterword_experiment_metric_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ExperimentState.RUNNING, ended_at__isnull=True, kept__isnull=True)
                | models.Q(state=ExperimentState.ENDED, ended_at__isnull=False),
                name="afterword_experiment_ended_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(lift__gt=0, acts__gte=1), name="afterword_experiment_seeks_something"
            ),
            models.CheckConstraint(
                condition=models.Q(assignment=ExperimentAssignment.BROWSER, slot_hours__isnull=True, seed="")
                | (
                    models.Q(assignment=ExperimentAssignment.SLOT, slot_hours__isnull=False, slot_hours__in=SLOT_HOURS)
                    & ~models.Q(seed="")
                ),
                name="afterword_experiment_slots_have_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prompt}: {self.get_metric_display()}"


class ExperimentArm(models.Model):
    """One of the wordings compared. Holds no personal data.

    Its wording is a row of its own, also where its words are another row's: so nobody outside is counted in it.
    """

    experiment = models.ForeignKey(
        Experiment, on_delete=models.PROTECT, related_name="arms", verbose_name=_("experiment")
    )
    place = models.PositiveSmallIntegerField(_("place"))
    wording = models.OneToOneField(
        "afterword_engagement.Wording", on_delete=models.PROTECT, related_name="+", verbose_name=_("wording")
    )
    style = models.CharField(_("style"), max_length=10, choices=WordingStyle)

    class Meta:
        verbose_name = _("wording of an experiment")
        verbose_name_plural = _("wordings of experiments")
        ordering = ["experiment", "place"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "place"], name="afterword_arm_place_once"),
            models.CheckConstraint(condition=models.Q(place__lt=MOST_ARMS), name="afterword_arm_place_known"),
            models.CheckConstraint(condition=models.Q(style__in=WordingStyle.values), name="afterword_arm_style_known"),
        ]

    def __str__(self) -> str:
        return str(self.wording)
