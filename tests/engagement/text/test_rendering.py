"""What readers may write, and the HTML it becomes, to the letter."""

import pytest

from engagement.text import RENDER_VERSION, render
from tests.engagement.text.trees import dangers, text_of

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Plain words.", "<p>Plain words.</p>", id="a paragraph"),
        pytest.param("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>", id="two paragraphs"),
        pytest.param("One,\ntwo.", "<p>One,<br>\ntwo.</p>", id="a single line end is a line break"),
        pytest.param("One,  \ntwo.\\\nthree", "<p>One,<br>\ntwo.<br>\nthree</p>", id="Markdown's own line breaks"),
        pytest.param("*a* _b_", "<p><em>a</em> <em>b</em></p>", id="emphasis"),
        pytest.param("**a** __b__", "<p><strong>a</strong> <strong>b</strong></p>", id="strong"),
        pytest.param("***a***", "<p><em><strong>a</strong></em></p>", id="both"),
        pytest.param(
            "snake_case_word 2*3*4", "<p>snake_case_word 2<em>3</em>4</p>", id="underscores in a word are letters"
        ),
        pytest.param(r"\*not\* \[x\]", "<p>*not* [x]</p>", id="a backslash makes a marker text"),
        pytest.param("~~a~~", "<p>~~a~~</p>", id="no strikethrough"),
        pytest.param("`a *b* <c>`", "<p><code>a *b* &lt;c&gt;</code></p>", id="inline code"),
        pytest.param("```\na\n  <b>\n```", "<pre><code>a\n  &lt;b&gt;\n</code></pre>", id="fenced code"),
        pytest.param("~~~python\na\n~~~", "<pre><code>a\n</code></pre>", id="a language's name is not shown"),
        pytest.param("    a\n    b", "<pre><code>a\nb\n</code></pre>", id="indented code"),
        pytest.param("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>", id="a quote"),
        pytest.param(
            "> > a\n\nb",
            "<blockquote>\n<blockquote>\n<p>a</p>\n</blockquote>\n</blockquote>\n<p>b</p>",
            id="a quote in a quote",
        ),
        pytest.param("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>", id="a list"),
        pytest.param(
            "3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>', id="a numbered list keeps its start"
        ),
        pytest.param(
            "- a\n  - b\n- c",
            "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>",
            id="a list in a list",
        ),
        pytest.param(
            "1. a\n3. b\n4. c",
            '<ol>\n<li>a</li>\n<li value="3">b</li>\n<li>c</li>\n</ol>',
            id="a number left out stays out",
        ),
        pytest.param(
            "2) a\n1) b", '<ol start="2">\n<li>a</li>\n<li value="1">b</li>\n</ol>', id="a countdown counts down"
        ),
        pytest.param(
            "0. a\n1. b", '<ol start="0">\n<li>a</li>\n<li>b</li>\n</ol>', id="a list that begins with nought"
        ),
        pytest.param(
            "1. a\n1. b\n1. c", "<ol>\n<li>a</li>\n<li>b</li>\n<li>c</li>\n</ol>", id="a repeated number counts"
        ),
        pytest.param(
            "0. a\n   - b\n     1. c\n     7. d\n5. e",
            '<ol start="0">\n<li>a\n<ul>\n<li>b\n<ol>\n<li>c</li>\n<li value="7">d</li>\n</ol>\n</li>\n</ul>\n</li>\n'
            '<li value="5">e</li>\n</ol>',
            id="each list keeps its own numbers",
        ),
        pytest.param("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>", id="a loose list"),
        pytest.param(
            "1. a\n> b", "<ol>\n<li>a</li>\n</ol>\n<blockquote>\n<p>b</p>\n</blockquote>", id="a quote ends a list"
        ),
    ],
)
def test_the_safe_subset_is_rendered(source, html):
    assert render(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        pytest.param("# a", "<p># a</p>", id="headings"),
        pytest.param("a\n===", "<p>a<br>\n===</p>", id="underlined headings"),
        pytest.param("---", "<p>---</p>", id="rules"),
        pytest.param("a|b\n-|-\nc|d", "<p>a|b<br>\n-|-<br>\nc|d</p>", id="tables"),
        pytest.param("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>", id="HTML"),
        pytest.param("<!-- a -->", "<p>&lt;!-- a --&gt;</p>", id="HTML comments"),
        pytest.param("&amp; &copy; &#65;", "<p>&amp;amp; &amp;copy; &amp;#65;</p>", id="entities"),
        pytest.param("[a]: b\n[a]", "<p>[a]: b<br>\n[a]</p>", id="definitions of references"),
        pytest.param("[a](/b)", "<p>[a](/b)</p>", id="links into the publisher's site"),
        pytest.param("[a](//b.example)", "<p>[a](//b.example)</p>", id="links without a scheme"),
        pytest.param("[a](javascript:b)", "<p>[a](javascript:b)</p>", id="links that run"),
        pytest.param("[a](https:b)", "<p>[a](https:b)</p>", id="links that browsers complete in their own way"),
        pytest.param("<ftp://a.example>", "<p>&lt;ftp://a.example&gt;</p>", id="links of another scheme"),
    ],
)
def test_what_is_no_markup_here_stays_as_typed(source, html):
    assert render(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        pytest.param(
            "[a](https://b.example/c?d=1&e=2)", f'<a href="https://b.example/c?d=1&amp;e=2" {REL}>a</a>', id="https"
        ),
        pytest.param(
            "[*a*](http://b.example)", f'<a href="http://b.example" {REL}><em>a</em></a>', id="http, with emphasis"
        ),
        pytest.param("[a](mailto:b@c.example)", f'<a href="mailto:b@c.example" {REL}>a</a>', id="mail"),
        pytest.param("[a](HTTPS://B.example)", f'<a href="HTTPS://B.example" {REL}>a</a>', id="in capitals"),
        pytest.param('[a](https://b.example "c")', f'<a href="https://b.example" {REL}>a</a>', id="without its title"),
        pytest.param(
            "<https://a.example/b>", f'<a href="https://a.example/b" {REL}>https://a.example/b</a>', id="in angles"
        ),
        pytest.param(
            "[](https://a.example)", f'<a href="https://a.example" {REL}>https://a.example</a>', id="without words"
        ),
        pytest.param(
            "[\u200b](https://a.example)",
            f'<a href="https://a.example" {REL}>\u200bhttps://a.example</a>',
            id="of unseen words",
        ),
        pytest.param("https://a.example", f'<a href="https://a.example" {REL}>https://a.example</a>', id="bare"),
        pytest.param(
            "HTTP://a.example", f'<a href="HTTP://a.example" {REL}>HTTP://a.example</a>', id="bare, in capitals"
        ),
        pytest.param(
            "www.a.example/b", f'<a href="https://www.a.example/b" {REL}>www.a.example/b</a>', id="bare, from www on"
        ),
        pytest.param(
            "mailto:a@b.example", f'<a href="mailto:a@b.example" {REL}>mailto:a@b.example</a>', id="bare mail"
        ),
        pytest.param(
            "https://a.example/_b_/*c*d__e__",
            f'<a href="https://a.example/_b_/*c*d__e__" {REL}>https://a.example/_b_/*c*d__e__</a>',
            id="bare, markers inside are letters",
        ),
        pytest.param(
            "https://bücher.example/ä%20b",
            f'<a href="https://xn--bcher-kva.example/%C3%A4%20b" {REL}>https://bücher.example/ä%20b</a>',
            id="bare, shown as typed",
        ),
    ],
)
def test_links_are_followed_by_nobody_who_counts_links(source, html):
    assert render(source) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("source", "href", "rest"),
    [
        ("(https://a.example/b)", "https://a.example/b", "()"),
        ("https://a.example/b.", "https://a.example/b", "."),
        ("https://a.example/b_(c), d", "https://a.example/b_(c)", ", d"),
        ("**https://a.example**", "https://a.example", ""),
        ("https://bank.example@other.example", "https://bank.example", "@other.example"),
        ("a:https://b.example", "https://b.example", "a:"),
    ],
)
def test_a_bare_link_ends_where_its_sentence_goes_on(source, href, rest):
    html = render(source)
    assert f'<a href="{href}" {REL}>{href}</a>' in html
    assert text_of(html).replace(href, "", 1) == rest


