"""Readers who choose at once, and what goes on meanwhile."""

from functools import partial

import pytest
from django.test import override_settings

from engagement.api import Discussion, Reader, choose_stance, erase_choices_of, merge_discussions, set_stances
from engagement.api import withdraw_choice as withdraw
from engagement.models import Stance, StanceChoice
from tests.engagement.counting import assert_everything_counts
from tests.factories import DiscussionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "0123456789abcdef0123456789abcdef"


def guest(number=0):
    return Reader(token=f"{TOKEN}{number}", ip=f"198.18.7.{number + 1}")


@pytest.fixture
def discussion():
    discussion = DiscussionFactory()
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    return discussion


@pytest.fixture
def stances(discussion):
    return list(Stance.objects.order_by("position").values_list("pk", flat=True))


def wish(discussion, stance_id, reader):
    return partial(choose_stance, discussion_id=discussion.pk, stance_id=stance_id, reader=reader)


@pytest.mark.parametrize("by", ["guest", "account"])
def test_of_one_reader_who_presses_twice_at_once_one_choice_is_counted(race, discussion, stances, by):
    reader = guest() if by == "guest" else Reader(user_id=UserFactory().pk)
    with override_settings(ENGAGEMENT={"STANCE_LIMITS": [(1, 24 * 3600)]}):
        outcomes = race(*[wish(discussion, stances[0], reader)] * 6)
    # Also where it is the last that the limit allows.
    assert sorted(outcome.changed for outcome in outcomes) == [False] * 5 + [True]
    assert StanceChoice.objects.count() == Stance.objects.get(pk=stances[0]).count == 1
    assert_everything_counts()


def test_one_reader_who_chooses_both_at_once_stands_somewhere(race, discussion, stances):
    race(*[wish(discussion, stance_id, guest()) for stance_id in stances * 3])
    chosen = StanceChoice.objects.get().stance_id
    assert dict(Stance.objects.values_list("pk", "count")) == {pk: int(pk == chosen) for pk in stances}
    assert_everything_counts()


def test_many_who_choose_change_and_take_back_at_once_are_counted_exactly(race, discussion, stances):
    yes, no = stances
    for number in range(6):
        wish(discussion, yes, guest(number))()
    wishes = [wish(discussion, no, guest(number)) for number in range(3)]
    wishes += [partial(withdraw, discussion_id=discussion.pk, reader=guest(number)) for number in range(3, 5)]
    wishes += [wish(discussion, yes, guest(number)) for number in range(6, 9)]
    outcomes = race(*wishes)
    assert [outcome.changed for outcome in outcomes] == [True] * 8
    assert dict(Stance.objects.values_list("pk", "count")) == {yes: 4, no: 3}
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(3))
def test_what_is_chosen_while_the_discussion_is_merged_is_dropped_or_refused(race, discussion, stances, attempt):
    target = DiscussionFactory()
    merging = partial(merge_discussions, source_id=discussion.pk, target_id=target.pk)
    outcomes = race(merging, *[wish(discussion, stances[0], guest(number)) for number in range(4)])
    assert outcomes[0] == 0
    assert {type(outcome).__name__ for outcome in outcomes[1:]} <= {"Choice", "DiscussionNotFound"}
    assert not StanceChoice.objects.exists()
    assert set(Stance.objects.values_list("count", flat=True)) == {0}
    assert Discussion.objects.get(pk=discussion.pk).merged_into_id == target.pk


def test_an_account_erased_while_it_chooses_is_counted_exactly(race, discussion, stances):
    user = UserFactory()
    reader = Reader(user_id=user.pk)
    wish(discussion, stances[0], reader)()
    race(partial(erase_choices_of, account_id=user.pk), wish(discussion, stances[1], reader))
    assert_everything_counts()
    assert sum(Stance.objects.values_list("count", flat=True)) == StanceChoice.objects.count()


def test_a_stance_retired_while_it_is_chosen_is_chosen_before_or_refused(race, discussion, stances):
    outcomes = race(
        partial(set_stances, prompt_id=discussion.prompt.pk, labels=["No", "It depends"]),
        *[wish(discussion, stances[0], guest(number)) for number in range(4)],
    )
    assert outcomes[0] is True
    chosen = sum(type(outcome).__name__ == "Choice" for outcome in outcomes[1:])
    assert {type(outcome).__name__ for outcome in outcomes[1:]} <= {"Choice", "StanceRefused"}
    assert Stance.objects.get(pk=stances[0]).count == chosen
    assert_everything_counts()
