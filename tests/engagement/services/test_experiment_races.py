"""Editors who start and end experiments at once, and readers who answer meanwhile."""

from functools import partial

import pytest

from engagement.api import Experiment, InvalidPrompt, Prompt, end_experiment
from engagement.models import Comment
from engagement.services.drafts import AuthorData
from engagement.services.posting import post_comment
from tests.engagement.compared import OTHER, THIRD, compare, wordings_of
from tests.factories import DiscussionFactory

ADA = AuthorData(name="Ada", email="ada@example.org")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("engagement_alone")]


@pytest.fixture(autouse=True)
def measured(settings):
    settings.ENGAGEMENT = {"MEASURE": True}


@pytest.fixture
def discussion():
    return DiscussionFactory()


def test_two_who_start_different_ones_at_once_start_one(race, discussion):
    outcomes = race(
        partial(compare, discussion, (OTHER, "personal")),
        partial(compare, discussion, (THIRD, "short")),
    )
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) == [InvalidPrompt]
    experiment = Experiment.objects.get()
    assert experiment in outcomes
    known = Prompt.objects.get().known_arms
    assert [arm[0] for arm in known] == wordings_of(experiment)


def test_who_presses_twice_at_once_starts_one(race, discussion):
    outcomes = race(*[partial(compare, discussion)] * 4)
    assert outcomes == [Experiment.objects.get()] * 4


def test_two_who_keep_different_wordings_at_once_keep_one(race, discussion):
    experiment = compare(discussion)
    outcomes = race(*[partial(end_experiment, experiment_id=experiment.pk, keep=keep, by=None) for keep in (0, 1)])
    experiment.refresh_from_db()
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [InvalidPrompt]
    assert isinstance(outcomes[1 - experiment.kept], InvalidPrompt)
    prompt = Prompt.objects.get()
    assert (prompt.known_arms, prompt.chosen.question == OTHER) == ([], experiment.kept == 1)


def test_an_answer_while_it_ends_is_to_the_wording_or_to_what_is_shown(race, discussion):
    experiment = compare(discussion)
    wording = wordings_of(experiment)[1]
    posted, _ended = race(
        partial(post_comment, discussion_id=discussion.pk, body="Keep it.", author=ADA, wording_id=wording),
        partial(end_experiment, experiment_id=experiment.pk, keep=None, by=None),
    )
    answered = Comment.objects.get(pk=posted.comment.pk).wording_id
    assert answered in {wording, Prompt.objects.get().chosen_id}
