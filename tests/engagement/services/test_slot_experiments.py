"""Wordings shown by time slot: how that begins and ends, and what is shown and answered meanwhile."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.api import (
    AuthorData,
    Discussion,
    Experiment,
    InvalidPrompt,
    Prompt,
    Wording,
    end_experiment,
    merge_discussions,
    post_comment,
    reword_prompt,
    set_discussion_status,
    show_prompt_later,
    shown_wording,
    switch_prompt_off,
)
from engagement.experiments import plan_slot_acts
from engagement.experiments.slots import Slots, arm_at
from engagement.models import Comment, ExperimentArm, PromptChange
from engagement.queries.prompts import with_prompt
from tests.engagement.compared import FIRST, OTHER, THIRD, compare, slot_of, wordings_of
from tests.factories import DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

WORDS = (FIRST, OTHER)
NOON = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def measured(settings, time_machine):
    settings.ENGAGEMENT = {"MEASURE": True}
    settings.TIME_ZONE = "UTC"
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def discussion():
    return DiscussionFactory()


@pytest.fixture
def experiment(discussion):
    return compare(discussion, slot_hours=3)


def stored():
    """Everything that a refusal must leave alone."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Discussion, Prompt, Wording, PromptChange, Experiment, ExperimentArm)
    ]


def shown(discussion):
    return shown_wording(with_prompt().get(pk=discussion.pk))


def answer(discussion, wording_id):
    posted = post_comment(
        discussion_id=discussion.pk,
        body=f"Keep it, {wording_id}, {timezone.now()}.",
        author=AuthorData(name="Ada", email="ada@example.org"),
        wording_id=wording_id,
    )
    return Comment.objects.get(pk=posted.comment.pk).wording_id


def test_what_decides_is_settled_at_the_start_and_copied_to_the_prompt(discussion, experiment):
    assert (experiment.assignment, experiment.slot_hours, len(experiment.seed)) == ("slot", 3, 32)
    assert experiment.acts == plan_slot_acts(lift=0.25)
    prompt = Prompt.objects.get(pk=discussion.prompt.pk)
    assert prompt.slots == Slots(seed=experiment.seed, hours=3, arms=2)
    assert [known[0] for known in prompt.known_arms] == wordings_of(experiment)
    other = compare(DiscussionFactory(), slot_hours=3)
    assert other.seed != experiment.seed


def test_by_a_coin_there_are_no_slots(discussion):
    experiment = compare(discussion)
    assert (experiment.assignment, experiment.slot_hours, experiment.seed) == ("browser", None, "")
    assert Prompt.objects.get().slots is None
    assert shown(discussion).pk == discussion.prompt.proposal_id


def test_wished_twice_it_is_one_experiment_and_with_other_slots_another(discussion, experiment):
    before = stored()
    assert compare(discussion, slot_hours=3) == experiment
    for hours in (None, 4):
        with pytest.raises(InvalidPrompt) as refused:
            compare(discussion, slot_hours=hours)
        assert refused.value.errors == {"prompt": ["An experiment compares these words. End it first."]}
    assert stored() == before


@pytest.mark.parametrize(
    ("hours", "others", "problem"),
    [
        (5, [OTHER], "A time slot has 1, 2, 3, 4, 6 or 12 hours."),
        (0, [OTHER], "A time slot has 1, 2, 3, 4, 6 or 12 hours."),
        (24, [OTHER], "A time slot has 1, 2, 3, 4, 6 or 12 hours."),
        (12, [OTHER, THIRD], "A day has fewer time slots than there are wordings. Choose shorter ones."),
    ],
)
def test_slots_that_cannot_be_are_refused(discussion, hours, others, problem):
    before = stored()
    with pytest.raises(InvalidPrompt) as refused:
        compare(discussion, *((question, "open") for question in others), slot_hours=hours)
    assert refused.value.errors == {"experiment": [problem]}
    assert stored() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"slot_hours": 3},
        {"seed": "a"},
        {"assignment": "slot", "slot_hours": 3},
        {"assignment": "slot", "seed": "a"},
        {"assignment": "slot", "slot_hours": 5, "seed": "a"},
        {"assignment": "moon"},
    ],
    ids=str,
)
def test_the_database_refuses_slots_that_are_none(discussion, wrong):
    fields = {"prompt": discussion.prompt, "metric": "started", "lift": 0.25, "acts": 1} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.create(**fields)
    assert not Experiment.objects.exists()


