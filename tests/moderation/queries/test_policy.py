"""The policy in force: the nearest rule counts."""

import pytest

from moderation.models import PolicyRule
from moderation.queries.policy import EVERYWHERE, Place, load_policy, load_rows, load_table
from moderation.rules.outcomes import Outcome
from moderation.rules.policy import DEFAULT, judge
from moderation.rules.signals import SIGNALS
from tests.factories import ArticleFactory, DiscussionFactory

pytestmark = pytest.mark.django_db

SPORT = Place(section="Sport")
DERBY = Place(discussion_key="derby")


def rule(outcome, signal="links.many", **place):
    return PolicyRule.objects.create(signal=signal, outcome=outcome, **place)


def test_without_rules_the_defaults_stand():
    assert load_table(section="Sport", discussion_key="derby") == DEFAULT


def test_settings_come_before_the_defaults(settings):
    settings.MODERATION = {"POLICY": {"links.many": "refuse"}}
    assert load_table() == {**DEFAULT, "links.many": Outcome.REFUSE}


def test_the_nearest_rule_counts_even_where_it_is_milder(settings):
    settings.MODERATION = {"POLICY": {"links.many": "refuse"}}
    rule("spam")
    rule("hold", section="Sport")
    rule("publish", discussion_key="derby")
    assert load_table()["links.many"] == Outcome.SPAM
    assert load_table(section="Town")["links.many"] == Outcome.SPAM
    assert load_table(section="Sport")["links.many"] == Outcome.HOLD
    assert load_table(section="Sport", discussion_key="derby")["links.many"] == Outcome.PUBLISH
    assert load_table(section="Town", discussion_key="derby")["links.many"] == Outcome.PUBLISH


def test_among_signals_the_strictest_outcome_wins():
    rule("publish", signal="links.many", discussion_key="derby")
    judgement = judge(["links.many", "words.suspect", "checker.spam"], load_table(discussion_key="derby"))
    assert (judgement.outcome, judgement.reasons) == (Outcome.SPAM, ("checker.spam", "words.suspect"))


def test_a_table_takes_one_query(django_assert_num_queries):
    for number in range(30):
        rule("spam", section=f"Section {number}")
    with django_assert_num_queries(1):
        load_table(section="Sport", discussion_key="derby")


def test_a_policy_can_be_tried_with_other_rules():
    rule("hold", section="Sport")
    policy = load_policy()
    tried = policy.changed(
        {
            (EVERYWHERE, "links.many"): Outcome.REFUSE,
            (SPORT, "links.many"): None,
            (DERBY, "links.many"): Outcome.PUBLISH,
        }
    )
    assert tried.table(section="Sport")["links.many"] == Outcome.REFUSE
    assert tried.table(section="Sport", discussion_key="derby")["links.many"] == Outcome.PUBLISH
    assert policy.table(section="Sport")["links.many"] == Outcome.HOLD
    assert PolicyRule.objects.count() == 1


def test_the_table_has_a_row_for_every_signal_in_its_order():
    assert [row.code for row in load_rows()] == list(SIGNALS)
    assert all(row.outcome == row.default for row in load_rows())


def test_a_row_tells_all_that_is_said_of_a_signal(settings):
    settings.MODERATION = {"POLICY": {"links.many": "spam"}}
    key = DiscussionFactory(article=ArticleFactory(section="Sport")).key
    rule("publish", note="for now")
    rule("hold", section="Sport")
    rule("refuse", section="Town")
    rule("spam", discussion_key=key)

    def told(place):
        row = next(row for row in load_rows(place) if row.code == "links.many")
        near = (
            row.default,
            row.setting,
            *(rule and rule.outcome for rule in (row.everywhere, row.section, row.discussion)),
        )
        return near, [rule.place for rule in row.elsewhere], row.outcome

    sport, town, derby = Place(section="Sport"), Place(section="Town"), Place(discussion_key=key)
    assert told(EVERYWHERE) == (("hold", "spam", "publish", None, None), [derby, sport, town], "publish")
    assert told(sport) == (("hold", "spam", "publish", "hold", None), [derby, town], "hold")
    assert told(derby) == (("hold", "spam", "publish", "hold", "spam"), [town], "spam")
    assert load_rows()[4].everywhere.note == "for now"


def test_a_signal_that_this_release_does_not_know_stands_last_and_holds():
    rule("publish", signal="tone.angry", section="Sport")
    row = load_rows()[-1]
    assert (row.code, row.label, row.default, row.outcome) == ("tone.angry", "", None, Outcome.HOLD)


def test_the_whole_table_takes_as_many_queries_with_many_rules(django_assert_num_queries):
    key = DiscussionFactory().key
    for number in range(30):
        rule("spam", section=f"Section {number}")
    with django_assert_num_queries(2):
        load_rows(Place(discussion_key=key))
