import logging

import pytest

from moderation.spam.redaction import Redactor


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("", ""),
        ("nothing here", "nothing here"),
        ("key=5eed.f00d&x", "key=[key]&x"),
        ("5EED.F00D, 5eed.f00d", "[key], [key]"),
        ("5eedXf00d", "5eedXf00d"),
    ],
)
def test_the_secret_is_masked_whatever_its_case(text, redacted):
    assert Redactor("5eed.f00d").redact(text) == redacted


def test_no_secret_masks_nothing():
    assert Redactor("").redact("all of it") == "all of it"


def test_a_record_with_the_secret_among_its_arguments_is_rewritten():
    record = logging.makeLogRecord({"msg": "GET %s: %s", "args": ("https://x/?api_key=5eed", b"5eed")})
    assert Redactor("5eed").filter(record) is True
    assert record.getMessage() == "GET https://x/?api_key=[key]: b'[key]'"


def test_a_record_without_the_secret_stays_as_it_is():
    record = logging.makeLogRecord({"msg": "GET %s", "args": ("https://x/",)})
    assert Redactor("5eed").filter(record) is True
    assert (record.msg, record.args) == ("GET %s", ("https://x/",))


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("a/b+c%20d", "a/b+c%20d"),
        ("k=a/b+c d;", "k=[key];"),
        ("k=a%2Fb%2Bc%20d&x", "k=[key]&x"),
        ("k=a%2fb%2bc+d&x", "k=[key]&x"),
        ("/a/b%2Bc%20d/x", "/[key]/x"),
        ("Basic YS9iK2MgZA==", "Basic [key]"),
    ],
)
def test_the_secret_is_masked_as_urls_and_headers_spell_it(text, redacted):
    redactor = Redactor("a/b+c d")
    assert redactor.redact(text) == redacted
    assert redactor.finds(text) == (text != redacted)
