"""Experiments for tests: a discussion whose prompt is compared with other words."""

from engagement.api import ArmData, Words, start_experiment

FIRST = "Should the old quay be kept?"
OTHER = "What would you miss about the old quay?"
THIRD = "Keep the quay: yes or no?"


def compare(discussion, *others, metric="started", lift=0.25, style="closed", by=None):
    """Start comparing what is shown with other questions, each of another style unless pairs say which."""
    return start_experiment(
        prompt_id=discussion.prompt.pk,
        metric=metric,
        lift=lift,
        style=style,
        others=[ArmData(words=Words(question=question), style=of) for question, of in others or [(OTHER, "personal")]],
        by=by,
    )


def wordings_of(experiment):
    """The wordings' numbers, in their places."""
    return list(experiment.arms.order_by("place").values_list("wording_id", flat=True))
