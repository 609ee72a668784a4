"""How experiments by time slot stand: whole days alone, never mixed with those by a coin."""

import datetime as dt

import pytest

from engagement.api import end_experiment, foresee, judge_experiments, pooled, standings
from engagement.experiments import (
    Arm,
    Outcome,
    Plan,
    SlotDay,
    Standing,
    compare_days_with_first,
    days_needed,
    judge_days,
    plan_slot_acts,
    unlikeness,
)
from engagement.models import PromptTally
from engagement.queries.earned_names import name_prompt
from engagement.queries.experiments import compared_styles
from tests.engagement.compared import FIRST, OTHER, THIRD, compare, wordings_of
from tests.engagement.measuring.past import make_comment
from tests.engagement.queries.test_experiments import _row, moment, tally
from tests.factories import DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

TODAY = dt.date(2026, 4, 1)
UNLIKE = unlikeness(slot_hours=3, wordings=2)


@pytest.fixture(autouse=True)
def april(settings, time_machine):
    settings.ENGAGEMENT = {"MEASURE": True}
    settings.TIME_ZONE = "UTC"
    time_machine.move_to("2026-04-01T12:00:00+00:00", tick=False)


@pytest.fixture
def experiment():
    return compare(DiscussionFactory(), slot_hours=3)


def count(experiment, days, *, better=1):
    """So many days on which the wording at the place ``better`` is."""
    for number in range(days):
        for place, wording in enumerate(wordings_of(experiment)):
            acts = 42 + number % 5 if place == better else 27 + number % 3
            tally(wording, number, seen=1000 + 10 * place, started=acts)


def test_a_verdict_rests_on_whole_days_alone(experiment, time_machine):
    count(experiment, 21)
    time_machine.move_to(moment(20), tick=False)
    judged = judge_experiments([experiment])[experiment.pk]
    days = [[SlotDay((Arm(seen=1000, acts=27 + n % 3), Arm(seen=1010, acts=42 + n % 5)), UNLIKE)] for n in range(20)]
    assert [*judged.looks] == days
    # What was counted today stands in the table, and counts tomorrow.
    assert judged.arms == (Arm(seen=21_000, acts=588), Arm(seen=21_210, acts=922))
    assert judged.plan == Plan(acts=plan_slot_acts(lift=0.25), lift=0.25)
    assert judged.verdict == judge_days(days, totals=judged.arms, plan=judged.plan)
    assert (judged.verdict.outcome, judged.verdict.winner, judged.verdict.days) == (Outcome.WINNER, 1, 20)
    assert judged.against_first == compare_days_with_first(days, arms=2, plan=judged.plan)
    assert judged.sentence.startswith(f"“{OTHER}” by ")
    time_machine.move_to(moment(21), tick=False)
    assert judge_experiments([experiment])[experiment.pk].verdict.days == 21


def test_the_same_acts_by_a_coin_are_judged_as_a_coins(time_machine):
    coin = compare(DiscussionFactory())
    for number in range(5):
        for place, wording in enumerate(wordings_of(coin)):
            tally(wording, number, seen=2000, started=80 + 80 * place)
    slots = compare(DiscussionFactory(), slot_hours=3)
    for number in range(5):
        for place, wording in enumerate(wordings_of(slots)):
            tally(wording, number, seen=2000, started=80 + 80 * place)
    time_machine.move_to(moment(6), tick=False)
    judged = judge_experiments([coin, slots])
    assert (judged[coin.pk].verdict.outcome, judged[coin.pk].looks) == (Outcome.WINNER, None)
    assert judged[slots.pk].verdict.outcome == Outcome.NOT_YET
    assert judged[coin.pk].arms == judged[slots.pk].arms


def test_the_day_on_which_it_ended_is_no_whole_day(experiment, time_machine):
    count(experiment, 4)
    time_machine.move_to(moment(3), tick=False)
    ended = end_experiment(experiment_id=experiment.pk, keep=None, by=None)
    time_machine.move_to(moment(9), tick=False)
    judged = judge_experiments([ended])[ended.pk]
    assert (len(judged.looks), len(judged.standings)) == (3, 4)


