"""Experiments for tests: a discussion whose prompt is compared with other words."""

import datetime as dt

from engagement.api import ArmData, Words, start_experiment
from engagement.experiments.slots import arm_at

FIRST = "Should the old quay be kept?"
OTHER = "What would you miss about the old quay?"
THIRD = "Keep the quay: yes or no?"


def compare(discussion, *others, metric="started", lift=0.25, style="closed", by=None, slot_hours=None):
    """Start comparing what is shown with other questions, each of another style unless pairs say which."""
    return start_experiment(
        prompt_id=discussion.prompt.pk,
        metric=metric,
        lift=lift,
        style=style,
        others=[ArmData(words=Words(question=question), style=of) for question, of in others or [(OTHER, "personal")]],
        by=by,
        slot_hours=slot_hours,
    )


def wordings_of(experiment):
    """The wordings' numbers, in their places."""
    return list(experiment.arms.order_by("place").values_list("wording_id", flat=True))


def slot_of(experiment, place, *, day=dt.date(2026, 4, 2), zone=dt.UTC):
    """When the first slot of that day begins which shows the wording at that place, after one that shows another."""
    slots = experiment.prompt.slots
    begins = [dt.datetime.combine(day, dt.time(hour), zone) for hour in range(slots.hours, 24, slots.hours)]
    before = dt.timedelta(hours=slots.hours)
    return next(at for at in begins if arm_at(at, slots) == place != arm_at(at - before, slots))


def shown_at(experiment, moment):
    """The number of the wording that a slot experiment shows at a moment of the site's own time."""
    return wordings_of(experiment)[arm_at(moment, experiment.prompt.slots)]
