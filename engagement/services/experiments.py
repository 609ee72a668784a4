"""Experiments: wordings of one prompt, compared from an editor's start to an editor's end."""

import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.conf import get_settings
from engagement.exceptions import InvalidPrompt
from engagement.experiments import plan_acts, plan_slot_acts
from engagement.experiments.slots import SLOT_HOURS, slots_a_day
from engagement.models import (
    Experiment,
    ExperimentArm,
    ExperimentAssignment,
    ExperimentMetric,
    ExperimentState,
    Prompt,
    PromptAct,
    PromptMode,
    Wording,
    WordingSource,
    WordingStyle,
)
from engagement.models.experiment import MOST_ARMS
from engagement.queries.prompts import has_turned, settled_wording_of
from engagement.queries.stances import offered_stances
from engagement.services.prompts import decide, keep_wording, keep_words, lock_prompt, note_change
from engagement.text import find_forbidden

LEAST_LIFT, MOST_LIFT = 0.05, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a wording says."""

    question: str = ""
    call_to_action: str = ""
    lead: str = ""

    def cleaned(self) -> "Words":
        """The same without space around it."""
        return Words(question=self.question.strip(), call_to_action=self.call_to_action.strip(), lead=self.lead.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmData:
    """One more wording to compare, and how it asks."""

    words: Words
    style: str


@transaction.atomic
def start_experiment(
    *,
    prompt_id: int,
    metric: str,
    lift: float,
    style: str,
    others: Sequence[ArmData],
    by: Any | None,
    slot_hours: int | None = None,
) -> Experiment:
    """Compare what readers see now, which asks in ``style``, with one to three other wordings.

    A reader's browser chooses by a coin, or, with ``slot_hours``, everybody sees the wording of a time slot so long.
    What is shown now is decided for with that: an article that is edited meanwhile does not change it. Wished twice, it
    is one experiment; InvalidPrompt says what is wrong.
    """
    prompt = lock_prompt(prompt_id)
    shown = settled_wording_of(prompt)
    if shown is None:
        raise InvalidPrompt({"prompt": [_("Readers see no prompt here, so there is nothing to compare.")]})
    arms = [ArmData(words=_words_of(shown), style=style), *(_clean(arm) for arm in others)]
    running = Experiment.objects.filter(prompt=prompt, state=ExperimentState.RUNNING).first()
    if running is not None:
        if (running.metric, running.lift, running.slot_hours, _arms_of(running)) == (metric, lift, slot_hours, arms):
            return running
        raise InvalidPrompt({"prompt": [_("An experiment compares these words. End it first.")]})
    if problem := _find_problem(prompt, metric, lift, arms) or _find_problem_of_slots(slot_hours, len(arms)):
        raise InvalidPrompt({"experiment": [problem]})
    if has_turned(prompt):
        decide(prompt, mode=PromptMode.EDITED, chosen=shown, by=by)
    elif prompt.mode == PromptMode.PROPOSED:
        decide(prompt, mode=PromptMode.ACCEPTED, chosen=shown, by=by)
    experiment = Experiment.objects.create(
        prompt=prompt, metric=metric, lift=lift, by=by, **_settle(lift, slot_hours, len(arms))
    )
    wordings = [_keep_first(prompt, experiment, shown, style)]
    wordings += [_keep_other(prompt, experiment, arm, by) for arm in arms[1:]]
    ExperimentArm.objects.bulk_create(
        ExperimentArm(experiment=experiment, place=place, wording=wording, style=arm.style)
        for place, (arm, wording) in enumerate(zip(arms, wordings, strict=True))
    )
    _copy(prompt, experiment, wordings)
    note_change(prompt, PromptAct.BEGUN, by=by, wording=wordings[0])
    return experiment


@transaction.atomic
def end_experiment(*, experiment_id: int, keep: int | None, by: Any | None) -> Experiment:
    """Show one wording again: the one at the place ``keep``, or without one what was shown before.

    Where it has ended so already, nothing changes; InvalidPrompt where it has ended otherwise.
    """
    prompt = lock_prompt(Experiment.objects.values_list("prompt_id", flat=True).get(pk=experiment_id))
    experiment = Experiment.objects.select_for_update(no_key=True, of=("self",)).get(pk=experiment_id)
    if experiment.state == ExperimentState.ENDED:
        if experiment.kept == keep:
            return experiment
        raise InvalidPrompt({"prompt": [_("This experiment has ended already. Please look again.")]})
    arm = None
    if keep is not None:
        arm = experiment.arms.select_related("wording").filter(place=keep).first()
        if arm is None:
            raise InvalidPrompt({"prompt": [_("This experiment has no such wording.")]})
    experiment.state, experiment.ended_at, experiment.kept = ExperimentState.ENDED, timezone.now(), keep
    experiment.save(update_fields=["state", "ended_at", "kept"])
    _forget(prompt)
    note_change(prompt, PromptAct.ENDED, by=by, wording=arm.wording if arm else None)
    if arm is not None and arm.place > 0:
        chosen = arm.wording
        words = keep_words(
            prompt,
            question=chosen.question,
            call_to_action=chosen.call_to_action,
            lead=chosen.lead,
            style=arm.style,
            by=by,
        )
        decide(prompt, mode=PromptMode.EDITED, chosen=words, by=by)
    return experiment


def end_running_experiment(*, discussion_id: int) -> None:
    """End what a discussion compares, if anything, and keep none of it: nobody will see its prompt any more."""
    running = Experiment.objects.filter(prompt__discussion=discussion_id, state=ExperimentState.RUNNING)
    for pk in running.values_list("pk", flat=True):
        end_experiment(experiment_id=pk, keep=None, by=None)


def _clean(arm: ArmData) -> ArmData:
    return ArmData(words=arm.words.cleaned(), style=arm.style)


def _find_problem(prompt: Prompt, metric: str, lift: float, arms: Sequence[ArmData]) -> str:
    problem = _find_problem_around(prompt, metric, lift)
    if problem:
        return problem
    words = [arm.words for arm in arms]
    if not 1 < len(arms) <= MOST_ARMS:
        return _("Two to %(most)d wordings can be compared.") % {"most": MOST_ARMS}
    if not all(each.question or each.call_to_action for each in words):
        return _("A prompt needs a question or a call to action.")
    if any(find_forbidden(text) for each in words for text in astuple(each)):
        return _("A wording holds a character that cannot be stored.")
    if len(set(words)) < len(words):
        return _("Two wordings say the same.")
    if not all(arm.style in WordingStyle.values for arm in arms):
        return _("Say of each wording how it asks.")
    return ""


def _find_problem_around(prompt: Prompt, metric: str, lift: float) -> str:
    """What hinders an experiment whatever its wordings are."""
    if not get_settings().measure:
        return _("Nothing is measured on this site (MEASURE), so nothing can be compared.")
    if prompt.upcoming_id is not None and not has_turned(prompt):
        return _("Other words are to be shown later. Take that back first.")
    if metric not in ExperimentMetric.values:
        return _("Say what counts.")
    if metric == ExperimentMetric.STANCE and not offered_stances(prompt.discussion):
        return _("This prompt offers no stances to choose.")
    if not LEAST_LIFT <= lift <= MOST_LIFT:
        limits = {"least": round(LEAST_LIFT * 100), "most": round(MOST_LIFT * 100)}
        return _("The least difference worth having is %(least)d to %(most)d %%.") % limits
    return ""


def _find_problem_of_slots(slot_hours: int | None, wordings: int) -> str:
    if slot_hours is None:
        return ""
    if slot_hours not in SLOT_HOURS:
        return _("A time slot has 1, 2, 3, 4, 6 or 12 hours.")
    if slots_a_day(slot_hours) < wordings:
        return _("A day has fewer time slots than there are wordings. Choose shorter ones.")
    return ""


def _settle(lift: float, slot_hours: int | None, wordings: int) -> dict[str, Any]:
    """What decides who sees what, and when the comparison is sharpest."""
    if slot_hours is None:
        return {"acts": plan_acts(lift=lift, wordings=wordings)}
    return {
        "assignment": ExperimentAssignment.SLOT,
        "slot_hours": slot_hours,
        "seed": secrets.token_hex(16),
        "acts": plan_slot_acts(lift=lift, wordings=wordings),
    }


def _words_of(wording: Wording) -> Words:
    return Words(question=wording.question, call_to_action=wording.call_to_action, lead=wording.lead)


def _arms_of(experiment: Experiment) -> list[ArmData]:
    arms = experiment.arms.select_related("wording").order_by("place")
    return [ArmData(words=_words_of(arm.wording), style=arm.style) for arm in arms]


def _keep_first(prompt: Prompt, experiment: Experiment, shown: Wording, style: str) -> Wording:
    """What readers see now, as the experiment's own."""
    return keep_wording(
        prompt,
        question=shown.question,
        call_to_action=shown.call_to_action,
        lead=shown.lead,
        source=WordingSource(shown.source),
        style=style,
        experiment_id=experiment.pk,
        confidence=shown.confidence,
        template=shown.template,
        reused=shown.reused,
        created_by=shown.created_by,
    )


def _keep_other(prompt: Prompt, experiment: Experiment, arm: ArmData, by: Any | None) -> Wording:
    return keep_wording(
        prompt,
        question=arm.words.question,
        call_to_action=arm.words.call_to_action,
        lead=arm.words.lead,
        source=WordingSource.EDITOR,
        style=arm.style,
        experiment_id=experiment.pk,
        created_by=by,
    )


def _copy(prompt: Prompt, experiment: Experiment, wordings: Sequence[Wording]) -> None:
    """Keep with the prompt what pages need of its running experiment."""
    prompt.known_arms = [[each.pk, each.question, each.call_to_action, each.lead] for each in wordings]
    hours = experiment.slot_hours
    prompt.known_slots = {} if hours is None else {"seed": experiment.seed, "hours": hours}
    prompt.save(update_fields=["known_arms", "known_slots"])


def _forget(prompt: Prompt) -> None:
    """Show again what was shown before."""
    prompt.known_arms, prompt.known_slots = [], {}
    prompt.save(update_fields=["known_arms", "known_slots"])
