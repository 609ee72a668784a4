import base64
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.exceptions import BadCursor
from engagement.queries.cursors import decode_cursor, encode_cursor

MOMENT = dt.datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=dt.UTC)


def forge(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("sort", "value", "kind"),
    [
        pytest.param("newest", MOMENT, dt.datetime, id="a moment, to the microsecond"),
        pytest.param("replies", 0, int, id="none"),
        pytest.param("seq", 2**31 - 1, int, id="the largest number a column holds"),
    ],
)
def test_a_cursor_holds_what_was_put_into_it(sort, value, kind):
    assert decode_cursor(encode_cursor(sort, value, 42), sort, kind) == (value, 42)


def test_a_cursor_can_stand_in_a_url_as_it_is():
    assert set(encode_cursor("newest", MOMENT, 2**62)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


@pytest.mark.parametrize(
    ("cursor", "kind"),
    [
        pytest.param(encode_cursor("oldest", MOMENT, 1), dt.datetime, id="of another order"),
        pytest.param(forge("newest", 5, 1), dt.datetime, id="a number for a moment"),
        pytest.param(forge("newest", MOMENT.isoformat(), 1), int, id="a moment for a number"),
        pytest.param(forge("newest", True, 1), int, id="a truth for a number"),
        pytest.param(forge("newest", "2026-03-02T12:00:00", 1), dt.datetime, id="a moment of no zone"),
        pytest.param(forge("newest", "0001-01-01T00:00:00+14:00", 1), dt.datetime, id="a moment before the calendar"),
        pytest.param(forge("newest", "9999-12-31T23:00:00-14:00", 1), dt.datetime, id="a moment behind the calendar"),
        pytest.param(forge("newest", 2**31, 1), int, id="a number no column holds"),
        pytest.param(forge("newest", -1, 1), int, id="a negative number"),
        pytest.param(forge("newest", 1.5, 1), int, id="a fraction"),
        pytest.param(forge("newest", None, 1), int, id="nothing"),
        pytest.param(forge("newest", 1, 2**63), int, id="an id no column holds"),
        pytest.param(forge("newest", 1, -1), int, id="a negative id"),
        pytest.param(forge("newest", 1, "1"), int, id="an id that is a word"),
        pytest.param(forge("newest", 1, True), int, id="an id that is a truth"),
        pytest.param(forge("newest", 1), int, id="too few parts"),
        pytest.param(forge("newest", 1, 1, 1), int, id="too many parts"),
        pytest.param(forge(["newest"], 1, 1), int, id="an order that is a list"),
        pytest.param("x", int, id="no base64"),
        pytest.param("ü", int, id="no ASCII"),
        pytest.param("_____w", int, id="no UTF-8"),
        pytest.param(base64.urlsafe_b64encode(b"[" * 100_000).decode(), int, id="too deep"),
        pytest.param(base64.urlsafe_b64encode(b'["newest",' + b"9" * 5000 + b",1]").decode(), int, id="too long"),
        pytest.param(base64.urlsafe_b64encode(b'{"newest":1,"b":2,"c":3}').decode(), int, id="an object"),
        pytest.param(base64.urlsafe_b64encode(b'["newest",NaN,1]').decode(), int, id="not a number"),
    ],
)
def test_another_cursor_is_refused(cursor, kind):
    with pytest.raises(BadCursor, match="not a cursor of this order"):
        decode_cursor(cursor, "newest", kind)


@given(cursor=st.text(), kind=st.sampled_from([int, dt.datetime]))
def test_whatever_text_comes_as_a_cursor_is_refused(cursor, kind):
    with pytest.raises(BadCursor):
        decode_cursor(cursor, "newest", kind)
