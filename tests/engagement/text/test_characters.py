"""Characters that are refused, that are not seen, and that stay inside of pages."""

from html import escape

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.text import ForbiddenCharacter, find_forbidden, is_blank, plain_line


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("a\0b\ud800", ForbiddenCharacter(position=1, name="NUL (U+0000)"), id="the first of two"),
        pytest.param("\ud800", ForbiddenCharacter(position=0, name="surrogate (U+D800)"), id="half a pair"),
        pytest.param("👩 \udfff", ForbiddenCharacter(position=2, name="surrogate (U+DFFF)"), id="the other half"),
    ],
)
def test_what_cannot_be_stored_is_found_and_named(text, found):
    assert find_forbidden(text) == found


@pytest.mark.parametrize("text", ["", "a", "👩‍🚒", "\x01\x07\x1b\x7f\x85", "\u202e\ufffe\uffff\U0010ffff", "\r\n\t"])
def test_all_else_may_be_stored(text):
    assert find_forbidden(text) is None


@given(st.text(st.characters(codec=None)))
def test_what_is_not_refused_can_be_encoded(text):
    if find_forbidden(text) is None:
        assert "\0" not in text.encode().decode()
    else:
        with pytest.raises(UnicodeEncodeError):
            text.replace("\0", "\ud800").encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\u00a0\u3000",
        "\u200b\u200d\ufeff",
        "\u202e\u2069",
        "\u3164\u2800",
        "\u034f",
        "\U000e0061",
        "\x07",
        "\ufe0f",
    ],
)
def test_text_that_shows_nothing_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " . ", "\u200b1", "\u0301", "👩", "ㅤx", "\u2603\ufe0f"])
def test_text_that_shows_anything_is_not_blank(text):
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(" a\n\n b\u2028c ", "a b c", id="lines become spaces"),
        pytest.param("a\x07b\x1b[0m\x7f\x9bc", "ab[0mc", id="controls go"),
        pytest.param("\u202emoorsweN\u202c \u2066a\u2069", "moorsweN a", id="what reorders goes"),
        pytest.param("\u200fא\u200e", "\u200fא\u200e", id="marks of direction stay"),
        pytest.param("a \x01 b", "a b", id="and leave no double space"),
    ],
)
def test_a_plain_line_holds_what_may_leave_the_page(text, line):
    assert plain_line(text) == line


@given(st.text(st.characters(codec=None)))
def test_any_plain_line_can_stand_in_a_feed(text):
    line = plain_line(text)
    assert (lxml.etree.fromstring(f"<title>{escape(line)}</title>".encode()).text or "") == line
