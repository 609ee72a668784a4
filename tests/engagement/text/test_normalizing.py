"""How text and names are stored: as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.text import normalize, normalize_name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("a\r\nb\rc\nd", "a\nb\nc\nd", id="line endings become LF"),
        pytest.param("a\r\n\r\nb\r\rc", "a\n\nb\n\nc", id="each is one"),
        pytest.param("\n \t\n\n  a", "  a", id="empty lines at the start go, the indent stays"),
        pytest.param("a \t\n\n ", "a", id="white space at the end goes"),
        pytest.param("a  \nb\t\n\n\nc", "a  \nb\t\n\n\nc", id="white space within stays"),
        pytest.param(" \r\n\t", "", id="nothing is left of nothing"),
        pytest.param("\u00a0a\u3000", "\u00a0a\u3000", id="other kinds of space stay"),
        pytest.param("e\u0301 \u1e9b\u0323", "e\u0301 \u1e9b\u0323", id="no Unicode normalisation"),
        pytest.param("\ufeffa\u200b", "\ufeffa\u200b", id="unseen characters stay"),
        pytest.param("\u202ea\u2028b\x85c\x0bd\x0ce\x1cf", "\u202ea\u2028b\x85c\x0bd\x0ce\x1cf", id="controls stay"),
        pytest.param("\0\ud800", "\0\ud800", id="what is refused is not hidden from whoever refuses it"),
    ],
)
def test_text_is_stored_as_typed_but_for_its_line_endings_and_edges(typed, stored):
    assert normalize(typed) == stored


@given(st.text())
def test_a_stored_text_stays_as_it_is(text):
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(st.characters(exclude_characters="\r\n\t ")))
def test_any_text_without_ascii_space_survives(text):
    assert normalize(text) == text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("  Mara   Kessling ", "Mara Kessling", id="spaces"),
        pytest.param("Mara\r\nKessling\n", "Mara Kessling", id="lines"),
        pytest.param("Mara\u00a0\u3000\tKessling\u2028", "Mara Kessling", id="all kinds of white space"),
        pytest.param("ليلى \u200fمنصور", "ليلى \u200fمنصور", id="marks of direction stay"),
        pytest.param("\u202egnilsseK\u202c", "\u202egnilsseK\u202c", id="controls of direction stay"),
        pytest.param("ن\u200cم 👩\u200d🚒", "ن\u200cم 👩\u200d🚒", id="joiners stay"),
        pytest.param("<b>&amp;'\"", "<b>&amp;'\"", id="markup is text"),
        pytest.param(" \n", "", id="nothing"),
    ],
)
def test_a_name_is_one_line(typed, stored):
    assert normalize_name(typed) == stored


@given(st.text())
def test_a_stored_name_is_one_line_and_stays_as_it_is(name):
    stored = normalize_name(name)
    assert len(stored.splitlines()) <= 1
    assert normalize_name(stored) == stored
    assert stored.replace(" ", "") == "".join(name.split())
