"""Nothing that a reader types runs, breaks the page around it, or takes long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.text import excerpt, normalize, normalize_name, render, rendering
from tests.engagement.text.payloads import MARKDOWN, PAYLOADS, RAW_HTML
from tests.engagement.text.trees import dangers, dangers_of_text, text_of

FRAGMENTS = [
    *"*_`[]()<>!#\\&\"' \n\t-+.:/~|=;@%",
    *(
        "**",
        "__",
        "```",
        "~~~",
        "    ",
        "> ",
        "- ",
        "1. ",
        "\n\n",
        "](",
        "[a](",
        "<a ",
        "&lt;",
        "&#x6a;",
        "\\\\",
        "<!--",
        "]]>",
    ),
    *(
        "http://",
        "https://a.example",
        "www.",
        "mailto:",
        "a@b.example",
        "javascript:",
        "data:",
        "</p>",
        "<script>",
        " onclick=",
    ),
    *("\0", "\ud800", "\u202e", "\u2069", "\u200d", "\ufeff", "\x0b", "\x0c", "\x85", "\u2028", "é", "漢", "👩"),
]
HOSTILE_TEXT = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=60).map("".join)

LONG = 10_000
SLOW_SECONDS = 2.0


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_more_than_the_safe_subset(payload):
    assert dangers(render(normalize(payload))) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_hidden_in_other_markup_does_either(payload):
    for around in (
        "> {}",
        "- {}",
        "**{}**",
        "`{}",
        "[{}](https://a.example)",
        "[x](https://a.example '{}')",
        "```{}\nx\n```",
    ):
        assert dangers(render(around.format(payload))) == []


@pytest.mark.parametrize("payload", RAW_HTML)
def test_html_that_the_parser_let_through_would_be_cleaned(payload):
    assert dangers(rendering._clean(payload)) == []


@pytest.mark.parametrize("payload", [payload for payload in RAW_HTML if not {"`", "\n"} & set(payload)])
def test_html_is_shown_as_it_was_typed(payload):
    assert text_of(render(payload)) == payload


@pytest.mark.parametrize(
    "payload", [payload for payload in MARKDOWN if payload.startswith("[x](") and "ok.example/" not in payload]
)
def test_no_link_of_another_kind_is_made(payload):
    assert "<a " not in render(payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_as_a_name_is_a_name(payload):
    assert dangers_of_text(normalize_name(payload)) == []


@settings(deadline=None)
@given(HOSTILE_TEXT)
def test_any_text_renders_to_the_safe_subset(text):
    assert dangers(render(text)) == []


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["P", "S", "Z", "C", "Nd"]), min_size=1))
def test_any_letters_and_marks_survive(text):
    assert render(text) == f"<p>{text}</p>"


@settings(deadline=None)
@given(HOSTILE_TEXT, st.integers(min_value=1, max_value=80))
def test_any_text_has_an_excerpt_of_the_length_asked_for(text, length):
    assert len(excerpt(text, length=length)) <= length


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "[",
            "![",
            "](",
            "[a](",
            "[a](<b",
            "[[]",
            "*",
            "_",
            "*a **b ",
            "_a __b ",
            "a**b",
            "*_",
            "`",
            "``a",
            ">",
            "> ",
            ">\n",
            "- ",
        ),
        *(
            "1. ",
            "- a\n",
            "> - ",
            "http://",
            "http://a.b/(",
            "http://a.b/[",
            ".http://a.b/{",
            "http://a.",
            "http://a-",
            "http://- ",
        ),
        *(
            "www.",
            "www.a.",
            "www.a-",
            "www.a.bc/(",
            "www.a_ ",
            "mailto:",
            "mailto:a@",
            "://",
            "a://",
            "<",
            "<a@",
            "\\",
            "&",
            "\n",
            " \n",
        ),
        *("```\n", "~~~a\n", "    a\n\n", "a\n\n", "a\u0301", "\u202e", "\t", "(", "\x85"),
    ],
)
def test_no_repetition_takes_long(unit):
    source = (unit * LONG)[:LONG]
    before = time.process_time()
    html = render(source)
    assert time.process_time() - before < SLOW_SECONDS
    assert dangers(html) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("".join(f"{'`' * count}a" for count in range(140)), id="fences of code of every length"),
        pytest.param("".join(f"{'  ' * depth}- a\n" for depth in range(98)), id="a list ever deeper"),
        pytest.param("".join(f"{'>' * depth} a\n" for depth in range(138)), id="a quote ever deeper"),
        pytest.param("*a **b " * 700 + "c** d*" * 700, id="emphasis in emphasis"),
        pytest.param("[" * 600 + "a" + "](http://b.c)" * 600, id="links in links"),
        pytest.param("[" * 5_000 + "]" * 5_000, id="brackets in brackets"),
        pytest.param("http://a.b/" + "([" * 5_000, id="brackets in a link"),
        pytest.param("http://" + "a." * 5_000, id="a host of many labels"),
        pytest.param("http://" + "a" * LONG, id="a host of one label"),
    ],
)
def test_no_construction_takes_long(source):
    before = time.process_time()
    html = render(source)
    assert time.process_time() - before < SLOW_SECONDS
    assert dangers(html) == []
