import datetime as dt
import string

import pytest
import time_machine
from django.core import signing
from django.test import override_settings

from engagement.exceptions import BadToken
from engagement.tokens import make_author_token, read_author_token

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)
MONTH = dt.timedelta(days=30)


def test_a_token_gives_the_comment_it_was_made_for():
    assert read_author_token(make_author_token(42), max_age=MONTH) == 42


def test_a_token_can_stand_in_a_url_as_it_is():
    assert set(make_author_token(2**62)) <= set(string.ascii_letters + string.digits + "-_:")


def test_a_token_works_until_it_is_too_old():
    with time_machine.travel(NOON, tick=False) as clock:
        token = make_author_token(42)
        clock.shift(MONTH)
        assert read_author_token(token, max_age=MONTH) == 42
        clock.shift(1)
        with pytest.raises(BadToken):
            read_author_token(token, max_age=MONTH)


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "42", "ü", "\0", make_author_token.__name__])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(BadToken):
        read_author_token(token, max_age=MONTH)


def test_a_token_with_one_letter_changed_is_refused():
    token = make_author_token(42)
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(BadToken):
            read_author_token(changed, max_age=MONTH)


def test_what_was_signed_for_something_else_is_refused():
    with pytest.raises(BadToken):
        read_author_token(signing.dumps(42), max_age=MONTH)
    with pytest.raises(BadToken, match="not an author's token"):
        read_author_token(signing.dumps("42", salt="afterword.engagement.author"), max_age=MONTH)


def test_another_sites_token_is_refused():
    with override_settings(SECRET_KEY="of another site"):
        token = make_author_token(42)
    with pytest.raises(BadToken):
        read_author_token(token, max_age=MONTH)
