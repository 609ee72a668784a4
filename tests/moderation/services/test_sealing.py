"""What was sent is stored encrypted where a key is set, read with any of the keys, and told by no error."""

import json
import traceback

import pytest
from cryptography.fernet import Fernet

from moderation.checks import check_payload_keys
from moderation.exceptions import PayloadUnreadable, SpamCheckMisconfigured
from moderation.services import sealing
from moderation.services.sealing import find_key_problem, require_keys, reseal, seal, unseal

SUBMITTED = {"body": "Der Kai gehört allen \x00 \ud800", "ip": "203.0.113.7", "context": ["Harbour"]}
OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def keys(settings):
    def set_keys(*keys):
        settings.MODERATION = {**settings.MODERATION, "PAYLOAD_KEYS": keys}

    return set_keys


def test_without_a_key_it_is_plain_json():
    sealed = seal(SUBMITTED)
    assert json.loads(sealed) == SUBMITTED
    assert unseal(sealed) == SUBMITTED
    assert reseal(sealed) == sealed


def test_no_database_refuses_what_a_reader_typed():
    assert seal(SUBMITTED).isascii()
    assert "\x00" not in seal(SUBMITTED)


def test_with_a_key_nothing_can_be_read_without_it(keys):
    keys(NEW)
    sealed = seal(SUBMITTED)
    assert sealed.startswith("fernet:")
    assert "203.0.113.7" not in sealed
    assert "Kai" not in sealed
    assert unseal(sealed) == SUBMITTED
    assert seal(SUBMITTED) != sealed


def test_what_was_written_before_there_was_a_key_is_still_read(keys):
    plain = seal(SUBMITTED)
    keys(NEW)
    assert unseal(plain) == SUBMITTED


def test_the_first_key_encrypts_and_all_decrypt(keys):
    keys(OLD)
    before = seal(SUBMITTED)
    keys(NEW, OLD)
    assert unseal(before) == SUBMITTED
    after = seal(SUBMITTED)
    keys(NEW)
    assert unseal(after) == SUBMITTED
    with pytest.raises(PayloadUnreadable, match="none of the keys opens it"):
        unseal(before)


def test_resealing_puts_it_under_the_first_key_once(keys):
    plain = seal(SUBMITTED)
    keys(OLD)
    before = seal(SUBMITTED)
    keys(NEW, OLD)
    after = [reseal(text) for text in (plain, before)]
    assert [reseal(text) for text in after] == after
    keys(NEW)
    assert [unseal(text) for text in after] == [SUBMITTED, SUBMITTED]


def test_without_any_key_what_is_encrypted_waits_for_one(keys):
    keys(NEW)
    sealed = seal(SUBMITTED)
    keys()
    for read in (unseal, reseal):
        with pytest.raises(SpamCheckMisconfigured, match=r"PAYLOAD_KEYS.*is empty") as caught:
            read(sealed)
        assert caught.value.kind == "other"


@pytest.mark.parametrize("damaged", ["", "{", "[]", "null", '"text"', "fernet:", "fernet:x", "fernet:é", "{'a': 1}"])
def test_what_is_damaged_is_unreadable(keys, damaged):
    keys(NEW)
    with pytest.raises(PayloadUnreadable):
        unseal(damaged)


@pytest.mark.parametrize(
    ("given", "place"), [([NEW, "secret-but-short"], "2"), (["", NEW], "1"), (["naïve" * 9, "x" * 44], "1, 2")]
)
def test_a_key_that_is_none_is_named_by_its_place_and_never_told(keys, given, place):
    keys(*given)
    problem = f'MODERATION["PAYLOAD_KEYS"] has what is no Fernet key, at place {place}.'
    assert find_key_problem() == problem
    for act in (lambda: seal(SUBMITTED), require_keys):
        with pytest.raises(SpamCheckMisconfigured) as caught:
            act()
        assert str(caught.value) == problem
        assert caught.value.kind == "other"


def test_keys_without_the_package_are_a_problem_and_no_keys_are_none(keys, monkeypatch):
    monkeypatch.setattr(sealing, "HAS_FERNET", False)
    assert find_key_problem() == ""
    assert unseal(seal(SUBMITTED)) == SUBMITTED
    keys(NEW)
    assert find_key_problem() == 'MODERATION["PAYLOAD_KEYS"] is set, and the package "cryptography" is not installed.'
    with pytest.raises(SpamCheckMisconfigured):
        seal(SUBMITTED)


def test_no_error_carries_what_was_submitted_or_a_key(keys):
    keys(NEW)
    sealed, damaged = seal(SUBMITTED), '{"ip": "203.0.113.7", '
    keys(OTHER)
    for text in (sealed, damaged):
        with pytest.raises(PayloadUnreadable) as caught:
            unseal(text)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        told = "".join(traceback.format_exception(caught.value))
        assert "203.0.113.7" not in told
        assert OTHER not in told
        assert sealed not in told


def test_a_check_speaks_of_keys_that_cannot_work_before_anybody_comes(keys):
    assert check_payload_keys() == []
    keys(NEW, OLD)
    assert check_payload_keys() == []
    keys(NEW, "secret-but-short")
    (message,) = check_payload_keys()
    assert (message.id, message.level) == ("moderation.E110", 40)
    assert "at place 2" in message.msg
    assert "secret" not in f"{message.msg}{message.hint}"


def test_a_check_leaves_settings_that_cannot_be_read_to_another(settings):
    settings.MODERATION = {"PAYLOAD_KEYS": 5}
    assert check_payload_keys() == []
