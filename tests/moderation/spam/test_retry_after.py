from datetime import UTC, datetime

import pytest

from moderation.spam.retry_after import parse_retry_after, parse_seconds

NOW = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("0", 0.0, id="none"),
        pytest.param("120", 120.0, id="seconds"),
        pytest.param(" 7 ", 7.0, id="seconds amid white space"),
        pytest.param("Mon, 04 May 2026 12:01:30 GMT", 90.0, id="a date"),
        pytest.param("Monday, 04-May-26 12:01:30 GMT", 90.0, id="an old date"),
        pytest.param("Mon, 04 May 2026 14:01:30 +0200", 90.0, id="a date with an offset"),
        pytest.param("Mon, 04 May 2026 12:01:30 -0000", 90.0, id="a date without a known offset"),
        pytest.param("Mon, 04 May 2026 11:00:00 GMT", 0.0, id="a date gone by"),
        pytest.param("", None, id="nothing"),
        pytest.param("soon", None, id="a word"),
        pytest.param("-5", None, id="a negative number"),
        pytest.param("1.5", None, id="a fraction"),
        pytest.param("nan", None, id="no number"),
        pytest.param("٣٠", None, id="digits of another script"),
        pytest.param("9" * 10, None, id="centuries"),
        pytest.param("9" * 5000, None, id="more digits than Python reads"),
        pytest.param("Mon, 99 Foo 2026 12:01:30 GMT", None, id="no date"),
    ],
)
def test_a_waiting_time_is_read_in_either_form(text, seconds):
    assert parse_retry_after(text, now=NOW) == seconds


@pytest.mark.parametrize(("text", "seconds"), [("120", 120.0), ("", None), ("Mon, 04 May 2026 12:01:30 GMT", None)])
def test_a_number_of_seconds_is_digits_alone(text, seconds):
    assert parse_seconds(text) == seconds
