"""Excerpts: what a reader sees of a comment, on one line."""

import pytest

from engagement.text import excerpt


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param("**Two** *words*", "Two words", id="without markup"),
        pytest.param("One,\ntwo.\n\nThree.", "One, two. Three.", id="on one line"),
        pytest.param("> quoted\n\n- a\n- b\n\n1. c", "quoted a b c", id="of every block"),
        pytest.param("`a < b`\n\n```\nc\nd\n```", "a < b c d", id="with its code"),
        pytest.param("[a](https://b.example) https://c.example", "a https://c.example", id="with the words of links"),
        pytest.param("<b>a</b> &amp;", "<b>a</b> &amp;", id="with HTML as typed"),
        pytest.param("a\x07\u202eb\0", "ab\ufffd", id="without what must not leave the page"),
        pytest.param("", "", id="of nothing"),
    ],
)
def test_an_excerpt_is_what_a_reader_sees(source, words):
    assert excerpt(source, length=100) == words


@pytest.mark.parametrize(
    ("source", "length", "words"),
    [
        pytest.param("one two three", 13, "one two three", id="all that fits"),
        pytest.param("one two three", 12, "one two…", id="between words"),
        pytest.param("one two three", 8, "one two…", id="right behind a word"),
        pytest.param("a extraordinarily", 10, "a extraor…", id="within a very long word"),
        pytest.param("漢字漢字漢字", 4, "漢字漢…", id="without spaces"),
        pytest.param("abce\u0301e\u0301e\u0301", 6, "abce\u0301…", id="behind a letter and its mark"),
        pytest.param("abce\u0301e\u0301e\u0301", 5, "abc…", id="not between a letter and its mark"),
        pytest.param("ab👩\u200d🚒\u200d👩", 4, "ab…", id="not within a joined emoji"),
        pytest.param("a" + "\u0301" * 50, 10, "…", id="not within one letter of many marks"),
        pytest.param("ab", 1, "…", id="no room"),
    ],
)
def test_an_excerpt_is_cut_where_it_can_be_read(source, length, words):
    assert excerpt(source, length=length) == words
