import pytest

from engagement.api import Discussion, Wording
from engagement.queries.endings import Ending, last_paragraphs, mark_prompt, read_ending
from tests.articles.models import Article
from tests.factories import DiscussionFactory


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("One.\nstill one.\n\nTwo.\n\n\n\nThree.", ["Two.", "Three."], id="plain text"),
        pytest.param("<p>One.</p><p>Two,\n <em>two</em>.</p><p></p><p>Three.</p>", ["Two, two.", "Three."], id="HTML"),
        pytest.param("<div>One<br>and a half<p>Two</p>Three</div>", ["Two", "Three"], id="text between blocks"),
        pytest.param("<ul><li>One<li>Two</ul><h2>Three", ["Two", "Three"], id="broken HTML"),
        pytest.param("<p>One</p><script>alert(1)</script><!-- x --><p>Two</p>", ["One", "Two"], id="what is no text"),
        pytest.param("<p>One &lt;b&gt; &amp; two</p>", ["One <b> & two"], id="entities"),
        pytest.param("<!-- only a comment -->", [], id="no text at all"),
        pytest.param("<", ["<"], id="a lone bracket"),
    ],
)
def test_the_last_paragraphs_are_read_as_text(body, expected):
    assert last_paragraphs(body, 2) == expected


@pytest.mark.parametrize(
    "body", ["<p>?" * 300_000, "<div>" * 200_000, "<p " + "a='" * 300_000, "x" * 1_000_000, "<b" * 500_000]
)
def test_a_hostile_body_neither_breaks_nor_stalls_it(body):
    assert len(last_paragraphs(body, 5)) <= 5


def test_only_the_end_of_a_long_body_is_read():
    body = "<p>Early.</p>" * 10_000 + "<p>Late.</p>"
    assert last_paragraphs(body, 2) == ["Early.", "Late."]


@pytest.mark.django_db
def test_the_ending_is_that_of_the_discussions_article():
    discussion = DiscussionFactory()
    assert read_ending(discussion, paragraphs=1).paragraphs == (
        "Should the old quay be kept? Tell us in the comments below!",
    )
    Article.objects.all().delete()
    assert read_ending(discussion) == Ending()
    assert read_ending(Discussion(key="bare", authors=["Ada"])) == Ending(authors=("Ada",))


def pieces(paragraphs, wording, language="en"):
    marked = mark_prompt(paragraphs, wording, language)
    return ["".join(f"[{piece.text}]" if piece.is_prompt else piece.text for piece in pieces) for pieces in marked]


@pytest.mark.parametrize(
    ("paragraphs", "words", "expected"),
    [
        pytest.param(
            ["It is. Is it? Say so."], ("Is it?", "Say so."), ["It is. [Is it?] [Say so.]"], id="in its place"
        ),
        pytest.param(["Is it? No.", "Is it?"], ("Is it?", ""), ["Is it? No.", "[Is it?]"], id="where it stands last"),
        pytest.param(
            ["Who pays?", "And why? Tell us."],
            ("Who pays? And why?", ""),
            ["[Who pays?]", "[And why?] Tell us."],
            id="over two paragraphs",
        ),
        pytest.param(["Something else."], ("Is it?", ""), ["Something else."], id="words that differ"),
        pytest.param(["<b>Is it?</b>"], ("Is it?", ""), ["<b>[Is it?]</b>"], id="text, never markup"),
        pytest.param([], ("Is it?", ""), [], id="no article"),
    ],
)
def test_the_prompt_is_marked_in_the_ending(paragraphs, words, expected):
    assert pieces(paragraphs, Wording(question=words[0], call_to_action=words[1])) == expected


def test_without_a_proposal_nothing_is_marked():
    assert pieces(["Is it?"], None) == ["Is it?"]
