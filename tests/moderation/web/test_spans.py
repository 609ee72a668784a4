"""Marked places, in the text as typed and as shown."""

import pytest

from moderation.web.spans import Piece, Span, carry_over, cut


def pieces(text, spans, **where):
    return [(piece.text, piece.is_marked, piece.numbers) for piece in cut(text, spans, **where)]


def test_a_text_without_spans_is_one_piece():
    assert list(cut("old quay", ())) == [Piece(text="old quay", is_marked=False, numbers=())]
    assert list(cut("", ())) == []


def test_a_span_is_a_piece_with_its_number():
    assert pieces("the old quay", [Span(start=4, end=7, number=1)]) == [
        ("the ", False, ()),
        ("old", True, (1,)),
        (" quay", False, ()),
    ]


def test_spans_that_overlap_are_cut_where_each_ends():
    assert pieces("abcdef", [Span(start=0, end=4, number=1), Span(start=2, end=6, number=2)]) == [
        ("ab", True, ()),
        ("cd", True, (1,)),
        ("ef", True, (2,)),
    ]


def test_spans_beyond_the_text_mark_nothing_there():
    assert pieces("abc", [Span(start=2, end=9, number=1), Span(start=20, end=30, number=2)]) == [
        ("ab", False, ()),
        ("c", True, ()),
    ]


def test_a_text_may_be_a_part_of_what_the_spans_are_about():
    assert pieces("cdef", [Span(start=0, end=4, number=1)], start=2) == [("cd", True, (1,)), ("ef", False, ())]


@pytest.mark.parametrize(
    ("typed", "word", "shown", "carried"),
    [
        pytest.param("an idiot.", "idiot", "an idiot.", "idiot", id="as it is"),
        pytest.param("an *idiot*.", "idiot", "an idiot.", "idiot", id="in markup"),
        pytest.param("an i*dio*t.", "i*dio*t", "an idiot.", "idiot", id="markup in it"),
        pytest.param("so\\\nan idiot", "idiot", "so\nan idiot", "idiot", id="behind a line's end"),
        pytest.param("1 &lt; 2 idiot", "idiot", "1 < 2 idiot", "idiot", id="behind an entity"),
        pytest.param(
            "[x](https://idiot.example) idiot", "idiot", "x idiot", "", id="in an address, which is not shown"
        ),
        pytest.param("!!!", "!!!", "!!!", "!!!", id="no letters"),
    ],
)
def test_a_span_is_found_again_in_the_text_as_shown(typed, word, shown, carried):
    start = typed.index(word)
    found = carry_over(typed, shown, [Span(start=start, end=start + len(word), number=7)])
    assert [shown[span.start : span.end] for span in found] == [carried] * bool(carried)
    assert [span.number for span in found] == [7] * bool(carried)


def test_the_right_one_of_several_is_found():
    typed, shown = "ass, class, **ass**", "ass, class, ass"
    (span,) = carry_over(typed, shown, [Span(start=14, end=17, number=1)])
    assert (span.start, span.end) == (12, 15)


def test_spans_that_are_beyond_the_text_are_left_out():
    assert carry_over("short", "short", [Span(start=50, end=60, number=1)]) == ()
