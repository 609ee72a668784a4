import pytest
from django.core.checks import ERROR

from moderation.exceptions import SpamCheckMisconfigured
from moderation.spam.akismet import AkismetChecker

GOOD = {"key": "5eedf00dcafe", "site_url": "https://gazette.example.org/"}


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        pytest.param({}, [], id="good"),
        pytest.param({"api_url": "http://127.0.0.1:8001/"}, [], id="the stand-in"),
        pytest.param({"api_url": "http://localhost:8001"}, [], id="the stand-in by name"),
        pytest.param({"key": ""}, ["E101"], id="no key"),
        pytest.param({"key": None}, ["E101"], id="a key that is not set"),
        pytest.param({"key": "5eedf00dcafe\n"}, ["E102"], id="a key with its line's end"),
        pytest.param({"key": "5eed f00d"}, ["E102"], id="a key with a space"),
        pytest.param({"site_url": ""}, ["E103"], id="no site"),
        pytest.param({"site_url": "gazette.example.org"}, ["E103"], id="a site without scheme"),
        pytest.param({"site_url": None}, ["E103"], id="a site that is not set"),
        pytest.param({"api_url": "ftp://rest.akismet.com"}, ["E104"], id="another protocol"),
        pytest.param({"api_url": "https://"}, ["E104"], id="no host"),
        pytest.param({"api_url": "http://[::1"}, ["E104"], id="no URL"),
        pytest.param({"api_url": "http://akismet.example/"}, ["W101"], id="in the clear"),
        pytest.param({"timeout": 0}, ["E105"], id="no time"),
        pytest.param({"timeout": "10"}, ["E105"], id="a time in words"),
        pytest.param({"connect_timeout": -1}, ["E105"], id="a negative time"),
        pytest.param({"timeout": float("inf")}, ["E105"], id="for ever"),
        pytest.param({"key": "", "site_url": "", "timeout": 0}, ["E101", "E103", "E105"], id="several at once"),
    ],
)
def test_what_is_wrong_is_said_before_anybody_is_asked(options, ids):
    messages = AkismetChecker(**{**GOOD, **options}).check_settings()
    assert [message.id for message in messages] == [f"moderation.{number}" for number in ids]
    assert all(message.hint for message in messages)


@pytest.mark.parametrize("options", [{"key": ""}, {"site_url": "gazette"}, {"api_url": "x"}, {"timeout": "10"}])
def test_nobody_is_asked_with_wrong_settings(make_submitted, options):
    checker = AkismetChecker(**{**GOOD, **options})
    (message,) = [message.msg for message in checker.check_settings() if message.level >= ERROR]
    for call in (lambda: checker.check(make_submitted()), checker.verify):
        with pytest.raises(SpamCheckMisconfigured) as caught:
            call()
        assert str(caught.value) == message


def test_the_real_service_is_the_default():
    assert repr(AkismetChecker(**GOOD)) == (
        "<AkismetChecker for https://gazette.example.org/ at https://rest.akismet.com>"
    )
