from dataclasses import dataclass
from typing import Any, Literal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from engagement.configuration import load


@dataclass(frozen=True, kw_only=True)
class Example:
    number: int = 1
    ratio: float = 0.5
    switch: bool = False
    name: str = ""
    kind: Literal["a", "b"] = "a"
    maybe: int | None = None
    words: tuple[str, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    one_of_each: tuple[str, int] = ("", 0)
    table: dict[str, int] | None = None
    anything: Any = None

    def __post_init__(self):
        if self.number < 0:
            message = "NUMBER must not be negative."
            raise ValueError(message)


def load_example(**given):
    with override_settings(EXAMPLE=given):
        return load(Example, "EXAMPLE")


def test_without_a_setting_the_defaults_hold():
    assert load(Example, "EXAMPLE_THAT_NOBODY_SET") == Example()


def test_keys_in_upper_case_become_fields():
    assert load_example(NUMBER=3, KIND="b", SWITCH=True) == Example(number=3, kind="b", switch=True)


def test_lists_become_tuples_however_deep():
    loaded = load_example(WORDS=["x", "y"], PAIRS=[[1, 2], (3, 4)], ONE_OF_EACH=["x", 1])
    assert (loaded.words, loaded.pairs, loaded.one_of_each) == (("x", "y"), ((1, 2), (3, 4)), ("x", 1))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"RATIO": 1}, id="a whole number where a fraction may stand"),
        pytest.param({"MAYBE": None}, id="none where it may be"),
        pytest.param({"MAYBE": 7}, id="a number where none may be"),
        pytest.param({"TABLE": {"x": 1}}, id="a dictionary"),
        pytest.param({"ANYTHING": object()}, id="anything"),
    ],
)
def test_what_fits_is_taken(given):
    ((key, value),) = given.items()
    assert getattr(load_example(**given), key.lower()) == value


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param({"NUMBER": "1"}, "EXAMPLE['NUMBER'] must be of type int, not str.", id="a word for a number"),
        pytest.param({"NUMBER": True}, "EXAMPLE['NUMBER'] must be of type int, not bool.", id="a truth for a number"),
        pytest.param({"RATIO": True}, "EXAMPLE['RATIO'] must be of type float, not bool.", id="a truth for a fraction"),
        pytest.param(
            {"NUMBER": 1.5}, "EXAMPLE['NUMBER'] must be of type int, not float.", id="a fraction for a number"
        ),
        pytest.param({"SWITCH": 1}, "EXAMPLE['SWITCH'] must be of type bool, not int.", id="a number for a truth"),
        pytest.param({"KIND": "c"}, "EXAMPLE['KIND'] must be one of 'a', 'b', not str.", id="none of the choices"),
        pytest.param({"MAYBE": "7"}, "EXAMPLE['MAYBE'] must be of type int | None, not str.", id="neither of two"),
        pytest.param(
            {"WORDS": "x"}, "EXAMPLE['WORDS'] must be of type tuple[str, ...], not str.", id="a word for many"
        ),
        pytest.param({"WORDS": [1]}, "EXAMPLE['WORDS'] must be of type tuple[str, ...], not tuple.", id="wrong items"),
        pytest.param(
            {"PAIRS": [[1]]},
            "EXAMPLE['PAIRS'] must be of type tuple[tuple[int, int], ...], not tuple.",
            id="half a pair",
        ),
        pytest.param(
            {"TABLE": []}, "EXAMPLE['TABLE'] must be of type dict[str, int] | None, not tuple.", id="no table"
        ),
        pytest.param({"NUMBER": -1}, "EXAMPLE: NUMBER must not be negative.", id="what the class itself refuses"),
    ],
)
def test_what_does_not_fit_is_named_with_what_is_allowed(given, message):
    with pytest.raises(ImproperlyConfigured) as caught:
        load_example(**given)
    assert str(caught.value) == message


def test_a_key_nobody_knows_is_named_with_those_that_are_known():
    with pytest.raises(ImproperlyConfigured) as caught:
        load_example(NUMBR=1, name="x")
    assert str(caught.value) == (
        "EXAMPLE has unknown keys: NUMBR, name. Known are: ANYTHING, KIND, MAYBE, NAME, NUMBER, ONE_OF_EACH, PAIRS, "
        "RATIO, SWITCH, TABLE, WORDS."
    )


def test_a_setting_that_is_no_dictionary_is_refused():
    with (
        override_settings(EXAMPLE=["NUMBER"]),
        pytest.raises(ImproperlyConfigured, match="EXAMPLE must be a dictionary"),
    ):
        load(Example, "EXAMPLE")


def test_a_value_that_does_not_fit_is_never_repeated():
    with pytest.raises(ImproperlyConfigured) as caught:
        load_example(NUMBER="a secret key")
    assert "secret" not in str(caught.value)