def test_everybody_sees_the_wording_of_the_slot_and_it_turns_at_the_border(discussion, experiment, time_machine):
    for place in (0, 1):
        begins = slot_of(experiment, place)
        time_machine.move_to(begins - dt.timedelta(seconds=1), tick=False)
        assert shown(discussion).question == WORDS[1 - place]
        time_machine.move_to(begins, tick=False)
        wording = shown(discussion)
        assert (wording.pk, wording.question) == (wordings_of(experiment)[place], WORDS[place])


def test_the_wording_of_a_slot_is_the_one_that_is_stored(discussion, experiment, time_machine):
    for place in (0, 1):
        time_machine.move_to(slot_of(experiment, place), tick=False)
        stored = Wording.objects.get(pk=wordings_of(experiment)[place])
        names = [field.attname for field in Wording._meta.fields]
        wording = shown(discussion)
        assert [getattr(wording, name) for name in names] == [getattr(stored, name) for name in names]


def test_finding_it_asks_the_database_nothing(discussion, experiment, django_assert_num_queries):
    with django_assert_num_queries(1):
        read = with_prompt().get(pk=discussion.pk)
        wording = shown_wording(read)
        assert wording.question in WORDS
        assert read.seen_at >= read.changed_at


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
def test_slots_go_by_the_sites_own_time(discussion, settings, time_machine, zone):
    settings.TIME_ZONE = zone
    experiment = compare(discussion, slot_hours=3)
    begins = slot_of(experiment, 1, zone=ZoneInfo(zone))
    with timezone.override("Pacific/Auckland"):
        time_machine.move_to(begins - dt.timedelta(seconds=1), tick=False)
        assert shown(discussion).question == FIRST
        time_machine.move_to(begins, tick=False)
        assert shown(discussion).question == OTHER


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)], ids=["put forward", "put back"])
def test_on_days_of_other_length_every_hour_shows_what_its_clock_says(discussion, settings, time_machine, day):
    settings.TIME_ZONE = "Europe/Berlin"
    berlin = ZoneInfo("Europe/Berlin")
    experiment = compare(discussion, slot_hours=1)
    moment = dt.datetime.combine(day, dt.time(), berlin).astimezone(dt.UTC)
    hours = []
    while moment.astimezone(berlin).date() == day:
        time_machine.move_to(moment + dt.timedelta(minutes=30), tick=False)
        read = with_prompt().get(pk=discussion.pk)
        local = moment.astimezone(berlin)
        hours.append(local.hour)
        assert shown_wording(read).question == WORDS[arm_at(local, experiment.prompt.slots)]
        moment += dt.timedelta(hours=1)
    assert len(hours) == (23 if day.month == 3 else 25)


def test_what_readers_see_has_changed_when_the_slot_began(discussion, experiment, time_machine):
    begins = slot_of(experiment, 1)
    time_machine.move_to(begins + dt.timedelta(minutes=70), tick=False)
    assert with_prompt().get(pk=discussion.pk).seen_at == begins
    end_experiment(experiment_id=experiment.pk, keep=None, by=None)
    assert with_prompt().get(pk=discussion.pk).seen_at == begins + dt.timedelta(minutes=70)


@pytest.mark.parametrize("why", ["closed", "not measured", "not open yet"])
def test_where_nothing_would_be_counted_what_was_shown_before_is_shown(
    discussion, experiment, settings, time_machine, why
):
    time_machine.move_to(slot_of(experiment, 1), tick=False)
    if why == "closed":
        set_discussion_status(discussion_id=discussion.pk, status="closed")
    elif why == "not measured":
        settings.ENGAGEMENT = {}
    else:
        Discussion.objects.update(opens_at=timezone.now() + dt.timedelta(days=1))
    assert shown(discussion).pk == discussion.prompt.proposal_id
    assert Experiment.objects.get().state == "running"


