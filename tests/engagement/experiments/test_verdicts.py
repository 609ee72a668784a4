"""What is said of an experiment, and when."""

import pytest
from django.utils import translation

from engagement.experiments import Arm, Outcome, Plan, Standing, judge, plan_acts, say_plan, say_verdict, views_needed

PLAN = Plan(acts=1210, lift=0.25)


def standing(*arms):
    return Standing(tuple(Arm(seen=seen, acts=acts) for seen, acts in arms))


@pytest.mark.parametrize("looks", [[], [Standing(())], [standing((900, 40))]])
def test_less_than_two_wordings_are_no_comparison(looks):
    assert judge(looks, plan=PLAN).outcome == Outcome.NOT_YET


def test_too_few_acts_say_nothing():
    verdict = judge([standing((100, 9), (100, 2))], plan=PLAN)
    assert (verdict.outcome, verdict.winner, verdict.acts) == (Outcome.NOT_YET, None, 11)


@pytest.mark.parametrize("arms", [((20_000, 700), (20_000, 480)), ((20_000, 480), (20_000, 700))])
def test_a_winner_is_named_with_what_is_certain(arms):
    verdict = judge([standing(*arms)], plan=PLAN)
    assert verdict.outcome == Outcome.WINNER
    assert arms[verdict.winner][1] == 700
    assert (round(verdict.least, 2), round(verdict.most, 2)) == (0.18, 0.81)
    assert verdict.least < 700 / 480 - 1 < verdict.most


def test_small_differences_that_are_certain_are_not_worth_having():
    verdict = judge([standing((50_000, 1500), (50_000, 1490))], plan=PLAN)
    assert verdict.outcome == Outcome.NO_DIFFERENCE


def test_what_was_certain_once_stays_while_nothing_contradicts_it():
    then, later = standing((20_000, 640), (20_000, 480)), standing((24_000, 690), (24_000, 600))
    assert judge([later], plan=PLAN).outcome == Outcome.NOT_YET
    assert judge([then, later], plan=PLAN).outcome == Outcome.WINNER


def test_a_difference_that_turns_round_is_called_unsteady():
    then, later = standing((20_000, 700), (20_000, 480)), standing((90_000, 2000), (90_000, 2900))
    assert judge([then, later], plan=PLAN).outcome == Outcome.UNSTEADY


def test_wordings_that_were_not_shown_equally_are_not_compared():
    assert judge([standing((20_000, 700), (17_000, 300))], plan=PLAN).outcome == Outcome.UNEVEN
    assert judge([standing((20_000, 700), (19_800, 300))], plan=PLAN).outcome == Outcome.WINNER


def test_one_of_three_must_be_better_than_both():
    assert judge([standing((20_000, 700), (20_000, 690), (20_000, 400))], plan=PLAN).outcome == Outcome.NOT_YET
    verdict = judge([standing((20_000, 500), (20_000, 760), (20_000, 400))], plan=PLAN)
    assert (verdict.outcome, verdict.winner) == (Outcome.WINNER, 1)
    assert verdict.least < 760 / 500 - 1 < verdict.most


@pytest.mark.parametrize(("refused", "costs"), [(250, True), (60, False)])
def test_a_winner_whose_answers_are_approved_less_often_is_named_with_that(refused, costs):
    one = Arm(seen=20_000, acts=700, approved=300, refused=refused)
    two = Arm(seen=20_000, acts=480, approved=300, refused=40)
    assert judge([Standing((one, two))], plan=PLAN).costs_approval is costs


@pytest.mark.parametrize(
    ("wish", "problem"),
    [({"acts": 0}, "act"), ({"acts": 9, "lift": 0}, "difference"), ({"acts": 9, "alpha": 1}, "false")],
)
def test_a_plan_that_cannot_be_is_refused(wish, problem):
    with pytest.raises(ValueError, match=problem):
        Plan(**wish)


def test_a_smaller_difference_takes_more():
    assert [plan_acts(lift=lift) for lift in (0.1, 0.25, 0.5, 1.0)] == [6640, 1210, 373, 136]
    assert plan_acts(lift=0.25, wordings=3) > plan_acts(lift=0.25)
    assert views_needed(1210, rate=0.02, lift=0.25) == 53_778
    assert views_needed(1210, rate=0.02, lift=0.25, wordings=3) == 80_667


SENTENCES = [
    ([standing((100, 9), (100, 2))], "Not yet: 11 of about 1,210 that a verdict takes."),
    ([standing((20_000, 700), (20_000, 480))], "“A” by 18 to 81 %."),
    ([standing((2000, 100), (2000, 0))], "“A” by at least 48 %."),
    ([standing((50_000, 1500), (50_000, 1490))], "No difference worth having: less than 25 % either way."),
    (
        [standing((20_000, 700), (17_000, 300))],
        "No verdict: readers did not see the wordings equally often, so something counts wrongly.",
    ),
    (
        [standing((20_000, 700), (20_000, 480)), standing((90_000, 2000), (90_000, 2900))],
        "No verdict: the difference itself changed while it was measured.",
    ),
]


@pytest.mark.parametrize(("looks", "sentence"), SENTENCES)
def test_every_verdict_is_one_sentence(looks, sentence, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    with translation.override("en"):
        assert say_verdict(judge(looks, plan=PLAN), ["A", "B"], plan=PLAN) == sentence


def test_a_winner_that_costs_approval_is_not_praised_without_saying_so():
    arms = (Arm(seen=20_000, acts=700, approved=300, refused=250), Arm(seen=20_000, acts=480, approved=300, refused=40))
    said = say_verdict(judge([Standing(arms)], plan=PLAN), ["A", "B"], plan=PLAN)
    assert said == "“A” by 18 to 81 %. But what it brings in is approved less often."


def test_what_an_article_can_never_decide_is_said_before():
    said = say_plan(plan=PLAN, views=53_778, views_per_day=400, days_read=14)
    assert "53778 views, and the article will have about 5600: alone it can never decide." in said
    said = say_plan(plan=PLAN, views=53_778, views_per_day=4000, days_read=14)
    assert said == "To find a difference of 25 % this takes about 53778 views: 13 days."


def test_an_article_that_nobody_reads_decides_nothing():
    assert "can never decide" in say_plan(plan=PLAN, views=53_778, views_per_day=0, days_read=14)