def test_days_are_the_sites_own(experiment, settings, time_machine):
    settings.TIME_ZONE = "America/New_York"
    count(experiment, 2)
    # In New York it is still the evening of the second.
    time_machine.move_to("2026-04-03T03:00:00+00:00", tick=False)
    assert len(judge_experiments([experiment])[experiment.pk].looks) == 1
    time_machine.move_to("2026-04-03T04:00:00+00:00", tick=False)
    assert len(judge_experiments([experiment])[experiment.pk].looks) == 2


def test_what_became_of_the_answers_counts_on_the_last_day_too(experiment, time_machine):
    count(experiment, 15)
    one, two = wordings_of(experiment)
    for number in range(30):
        make_comment(_row(two), at=moment(14), visibility="rejected", author_email=f"a{number}@example.org")
        make_comment(_row(one), at=moment(14), author_email=f"b{number}@example.org")
    time_machine.move_to(moment(14), tick=False)
    verdict = judge_experiments([experiment])[experiment.pk].verdict
    assert (verdict.outcome, verdict.winner, verdict.costs_approval) == (Outcome.WINNER, 1, True)


def test_before_anything_is_counted_nothing_is_known(experiment):
    judged = judge_experiments([experiment])[experiment.pk]
    assert (judged.looks, judged.arms, standings(experiment)) == ((), (Arm(), Arm()), ())
    assert judged.sentence == "Not yet: about 0 % of what a verdict takes. Whole days counted: 0."
    assert [(each.low, each.high) for each in judged.against_first] == [(0, float("inf"))]


def test_many_of_both_kinds_are_judged_at_three_queries(django_assert_num_queries):
    experiments = [compare(DiscussionFactory(), slot_hours=hours) for hours in (None, 3, 6, None, 1)]
    for experiment in experiments:
        count(experiment, 3)
    with django_assert_num_queries(3):
        judged = judge_experiments(experiments)
    assert [judged[each.pk].looks is None for each in experiments] == [True, False, False, True, False]


# By style


def test_the_two_kinds_are_never_mixed_and_only_those_that_were_seen_are_counted(
    time_machine, django_assert_num_queries
):
    coin, slots, longer = (compare(DiscussionFactory(), slot_hours=hours) for hours in (None, 3, 6))
    tally(wordings_of(coin)[0], 0, seen=100, started=10)
    tally(wordings_of(slots)[0], 0, seen=7, started=1)
    tally(wordings_of(slots)[1], 0, seen=8, started=2)
    tally(wordings_of(longer)[1], 0, seen=9, started=3)
    tally(wordings_of(slots)[1], 1, seen=5, started=1)
    # Nobody has seen these yet.
    for hours in (None, 3):
        compare(DiscussionFactory(), slot_hours=hours)
    time_machine.move_to(moment(1), tick=False)
    by_coin = pooled("closed", "personal", metric="started")
    assert (by_coin.experiments, by_coin.looks, by_coin.arms) == (1, None, (Arm(seen=100, acts=10), Arm()))
    with django_assert_num_queries(3):
        by_slots = pooled("closed", "personal", metric="started", assignment="slot")
    assert by_slots.experiments == 2
    assert by_slots.looks == (
        [
            SlotDay((Arm(), Arm(seen=9, acts=3)), unlikeness(slot_hours=6, wordings=2)),
            SlotDay((Arm(seen=7, acts=1), Arm(seen=8, acts=2)), UNLIKE),
        ],
    )
    assert by_slots.standings == (
        Standing((Arm(seen=7, acts=1), Arm(seen=17, acts=5))),
        Standing((Arm(seen=7, acts=1), Arm(seen=22, acts=6))),
    )
    assert by_slots.plan == Plan(acts=plan_slot_acts(lift=0.25), lift=0.25)
    turned = pooled("personal", "closed", metric="started", assignment="slot")
    assert turned.arms == tuple(reversed(by_slots.arms))


