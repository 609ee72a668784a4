import pytest

from moderation.exceptions import InvalidKeys
from moderation.models import DEFAULT_KEYS, KeyAct, KeyBindings
from moderation.queries.keys import load_keys, resolve_keys
from moderation.services.keys import bind_keys, reset_keys
from tests.moderation.factories import ModeratorFactory

pytestmark = pytest.mark.django_db


def test_who_chose_nothing_has_everybodys_keys(moderator, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert load_keys(moderator.pk) == (DEFAULT_KEYS, False)
    assert set(DEFAULT_KEYS) == set(KeyAct.values)
    assert len(set(DEFAULT_KEYS.values())) == len(DEFAULT_KEYS)


def test_keys_are_kept_for_one_moderator_alone(moderator):
    bind_keys(moderator_id=moderator.pk, keys={"approve": " W ", "spam": ""}, is_off=True)
    assert load_keys(moderator.pk) == ({**DEFAULT_KEYS, "approve": "w", "spam": ""}, True)
    assert load_keys(ModeratorFactory().pk) == (DEFAULT_KEYS, False)


def test_two_acts_may_change_places(moderator):
    bind_keys(moderator_id=moderator.pk, keys={"approve": "d", "reject": "f"})
    bind_keys(moderator_id=moderator.pk, keys={"next": "k", "previous": "j"})
    keys, _is_off = load_keys(moderator.pk)
    assert (keys["approve"], keys["next"], keys["previous"]) == ("f", "k", "j")
    assert KeyBindings.objects.count() == 1


def test_two_acts_on_one_key_are_refused_at_both_and_nothing_is_kept(moderator):
    bind_keys(moderator_id=moderator.pk, keys={"approve": "w"})
    with pytest.raises(InvalidKeys) as refused:
        bind_keys(moderator_id=moderator.pk, keys={"approve": "s"})
    assert refused.value.errors == {
        "approve": ["This is also the key of: Spam."],
        "spam": ["This is also the key of: Approve; among the spam: not spam."],
    }
    assert load_keys(moderator.pk)[0]["approve"] == "w"


@pytest.mark.parametrize("key", ["ab", "1", "٣", "+", "\0", "\ud800", "a b", "İ"])
def test_what_is_no_key_is_refused_at_its_field(moderator, key):
    with pytest.raises(InvalidKeys) as refused:
        bind_keys(moderator_id=moderator.pk, keys={"approve": key})
    assert list(refused.value.errors) == ["approve"]
    assert not KeyBindings.objects.exists()


@pytest.mark.parametrize("key", ["ж", "é", "ü", ",", ";", "ن"])
def test_any_other_character_may_be_one(moderator, key):
    bind_keys(moderator_id=moderator.pk, keys={"approve": key})
    assert load_keys(moderator.pk)[0]["approve"] == key


def test_going_back_leaves_no_row_and_may_be_done_twice(moderator):
    bind_keys(moderator_id=moderator.pk, keys={"approve": "w"})
    reset_keys(moderator_id=moderator.pk)
    reset_keys(moderator_id=moderator.pk)
    assert load_keys(moderator.pk) == (DEFAULT_KEYS, False)
    assert not KeyBindings.objects.exists()


def test_an_act_of_a_later_release_takes_no_key_that_is_in_use():
    assert resolve_keys({"approve": "u", "gone": "s"}) == {**DEFAULT_KEYS, "approve": "u", "undo": ""}


def test_keys_go_with_their_moderator(moderator):
    bind_keys(moderator_id=moderator.pk, keys={"approve": "w"})
    moderator.delete()
    assert not KeyBindings.objects.exists()
