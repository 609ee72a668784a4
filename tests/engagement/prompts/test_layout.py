import pytest

from engagement.prompts.blocks import LINE_BREAK, Setting
from engagement.prompts.layout import lay_out


def laid_out(body):
    layout = lay_out(body, "auto")
    return [(block.kind.name, " ".join(layout.read(block).text.split())) for block in layout.blocks]


def settings(body):
    layout = lay_out(body, "auto")
    return {layout.read(block).text.strip(): block.setting for block in layout.blocks}


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<h2>A</h2><p>b</p>", [("HEADING", "A"), ("PARAGRAPH", "b")]),
        ("<p>a<p>b", [("PARAGRAPH", "a"), ("PARAGRAPH", "b")]),
        ("<p>a <em>b</em> &amp; <a href='#'>c</a></p>", [("PARAGRAPH", "a b & c")]),
        ("<ul><li>a<li><p>b</p></ul>", [("ITEM", "a"), ("ITEM", "b")]),
        ("<pre><code>a\n\nb</code></pre>", [("CODE", "a b")]),
        ("<table><tr><td>a</td><td><p>b</p></td></tr></table>", [("TABLE", "a"), ("PARAGRAPH", "b")]),
        ("<figure><img src=x><figcaption>a</figcaption></figure>", [("CAPTION", "a")]),
        ("<p>a<br>b</p>", [("PARAGRAPH", "a b")]),
        ("<p>a<br /><br>b</p>", [("PARAGRAPH", "a"), ("PARAGRAPH", "b")]),
        ("<br><br>a<br>\n<br><br>b<br>", [("PARAGRAPH", "a"), ("PARAGRAPH", "b")]),
        ("<p>&nbsp;</p><p> </p><p></p><p>a</p>", [("PARAGRAPH", "a")]),
        ("<em>a</em>\nb\n\nc", [("PARAGRAPH", "a b"), ("PARAGRAPH", "c")]),
        ("<p>a\n\nb</p>", [("PARAGRAPH", "a b")]),
        ("<div>a<div>b</div>c</div>", [("PARAGRAPH", "a"), ("PARAGRAPH", "b"), ("PARAGRAPH", "c")]),
        ("<p>a</p></div></ul><p>b</p>", [("PARAGRAPH", "a"), ("PARAGRAPH", "b")]),
        ("<p>a<script>b</script><style>c</style>d</p>", [("PARAGRAPH", "ad")]),
        ("<p>a<!-- b -->c</p>", [("PARAGRAPH", "ac")]),
        ("<P>a<BR><BR>b</P>", [("PARAGRAPH", "a"), ("PARAGRAPH", "b")]),
    ],
)
def test_html_is_laid_out_as_blocks(body, blocks):
    assert laid_out(body) == blocks


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("a\n\nb", [("PARAGRAPH", "a"), ("PARAGRAPH", "b")]),
        ("a\r\n\r\nb\n \t\n\nc", [("PARAGRAPH", "a"), ("PARAGRAPH", "b"), ("PARAGRAPH", "c")]),
        ("One line.\nAnd one more.", [("PARAGRAPH", "One line."), ("PARAGRAPH", "And one more.")]),
        (
            "This paragraph is wrapped at a column of some\nfifty letters, as old books are.",
            [("PARAGRAPH", "This paragraph is wrapped at a column of some fifty letters, as old books are.")],
        ),
        ("## A\n\n- b\n- c\n\n> d", [("HEADING", "A"), ("ITEM", "b"), ("ITEM", "c"), ("PARAGRAPH", "d")]),
        ("a\n\n---\n\nb", [("PARAGRAPH", "a"), ("PARAGRAPH", "b")]),
        (
            "a\n\n```\nb?\n\n```\n\nc",
            [("PARAGRAPH", "a"), ("CODE", "```"), ("CODE", "b?"), ("CODE", "```"), ("PARAGRAPH", "c")],
        ),
    ],
)
def test_plain_text_is_laid_out_as_blocks(body, blocks):
    assert laid_out(body) == blocks


def test_a_line_break_of_the_authors_is_kept():
    layout = lay_out("<p>a<br>b</p>", "html")
    assert layout.read(layout.blocks[0]).text == f"a{LINE_BREAK}b"


def test_a_block_knows_what_it_stands_in():
    assert settings("<p>a</p><blockquote><p>b</p></blockquote><aside>c<blockquote>d</blockquote></aside>") == {
        "a": Setting.NONE,
        "b": Setting.QUOTE,
        "c": Setting.ASIDE,
        "d": Setting.QUOTE | Setting.ASIDE,
    }


@pytest.mark.parametrize(
    "markup",
    [
        "<nav>x</nav>",
        "<footer>x</footer>",
        "<form><p>x</p></form>",
        '<div class="author-bio">x</div>',
        '<section id="comments"><div>x</div></section>',
        "<div class='post yarpp-related'>x</div>",
        "<div hidden>x</div>",
        '<div style="color:red; display : none">x</div>',
    ],
)
def test_what_is_no_part_of_the_article_is_marked(markup):
    assert settings(f"<p>a</p>{markup}") == {"a": Setting.NONE, "x": Setting.CHROME}


def test_what_stands_outside_of_the_articles_own_body_is_marked():
    page = (
        "<html><head><title>t</title></head><body><div>before</div><main><h1>title</h1>"
        '<div class="entry-content"><p>This is the article itself, and it is longer than all the rest.</p></div>'
        "<div>after</div></main><div>end</div></body></html>"
    )
    assert {text: setting for text, setting in settings(page).items() if setting is Setting.NONE} == {
        "This is the article itself, and it is longer than all the rest.": Setting.NONE
    }


def test_a_small_body_among_others_marks_nothing():
    page = "<article>teaser</article><p>This is the article itself, and it is longer than all the rest.</p>"
    assert set(settings(page).values()) == {Setting.NONE}


def test_links_and_bold_type_are_known():
    layout = lay_out('<p><strong>a <b>b</b></strong> <a href="/x?a&amp;b">the <em>c</em></a>', "html")
    read = layout.read(layout.blocks[0])
    (link,) = read.links or [None]
    assert (read.text, read.strong) == ("a b the c", 3)
    assert (link.text, link.href, read.text[link.start : link.end]) == ("the c", "/x?a&b", "the c")


@pytest.mark.parametrize("tag", ["p", "pre", "h1"])
def test_of_a_long_block_the_end_is_read_and_still_found_in_the_source(tag):
    body = f"<{tag}>" + "word &amp; <em>word</em> " * 2_000 + f"the end</{tag}>"
    layout = lay_out(body, "html")
    read = layout.read(layout.blocks[0])
    assert len(read.text) <= 5_000
    assert read.text.endswith("word & word the end")
    offset, start, end = read.runs[-1]
    assert read.text[offset:] == body[start:end] == " the end"
