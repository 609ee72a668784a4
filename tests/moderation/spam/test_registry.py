import pytest
from django.test import override_settings

from moderation.exceptions import SpamCheckMisconfigured
from moderation.spam.akismet import AkismetChecker
from moderation.spam.base import SpamChecker
from moderation.spam.dummy import DummyChecker
from moderation.spam.registry import build_checker, get_checker

DUMMY = "moderation.spam.dummy.DummyChecker"
AKISMET = "moderation.spam.akismet.AkismetChecker"
OPTIONS = {"key": "5eedf00dcafe", "site_url": "https://gazette.example.org/"}


def test_a_checker_is_built_with_its_options():
    assert type(build_checker(DUMMY, {})) is DummyChecker
    built = build_checker(AKISMET, {**OPTIONS, "api_url": "http://127.0.0.1:8001/"})
    assert repr(built) == "<AkismetChecker for https://gazette.example.org/ at http://127.0.0.1:8001/>"


@pytest.mark.parametrize(
    ("backend", "options", "message"),
    [
        pytest.param("", {}, 'MODERATION["SPAM_CHECKER"] names no spam checker.', id="nothing"),
        pytest.param("dummy", {}, 'MODERATION["SPAM_CHECKER"] cannot be imported: ', id="no path"),
        pytest.param(
            "moderation.spam.nobody.Checker",
            {},
            "MODERATION[\"SPAM_CHECKER\"] cannot be imported: No module named 'moderation.spam.nobody'",
            id="no module",
        ),
        pytest.param(
            "moderation.spam.dummy.Checker", {}, 'MODERATION["SPAM_CHECKER"] cannot be imported: ', id="no such class"
        ),
        pytest.param(
            "moderation.spam.base.Submitted",
            {},
            "MODERATION[\"SPAM_CHECKER\"] names 'moderation.spam.base.Submitted', which is no SpamChecker.",
            id="another class",
        ),
        pytest.param(
            "moderation.spam.registry.build_checker",
            {},
            "MODERATION[\"SPAM_CHECKER\"] names 'moderation.spam.registry.build_checker', which is no SpamChecker.",
            id="a function",
        ),
        pytest.param(
            AKISMET,
            {"key": "5eedf00dcafe"},
            f"MODERATION[\"SPAM_CHECKER_OPTIONS\"] do not fit {AKISMET}: missing a required argument: 'site_url'.",
            id="an option missing",
        ),
        pytest.param(
            DUMMY,
            {"kee": "x"},
            f"MODERATION[\"SPAM_CHECKER_OPTIONS\"] do not fit {DUMMY}: got an unexpected keyword argument 'kee'.",
            id="an option too many",
        ),
    ],
)
def test_a_wrong_setting_is_named(backend, options, message):
    with pytest.raises(SpamCheckMisconfigured) as caught:
        build_checker(backend, options)
    assert str(caught.value).startswith(message)


class Picky(DummyChecker):
    """A publisher's own, that refuses what it is given in words that tell it."""

    def __init__(self, key):
        raise LookupError(key)


def test_a_checker_that_refuses_its_options_is_named_and_its_words_are_not_repeated():
    with pytest.raises(SpamCheckMisconfigured) as caught:
        build_checker(f"{__name__}.Picky", {"key": "5eedf00dcafe"})
    assert str(caught.value) == (f'MODERATION["SPAM_CHECKER_OPTIONS"] are refused by {__name__}.Picky (LookupError).')
    assert caught.value.__context__ is None


def test_the_settings_checker_is_built_once_and_anew_when_they_change():
    with override_settings(MODERATION={"SPAM_CHECKER": DUMMY}):
        dummy = get_checker()
        assert isinstance(dummy, DummyChecker)
        assert get_checker() is dummy
        with override_settings(MODERATION={"SPAM_CHECKER": AKISMET, "SPAM_CHECKER_OPTIONS": OPTIONS}):
            assert isinstance(get_checker(), AkismetChecker)
        assert get_checker() is not dummy
        assert isinstance(get_checker(), DummyChecker)


def test_both_checkers_keep_the_protocol():
    for checker in (build_checker(DUMMY, {}), build_checker(AKISMET, OPTIONS)):
        assert isinstance(checker, SpamChecker)
        assert checker.name in {"dummy", "akismet"}
        assert checker.check_settings() == []