@pytest.mark.parametrize(
    "source",
    [
        "No space.It is",
        "a@b.example",
        "a.example",
        "www.",
        "www.a",
        "http://",
        "://a.example",
        "ahttp://b",
        "//a.example",
    ],
)
def test_words_that_are_no_link_stay_words(source):
    assert render(source) == f"<p>{source}</p>"


@pytest.mark.parametrize("marker", [">", "> ", "- ", "1. "])
def test_what_is_nested_too_deep_stays_text(marker):
    html = render(f"{marker * 200}end")
    assert text_of(html).rstrip("\n").endswith(f"{marker * 190}end")
    assert html.count("<blockquote>") + 2 * (html.count("<ul>") + html.count("<ol>")) in {10, 11}


def test_emphasis_nested_too_deep_stays_text():
    html = render("*a **b " * 50 + "c** d*" * 50)
    assert (html.count("<em>"), html.count("<strong>")) == (3, 3)
    assert text_of(html).count("*a **b") == 47
    assert dangers(html) == []


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("``` these are words", "<pre><code>these are words\n</code></pre>"),
        ("```\n```", "<pre><code>\n</code></pre>"),
        ("```python\n```", "<pre><code>python\n</code></pre>"),
        ("``` two words\na\n```", "<pre><code>two words\na\n</code></pre>"),
    ],
)
def test_words_beside_a_fence_are_not_lost(source, html):
    assert render(source) == html


def test_forbidden_characters_show_as_replacements():
    assert render("a\0b\ud800c\udfffd") == "<p>a\ufffdb\ufffdc\ufffdd</p>"


@pytest.mark.parametrize(
    "text",
    [
        "e\u0301",
        "\u200fא\u202eb\u202c",
        "👩‍👩‍👧🏽",
        "Z͑ͫ̓a̴l̷g̸o",
        "\x07\x1b[31m",
        "\u2003\u3000a",
        "\ufeffa",
        "\U0001d4ea\U000e0041",
        "\uffff",
    ],
)
def test_marks_joiners_directions_and_controls_survive(text):
    assert render(f"a{text}b") == f"<p>a{text}b</p>"


def test_the_version_is_a_number_to_store():
    assert RENDER_VERSION == 1
