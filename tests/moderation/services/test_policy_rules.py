"""The policy's rules: set once, cleared, refused at the field that is wrong."""

import pytest

from moderation.exceptions import InvalidPolicyRule
from moderation.models import PolicyRule
from moderation.queries.policy import load_table
from moderation.rules.signals import SIGNALS
from moderation.services.policy_rules import clear_policy_rule, set_policy_rule
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db


def stored():
    return list(PolicyRule.objects.values_list("signal", "outcome", "section", "discussion_key", "note").order_by("id"))


def test_a_rule_is_set_for_a_place_and_counts_there():
    key = DiscussionFactory().key
    set_policy_rule(signal="links.many", outcome="refuse")
    set_policy_rule(signal="links.many", outcome="spam", section="Sport", note=" Trial. ")
    set_policy_rule(signal="links.many", outcome="publish", discussion_key=key)
    assert stored() == [
        ("links.many", "refuse", "", "", ""),
        ("links.many", "spam", "Sport", "", "Trial."),
        ("links.many", "publish", "", key, ""),
    ]
    assert load_table(section="Sport")["links.many"] == "spam"


def test_setting_tells_what_was_there_and_whether_anything_changed():
    first = set_policy_rule(signal="links.many", outcome="refuse")
    same = set_policy_rule(signal="links.many", outcome="refuse")
    noted = set_policy_rule(signal="links.many", outcome="refuse", note="Ferries.")
    other = set_policy_rule(signal="links.many", outcome="hold")
    assert [(change.before, change.after, change.changed) for change in (first, same, noted, other)] == [
        ("", "refuse", True),
        ("refuse", "refuse", False),
        ("refuse", "refuse", True),
        ("refuse", "hold", True),
    ]
    assert stored() == [("links.many", "hold", "", "", "")]
    assert same.rule.updated_at == first.rule.updated_at < noted.rule.updated_at < other.rule.updated_at


def test_clearing_lets_the_next_nearest_count_and_twice_is_nothing():
    set_policy_rule(signal="links.many", outcome="refuse")
    set_policy_rule(signal="links.many", outcome="publish", section="Sport")
    change = clear_policy_rule(signal="links.many", section="Sport")
    assert (change.before, change.after, change.rule.section) == ("publish", "", "Sport")
    assert load_table(section="Sport")["links.many"] == "refuse"
    assert clear_policy_rule(signal="links.many", section="Sport") is None
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("wish", "field", "message"),
    [
        ({"signal": "links.few"}, "signal", f"Allowed are: {', '.join(SIGNALS)}."),
        ({"outcome": "delete"}, "outcome", "Allowed are: publish, hold, spam, refuse."),
        ({"section": "Sport", "discussion_key": "x"}, "section", "Choose a section or a discussion, not both."),
        ({"section": "x" * 201}, "section", "At most 200 characters are allowed here."),
        ({"discussion_key": "gone"}, "discussion_key", "No discussion has this key."),
        ({"discussion_key": "a\x00"}, "discussion_key", "No discussion has this key."),
        ({"note": "x" * 201}, "note", "At most 200 characters are allowed here."),
        ({"note": "\x00"}, "note", "The note has characters that cannot be stored."),
    ],
)
def test_what_the_table_cannot_take_is_refused_at_its_field(wish, field, message):
    with pytest.raises(InvalidPolicyRule) as refused:
        set_policy_rule(**{"signal": "links.many", "outcome": "hold", **wish})
    assert (refused.value.field, refused.value.message) == (field, message)
    assert stored() == []


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_make_one_rule(race):
    outcomes = race(
        lambda: set_policy_rule(signal="links.many", outcome="refuse"),
        lambda: set_policy_rule(signal="links.many", outcome="refuse"),
    )
    assert stored() == [("links.many", "refuse", "", "", "")]
    assert sorted(change.changed for change in outcomes) == [False, True]
