"""Links in a comment, with their true targets."""

import pytest

from moderation.web.marking import mark_shown


def show_targets(html):
    return mark_shown(html, "", ())


REL = 'target="_blank" rel="noopener noreferrer nofollow"'


def shown(href, words, after=""):
    return show_targets(f'<p><a href="{href}" rel="nofollow ugc noopener">{words}</a>{after}</p>')


def test_text_without_links_stays_as_it_is():
    assert show_targets("<p>Old &lt;quay&gt; &amp; <em>new</em></p>") == "<p>Old &lt;quay&gt; &amp; <em>new</em></p>"


def test_words_that_say_something_else_are_followed_by_the_target():
    assert shown("https://elsewhere.example/x?y=1&amp;z=2", "the council", ", it says") == (
        f'<p><a href="https://elsewhere.example/x?y=1&amp;z=2" {REL}>the council</a> '
        '<span class="ws-to">goes to elsewhere.example/x?y=1&amp;z=2</span>, it says</p>'
    )


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://council.example/plan", "https://council.example/plan"),
        ("https://council.example/plan", "council.example/plan"),
        ("https://council.example/", "https://council.example"),
        ("https://council.example", "Council.Example"),
        ("mailto:mara@council.example", "mara@council.example"),
    ],
)
def test_words_that_are_the_address_need_no_more(href, words):
    assert "ws-to" not in shown(href, words)


@pytest.mark.parametrize(
    ("href", "words", "target"),
    [
        ("https://evil.example/", "bank.example", "evil.example/"),
        ("https://bank.example@evil.example/in", "https://bank.example@evil.example/in", "evil.example/in"),
        ("https://bank.example:x@evil.example:8443/", "bank", "evil.example:8443/"),
        ("https://xn--bnk-sna.example/", "https://bänk.example/", "xn--bnk-sna.example/"),
        ("https://evil.example/#bank.example", "bank.example", "evil.example/#bank.example"),
        ("mailto:evil@evil.example", "the council", "mailto:evil@evil.example"),
        ("https://[broken/", "bank", "https://[broken/"),
    ],
)
def test_a_target_begins_with_the_host_that_is_really_asked(href, words, target):
    assert f'<span class="ws-to">goes to {target}</span>' in shown(href, words)


def test_a_very_long_target_is_cut_behind_its_host():
    page = shown("https://evil.example/" + "a" * 500, "bank")
    assert f"goes to evil.example/{'a' * 187}…</span>" in page


def test_characters_that_do_not_print_are_left_out_of_the_note():
    assert '<span class="ws-to">goes to evil.example/ab</span>' in shown("https://evil.example/a\u202eb", "bank")


@pytest.mark.parametrize(
    "html",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href="https://a.example/" onclick="alert(1)">x</a>',
        '<a href="https://a.example/"><img src="x" onerror="alert(1)">x</a>',
        '<a href="https://a.example/">x</a><script>alert(1)</script>',
        '<a href="https://a.example/" style="color:red">x</a>',
    ],
)
def test_even_what_should_not_be_there_does_not_get_through(html):
    page = show_targets(html)
    for word in ('href="javascript:', "onclick", "onerror", "<img", "<script", "style"):
        assert word not in page


def test_several_links_keep_their_order_and_the_words_between_them():
    page = show_targets('<p>a <a href="https://b.example/">b</a> c <a href="https://d.example/">d</a> e</p>')
    assert page == (
        f'<p>a <a href="https://b.example/" {REL}>b</a> <span class="ws-to">goes to b.example/</span> c '
        f'<a href="https://d.example/" {REL}>d</a> <span class="ws-to">goes to d.example/</span> e</p>'
    )
