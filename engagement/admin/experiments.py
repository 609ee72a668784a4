"""Experiments on the page of a prompt: written, foreseen, started, looked at and ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.exceptions import InvalidPrompt
from engagement.experiments import Arm
from engagement.experiments.slots import SLOT_HOURS
from engagement.models import Experiment, ExperimentMetric, ExperimentState, Prompt, WordingStyle
from engagement.models.experiment import MOST_ARMS
from engagement.queries.experiments import Judged, judge_experiments
from engagement.queries.foresight import Foresight, foresee
from engagement.services.experiments import ArmData, Words, end_experiment, start_experiment

_SHOWN = 10
"""So many experiments of one prompt, the newest."""

_LIFTS = [("0.1", _("a tenth more")), ("0.25", _("a quarter more")), ("0.5", _("half as many more"))]
_USUAL_LIFT = "0.25"
_ASSIGNMENTS = [
    ("", _("a coin in each browser")),
    ("1", _("time slots of one hour")),
    *((str(hours), format_lazy(_("time slots of {hours} hours"), hours=hours)) for hours in SLOT_HOURS[1:]),
]
_STYLES = [("", "–"), *WordingStyle.choices]
"""For other words than those that are shown none is chosen beforehand: what nobody thought about would be compared with
nothing.
"""

_TEXTS = {"question": _("Question"), "call_to_action": _("Call to action"), "lead": _("Lead")}
_OTHERS = range(2, MOST_ARMS + 1)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together, with a heading."""

    title: str
    visible_fields: Sequence[forms.BoundField]


class ExperimentForm(forms.Form):
    """The wordings beside the one that is shown, and what shall be learnt."""

    metric = forms.ChoiceField(label=_("What counts"), choices=ExperimentMetric.choices)
    lift = forms.TypedChoiceField(
        label=_("Least difference worth having"), choices=_LIFTS, initial=_USUAL_LIFT, coerce=float
    )
    slot_hours = forms.TypedChoiceField(
        label=_("Assigned by"),
        choices=_ASSIGNMENTS,
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_(
            "A coin decides sooner, among readers with script on your own pages. With time slots everybody reads the "
            "words of that time, without script and in embeds too, and it takes weeks."
        ),
    )
    style = forms.ChoiceField(label=_("How the words that are shown ask"), choices=_STYLES)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for number in _OTHERS:
            for name, label in (
                ("question", _("Question")),
                ("call_to_action", _("Call to action")),
                ("lead", _("Lead")),
            ):
                self.fields[f"{name}_{number}"] = forms.CharField(
                    label=label, required=False, widget=forms.Textarea(attrs={"rows": 2})
                )
            self.fields[f"style_{number}"] = forms.ChoiceField(label=_("How it asks"), choices=_STYLES, required=False)

    @property
    def about(self) -> FieldGroup:
        """What is asked of the experiment as a whole."""
        return FieldGroup("", [self[name] for name in ("metric", "lift", "slot_hours", "style")])

    @property
    def second(self) -> FieldGroup:
        """The wording without which nothing is compared."""
        return self._group(2)

    @property
    def further(self) -> list[FieldGroup]:
        """Those that need not be."""
        return [self._group(number) for number in _OTHERS[1:]]

    def clean(self) -> dict[str, Any]:
        """Beside the fields ``others``, the wordings in which something is written."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["others"] = [arm for number in _OTHERS if (arm := _read_arm(data, number))]
        if not data["others"]:
            raise ValidationError(gettext("Write at least one more wording."))
        return data

    def _group(self, number: int) -> FieldGroup:
        names = (f"{name}_{number}" for name in (*_TEXTS, "style"))
        return FieldGroup(gettext("Wording %(number)s") % {"number": number}, [self[name] for name in names])


class EndForm(forms.Form):
    """Which experiment the editor saw, and the place of what is kept; empty: what was shown before."""

    experiment = forms.IntegerField()
    keep = forms.IntegerField(required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmLine:
    """One wording in the table of an experiment."""

    place: int
    words: str
    style: str
    counts: Arm
    rate: str
    """Acts of those who saw it, in per cent; empty where nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentLine:
    """One experiment as the page shows it."""

    experiment: Experiment
    judged: Judged
    arms: tuple[ArmLine, ...]

    @property
    def running(self) -> bool:
        """Whether its wordings are shown."""
        return self.experiment.state == ExperimentState.RUNNING

    @property
    def kept(self) -> str:
        """The words that were kept; empty where none were."""
        place = self.experiment.kept
        return "" if place is None else self.judged.names[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentsView:
    """What the page shows of a prompt's experiments."""

    running: ExperimentLine | None
    ended: tuple[ExperimentLine, ...]
    foresight: Foresight | None
    """What the one in the form would take; none while one runs."""


def view_experiments(prompt: Prompt, form: forms.Form) -> ExperimentsView:
    """The experiments of a prompt as they stand, and what the one that ``form`` describes would take."""
    experiments = list(prompt.experiments.prefetch_related("arms")[:_SHOWN])
    judged = judge_experiments(experiments)
    lines = [_describe(each, judged[each.pk]) for each in experiments]
    running = next((line for line in lines if line.running), None)
    return ExperimentsView(
        running=running,
        ended=tuple(line for line in lines if not line.running),
        foresight=None if running else _foresee(prompt, form),
    )


def start(prompt_id: int, given: Mapping[str, Any], by: Any) -> Prompt:
    """Start the experiment of the form."""
    experiment = start_experiment(
        prompt_id=prompt_id,
        metric=given["metric"],
        lift=given["lift"],
        style=given["style"],
        others=given["others"],
        by=by,
        slot_hours=given["slot_hours"],
    )
    return experiment.prompt


def end(prompt_id: int, given: Mapping[str, Any], by: Any) -> Prompt:
    """End the experiment that the editor saw."""
    if not Experiment.objects.filter(pk=given["experiment"], prompt=prompt_id).exists():
        raise InvalidPrompt({"prompt": [gettext("There is no such experiment.")]})
    return end_experiment(experiment_id=given["experiment"], keep=given["keep"], by=by).prompt


def _read_arm(data: Mapping[str, Any], number: int) -> ArmData | None:
    """A wording of the form; none where nothing is written in it."""
    words = Words(**{name: data.get(f"{name}_{number}", "") for name in _TEXTS})
    return ArmData(words=words, style=data.get(f"style_{number}", "")) if words != Words() else None


def _foresee(prompt: Prompt, form: forms.Form) -> Foresight:
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        return foresee(
            prompt,
            data["metric"],
            data["lift"],
            wordings=1 + len(data["others"]),
            slot_hours=data["slot_hours"],
        )
    return foresee(prompt, ExperimentMetric.STARTED, float(_USUAL_LIFT))


def _describe(experiment: Experiment, judged: Judged) -> ExperimentLine:
    arms = tuple(
        ArmLine(
            place=arm.place,
            words=words,
            style=arm.get_style_display(),
            counts=counts,
            rate=f"{number_format(round(100 * counts.acts / counts.seen, 1), 1)} %" if counts.seen else "",
        )
        for arm, words, counts in zip(experiment.arms.all(), judged.names, judged.arms, strict=True)
    )
    return ExperimentLine(experiment=experiment, judged=judged, arms=arms)
