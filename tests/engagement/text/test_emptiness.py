"""What says nothing is told from what says little."""

import time

import pytest

from engagement.text import says_nothing


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \n\t\u00a0\u3000", id="space"),
        pytest.param("\u200b\u200d\ufeff\u2060", id="zero width"),
        pytest.param("\u3164\u115f\u2800", id="fillers"),
        pytest.param("\u0301\u0302\u20dd", id="marks alone"),
        pytest.param("\u200b\ufe0f \u0301", id="all of these"),
        pytest.param("<!-- hidden -->", id="a comment in HTML"),
        pytest.param("<!-- one --> <!-- two\n -->", id="two of them"),
        pytest.param("&nbsp;", id="an entity"),
        pytest.param("&#8203;&#x200b; &zwnj;", id="entities"),
        pytest.param("<p>&nbsp;</p><br/>", id="tags"),
        pytest.param('<img src="https://example.org/a.png" alt="">', id="an image in HTML"),
        pytest.param("![](https://example.org/a.png)", id="an image"),
        pytest.param("![a cat](https://example.org/a.png)\n\n![](b.png)", id="images only"),
        pytest.param("[](https://example.org)", id="a link without words"),
        pytest.param("[ \u200b ](https://example.org)", id="a link with words that nobody sees"),
        pytest.param("[![](https://example.org/a.png)](https://example.org)", id="an image in a link"),
        pytest.param("> ", id="a quotation of nothing"),
        pytest.param("> > \n> ", id="a quotation of a quotation of nothing"),
        pytest.param("- \n- ", id="a list of nothing"),
        pytest.param("```\n\n```", id="code of nothing"),
    ],
)
def test_what_shows_nothing_says_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "1",
        "1.",
        "?",
        "…",
        "!!",
        "+1",
        ":-)",
        "-_-",
        ">_<",
        "<3",
        "👍",
        "👩‍🚒",
        "❤️",
        "🇪🇸",
        "#️⃣",
        "é",
        "e\u0301",
        "אָ",
        "ไม่",
        "你",
        "https://example.org",
        "<https://example.org>",
        "[the study](https://example.org)",
        "[x](https://example.org/a_(b))",
        "<grin>",
        "<!-- hidden",
        "&",
        "&amp;",
        "> yes",
        "`x`",
        "**",
        "![](https://example.org/a.png) My cat.",
        "<b>bold</b>",
        "<script>alert(1)</script>",
    ],
)
def test_what_shows_a_single_sign_says_something(text):
    assert not says_nothing(text)


@pytest.mark.parametrize(
    "piece", ["<!--", "![", "[", "](", "[](", "<a ", "<a", "&", "> ", "![](", "[a](b", "\u0301", "\u200b", "`", "-\n"]
)
def test_no_text_is_judged_slowly(piece):
    start = time.process_time()
    says_nothing(piece * (30_000 // len(piece)))
    assert time.process_time() - start < 2