def test_over_many_articles_a_winner_is_named_that_none_names_alone(time_machine):
    experiments = [compare(DiscussionFactory(), (OTHER, "personal"), slot_hours=3) for _each in range(6)]
    for place, experiment in enumerate(experiments):
        for number in range(12):
            # One day in three the other way round.
            better = 0 if (number + place) % 3 == 0 else 1
            for side, wording in enumerate(wordings_of(experiment)):
                tally(wording, number, seen=200, started=9 if side == better else 5)
    time_machine.move_to(moment(12), tick=False)
    judged = judge_experiments(experiments)
    assert {each.verdict.outcome for each in judged.values()} == {Outcome.NOT_YET}
    found = pooled("closed", "personal", metric="started", assignment="slot", lift=0.5)
    assert (found.experiments, found.verdict.winner, found.verdict.days) == (6, None, 12)
    for experiment in experiments:
        for number in range(12, 40):
            better = 0 if number % 3 == 0 else 1
            for side, wording in enumerate(wordings_of(experiment)):
                tally(wording, number, seen=200, started=9 if side == better else 5)
    time_machine.move_to(moment(40), tick=False)
    found = pooled("closed", "personal", metric="started", assignment="slot", lift=0.5)
    assert (found.verdict.outcome, found.verdict.winner) == (Outcome.WINNER, 1)
    assert found.sentence.startswith("“personal” by ")


def test_styles_that_were_compared_by_slots_may_be_chosen_too():
    compare(DiscussionFactory(), (THIRD, "short"), slot_hours=3)
    assert compared_styles("started") == {("closed", "short"): 1}
    assert compared_styles("stance") == {}


# Before


def test_before_it_begins_the_section_says_how_many_days_it_takes(django_assert_num_queries):
    prompt, other = DiscussionFactory().prompt, DiscussionFactory()
    for number in range(1, 5):
        tally(other.prompt.proposal_id, -number, seen=2000, started=40)
    with django_assert_num_queries(1):
        found = foresee(prompt, "started", 0.5, slot_hours=3)
    days = days_needed(40 * 1.25, lift=0.5, slot_hours=3)
    assert (found.days, found.views, found.expected, found.can_decide) == (days, 2000 * days, 8000, False)
    assert (
        f"about {days} days, and the article will be read for about 4 of them: alone it can never decide."
        in found.sentence
    )
    assert "at least 10." in found.sentence
    # Looked at by a coin, the same readers are enough.
    assert foresee(prompt, "started", 1.0).can_decide


def test_an_article_that_is_read_all_the_time_can_decide():
    prompt = DiscussionFactory().prompt
    for number in range(29):
        tally(prompt.proposal_id, -number, seen=2000, started=40)
    found = foresee(prompt, "started", 0.25, slot_hours=3)
    assert (found.can_decide, found.days > 29) == (True, True)
    three = foresee(prompt, "started", 0.25, slot_hours=3, wordings=3)
    assert three.days > found.days
    assert "at least 12." in three.sentence


def test_what_takes_longer_than_ten_years_is_told_plainly():
    prompt = DiscussionFactory().prompt
    for number in range(29):
        PromptTally.objects.create(
            wording=prompt.proposal, day=TODAY - dt.timedelta(days=number), kind="seen", count=900
        )
    tally(prompt.proposal_id, -1, started=1)
    found = foresee(prompt, "started", 0.1, slot_hours=3)
    assert (found.days, found.views, found.can_decide) == (0, 0, False)
    assert "this takes years: alone the article can never decide." in found.sentence


def test_a_prompt_is_called_by_its_first_wording_whichever_a_slot_shows(time_machine):
    experiment = compare(DiscussionFactory(), slot_hours=3)
    for hour in range(24):
        time_machine.move_to(dt.datetime(2026, 4, 2, hour, tzinfo=dt.UTC), tick=False)
        assert name_prompt(experiment.prompt).words == FIRST
