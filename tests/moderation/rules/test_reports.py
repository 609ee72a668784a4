"""How much readers' reports weigh, and what they do together."""

import pytest

from moderation.rules.reports import REASONS, Voice, add_up, takes_back, weigh_reporter


@pytest.mark.parametrize(
    ("agreed", "refused", "weight"),
    [
        (0, 0, 1),
        (0, 2, 1),
        (0, 3, 0.5),
        (0, 4, 0.25),
        (0, 5, 0.125),
        (0, 500, 0.125),
        (1, 5, 1),
        (1, 6, 0.5),
        (9, 0, 1),
    ],
)
def test_whoever_is_always_refused_weighs_less_and_never_nothing(agreed, refused, weight):
    assert weigh_reporter(agreed=agreed, refused=refused) == weight


def test_guests_at_one_address_count_as_one():
    guests = [Voice(is_member=False, origin="a", weight=weight) for weight in (0.5, 1, 1)]
    other = Voice(is_member=False, origin="b", weight=0.5)
    members = [Voice(is_member=True, origin="", weight=1)] * 2
    assert add_up(guests) == 1
    assert add_up([*guests, other, *members]) == 3.5
    assert add_up([Voice(is_member=False, origin="", weight=1)] * 9) == 1
    assert add_up([]) == 0


@pytest.mark.parametrize(
    ("reason", "total", "threshold", "is_approved", "hides"),
    [
        ("hate", 2.875, 3, False, False),
        ("hate", 3, 3, False, True),
        ("hate", 30, 3, True, False),
        ("illegal", 3, 3, True, True),
        ("false", 30, 0, False, False),
    ],
)
def test_enough_weight_hides_but_not_what_a_moderator_approved_unless_it_is_illegal(
    reason, total, threshold, is_approved, hides
):
    assert takes_back(reason=reason, total=total, threshold=threshold, is_approved=is_approved) is hides


def test_matters_of_opinion_hide_nothing_by_default():
    assert [reason.code for reason in REASONS.values() if not reason.threshold] == ["off_topic", "false", "other"]
