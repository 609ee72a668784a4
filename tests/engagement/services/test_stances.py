"""The stances that a prompt offers."""

import pytest

from engagement.api import Discussion, InvalidPrompt, Prompt, set_stances
from engagement.models import Stance
from engagement.queries.stances import known_stances, offered_stances
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def prompt():
    return DiscussionFactory().prompt


def rows():
    return [(stance.label, stance.position, stance.retired_at is None) for stance in Stance.objects.order_by("pk")]


def offered():
    return [(stance.label, stance.place) for stance in offered_stances(Discussion.objects.get())]


def test_stances_are_offered_in_their_order_and_the_page_becomes_new(prompt, announced):
    before = Discussion.objects.get().version
    with announced() as heard:
        assert set_stances(prompt_id=prompt.pk, labels=["Yes", " At  certain hours ", "No"])
    assert heard == [("discussion_changed", {"discussion_id": prompt.discussion_id})]
    assert rows() == [("Yes", 1, True), ("At certain hours", 2, True), ("No", 3, True)]
    assert offered() == [("Yes", 1), ("At certain hours", 2), ("No", 3)]
    assert Discussion.objects.get().version == before + 1


def test_the_same_once_more_changes_nothing(prompt, announced):
    set_stances(prompt_id=prompt.pk, labels=["Yes", "No"])
    before = Discussion.objects.get().version
    with announced() as heard:
        assert not set_stances(prompt_id=prompt.pk, labels=["Yes", "No"])
    assert heard == []
    assert Discussion.objects.get().version == before


def test_one_that_is_left_out_is_retired_and_comes_back_under_its_number(prompt):
    set_stances(prompt_id=prompt.pk, labels=["Yes", "No", "Perhaps"])
    numbers = {stance.label: stance.pk for stance in Stance.objects.all()}
    set_stances(prompt_id=prompt.pk, labels=["No", "Yes"])
    assert rows() == [("Yes", 2, True), ("No", 1, True), ("Perhaps", 3, False)]
    assert offered() == [("No", 1), ("Yes", 2)]
    assert known_stances(Discussion.objects.get())[numbers["Perhaps"]].place == 0
    set_stances(prompt_id=prompt.pk, labels=["Perhaps", "Yes"])
    assert offered() == [("Perhaps", 1), ("Yes", 2)]
    assert {stance.label: stance.pk for stance in Stance.objects.all()} == numbers


def test_none_may_be_offered(prompt):
    set_stances(prompt_id=prompt.pk, labels=["Yes", "No"])
    assert set_stances(prompt_id=prompt.pk, labels=[])
    assert offered() == []
    assert rows() == [("Yes", 1, False), ("No", 2, False)]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["Yes"], "A prompt offers 2 to 5 stances, or none."),
        (["1", "2", "3", "4", "5", "6"], "A prompt offers 2 to 5 stances, or none."),
        (["Yes", " "], "Each stance needs a label."),
        (["Yes", "x" * 41], "A stance has at most 40 characters."),
        (["Yes", "Ｙｅｓ"], "Two stances read the same."),
        (["Yes", "N\x00o"], "A stance holds a character that cannot be stored."),
    ],
)
def test_what_cannot_be_offered_changes_nothing(prompt, labels, words):
    set_stances(prompt_id=prompt.pk, labels=["Old", "New"])
    before = Discussion.objects.get().version
    with pytest.raises(InvalidPrompt) as refused:
        set_stances(prompt_id=prompt.pk, labels=labels)
    assert refused.value.errors == {"stances": [words]}
    assert rows() == [("Old", 1, True), ("New", 2, True)]
    assert Discussion.objects.get().version == before


def test_a_prompt_that_does_not_show_offers_none(prompt):
    set_stances(prompt_id=prompt.pk, labels=["Yes", "No"])
    Prompt.objects.update(mode="off")
    assert offered() == []
    assert len(known_stances(Discussion.objects.get())) == 2