@pytest.mark.parametrize("place", [0, 1])
def test_an_answer_without_a_number_is_to_what_is_shown_now(discussion, experiment, time_machine, place):
    time_machine.move_to(slot_of(experiment, place), tick=False)
    assert answer(discussion, None) == wordings_of(experiment)[place]
    assert answer(discussion, discussion.prompt.proposal_id) == wordings_of(experiment)[place]


def test_an_answer_to_a_page_of_the_slot_before_is_to_its_words(discussion, experiment, time_machine):
    one, two = wordings_of(experiment)
    time_machine.move_to(slot_of(experiment, 1), tick=False)
    assert answer(discussion, one) == one
    time_machine.move_to(slot_of(experiment, 0), tick=False)
    assert answer(discussion, two) == two


def test_when_it_has_ended_answers_are_to_what_is_shown(discussion, experiment, time_machine):
    time_machine.move_to(slot_of(experiment, 1), tick=False)
    end_experiment(experiment_id=experiment.pk, keep=None, by=None)
    assert [answer(discussion, pk) for pk in wordings_of(experiment)] == [discussion.prompt.proposal_id] * 2


@pytest.mark.parametrize(
    ("keep", "question", "mode"), [(None, FIRST, "accepted"), (0, FIRST, "accepted"), (1, OTHER, "edited")]
)
def test_it_ends_in_the_middle_of_a_slot_and_keeps_one(discussion, experiment, time_machine, keep, question, mode):
    for place in (0, 1):
        time_machine.move_to(slot_of(experiment, place) + dt.timedelta(minutes=7), tick=False)
        assert shown(discussion).question == WORDS[place]
    end_experiment(experiment_id=experiment.pk, keep=keep, by=None)
    prompt = Prompt.objects.get()
    assert (prompt.slots, prompt.known_arms, prompt.mode) == (None, [], mode)
    for hours in range(24):
        time_machine.move_to(NOON + dt.timedelta(days=3, hours=hours), tick=False)
        assert shown(discussion).question == question
        assert shown(discussion).pk not in wordings_of(experiment)


@pytest.mark.parametrize(
    "change",
    [
        lambda prompt: reword_prompt(prompt_id=prompt.pk, question="A?", call_to_action="", lead="", by=None),
        lambda prompt: switch_prompt_off(prompt_id=prompt.pk, by=None),
        lambda prompt: show_prompt_later(
            prompt_id=prompt.pk,
            question="A?",
            call_to_action="",
            lead="",
            at=timezone.now() + dt.timedelta(hours=1),
            by=None,
        ),
    ],
    ids=["reword", "off", "later"],
)
def test_the_words_stay_while_they_are_compared(discussion, experiment, change):
    before = stored()
    with pytest.raises(InvalidPrompt) as refused:
        change(discussion.prompt)
    assert refused.value.errors == {"prompt": ["An experiment compares these words. End it first."]}
    assert stored() == before


def test_words_that_were_to_be_shown_later_are_compared_once_they_are(discussion, time_machine):
    at = NOON + dt.timedelta(hours=1)
    show_prompt_later(prompt_id=discussion.prompt.pk, question="A?", call_to_action="", lead="", at=at, by=None)
    time_machine.move_to(at, tick=False)
    experiment = compare(discussion, slot_hours=3)
    time_machine.move_to(slot_of(experiment, 0), tick=False)
    assert shown(discussion).question == "A?"
    time_machine.move_to(slot_of(experiment, 1), tick=False)
    assert shown(discussion).question == OTHER


def test_merged_into_another_its_page_asks_by_the_others_slots(discussion, experiment, time_machine):
    target = DiscussionFactory()
    others = compare(target, (THIRD, "short"), slot_hours=6)
    one, _two = wordings_of(experiment)
    merge_discussions(source_id=discussion.pk, target_id=target.pk)
    time_machine.move_to(slot_of(others, 1), tick=False)
    assert shown(target).question == THIRD
    # A page that was open before names words that are asked no more.
    assert answer(target, one) == wordings_of(others)[1]
