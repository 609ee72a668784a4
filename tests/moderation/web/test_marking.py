"""A comment with what the checks noticed marked in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.text import render
from moderation.queries.marks import Mark
from moderation.web.marking import mark_shown, mark_typed
from tests.moderation.web.pages import read_html

ONE = '<sup aria-hidden="true">1</sup><span class="ws-sr"> (mark 1)</span>'


def word(body, *words):
    """The mark of each word wherever it stands in the text."""
    return [
        Mark(number=number, check="words", what=found, note="", spans=tuple(places(body, found)))
        for number, found in enumerate(words, 1)
    ]


def places(body, found):
    start = body.find(found)
    while start >= 0:
        yield start, start + len(found)
        start = body.find(found, start + 1)


def shown(body, marks):
    return mark_shown(render(body), body, marks)


def test_words_are_marked_where_readers_see_them():
    body = "An idiot, & <b>idiot</b>."
    assert shown(body, word(body, "idiot")) == (
        f"<p>An <mark>idiot{ONE}</mark>, &amp; &lt;b&gt;<mark>idiot{ONE}</mark>&lt;/b&gt;.</p>"
    )


def test_a_word_with_markup_in_it_is_marked_in_parts_and_numbered_once():
    body = "An i*dio*t."
    assert shown(body, word(body, "i*dio*t")) == (
        f"<p>An <mark>i</mark><em><mark>dio</mark></em><mark>t{ONE}</mark>.</p>"
    )


def test_two_words_of_one_line_are_both_marked():
    body = "a liar and an idiot here"
    html = shown(body, word(body, "liar", "idiot"))
    assert [mark.text for mark in read_html(html).cssselect("mark")] == ["liar", "idiot"]
    assert read_html(html).text_content() == "a liar1 (mark 1) and an idiot2 (mark 2) here"


def test_words_over_several_lines_and_blocks_are_marked_in_order():
    body = "liar\nidiot\n\n> liar\n\n1. idiot"
    html = shown(body, word(body, "liar", "idiot"))
    assert [mark.text for mark in read_html(html).cssselect("mark")] == ["liar", "idiot", "liar", "idiot"]


def test_a_link_that_leads_elsewhere_is_marked_with_its_target_beside_it():
    body = "See [bank.com](https://qk.example/9) and [bank.com](https://bank.com/)."
    mark = Mark(number=1, check="links", what="qk.example", note="", host="qk.example", says="bank.com")
    assert shown(body, [mark]) == (
        '<p>See <mark><a href="https://qk.example/9" target="_blank" rel="noopener noreferrer nofollow">bank.com</a>'
        f'{ONE}</mark> <span class="ws-to">goes to qk.example/9</span> and '
        '<a href="https://bank.com/" target="_blank" rel="noopener noreferrer nofollow">bank.com</a>.</p>'
    )


def test_a_target_beside_a_link_is_not_searched_for_words():
    body = "[here](https://idiot.example/) idiot"
    html = shown(body, word(body, " idiot"))
    assert [mark.text for mark in read_html(html).cssselect("mark")] == [" idiot"]
    assert read_html(html).cssselect(".ws-to mark") == []


def test_any_link_to_a_host_is_marked_where_there_are_many():
    body = "[a](https://a.example/1) [b](https://b.example/) [c](https://a.example/2)"
    mark = Mark(number=1, check="links", what="a.example", note="", host="a.example")
    assert [link.text for link in read_html(shown(body, [mark])).cssselect("mark > a")] == ["a", "c"]


def test_the_text_as_typed_is_escaped_and_marked():
    body = "<b>idiot</b> &amp; idiot"
    assert mark_typed(body, word(body, "idiot")) == (
        f"&lt;b&gt;<mark>idiot{ONE}</mark>&lt;/b&gt; &amp;amp; <mark>idiot{ONE}</mark>"
    )


@pytest.mark.parametrize("body", ["", "nothing", "<mark>idiot</mark><script>x</script>"])
def test_without_marks_a_comment_stays_as_it_is(body):
    assert mark_shown(render(body), body, ()) == render(body)


@given(st.text(alphabet="ab*_`<>&[]()!\\\n \u202e\u0301", max_size=60), st.data())
def test_marking_adds_marks_and_changes_no_letter(body, data):
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    mark = Mark(number=1, check="words", what="", note="", spans=((start, end),) if end > start else ())
    for html, plain in (
        (mark_typed(body, [mark]), mark_typed(body, ())),
        (shown(body, [mark]), render(body)),
    ):
        tree = read_html(html)
        for added in tree.cssselect("sup, .ws-sr, .ws-to"):
            added.drop_tree()
        assert tree.text_content().split() == read_html(plain).text_content().split()
