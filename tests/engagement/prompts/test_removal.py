import dataclasses

import pytest

from engagement.prompts import ClosingPrompt, extract_prompt, remove_prompt


def lift(body):
    return remove_prompt(body, extract_prompt(body))


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("<p>One.</p>\n<p>What do you think?</p>\n<p>Bye.</p>", "<p>One.</p>\n\n<p>Bye.</p>"),
        ("<p>One. What do you think? Thank you.</p>", "<p>One. Thank you.</p>"),
        ("<p>One. What do you think?</p>", "<p>One.</p>"),
        ("<P CLASS=x>One &amp; two. <em>What do you think?</em></p><p>Bye", "<P CLASS=x>One &amp; two.</p><p>Bye"),
        ("<p>One. <em>Two. What do you <b>think</b>?</em></p>", "<p>One. <em>Two.</em></p>"),
        ("<p>What do you think? <strong>Tell us below.</strong> Two.</p>", "<p> Two.</p>"),
        ("<p><em>💬 What do you think? Tell us below! 👇</em></p><hr>", "<hr>"),
        ("<div><p>One.</p><div><p>What do you think?<p>Tell us below.</div></div>", "<div><p>One.</p></div>"),
        ("<ul><li>What do you use?</li><li>What do you like?</li></ul><p>Tell us below.</p>", ""),
        ("<ul><li>One.<li>Two.</ul><p>Tell us below.", "<ul><li>One.<li>Two.</ul>"),
        ("<p>One.</p><h2>What do you think?</h2><p>Tell us below.</p>", "<p>One.</p>"),
        ("<h2>Conclusion</h2><p>What do you think?</p>", "<h2>Conclusion</h2>"),
        ("One.<br><br>What do you think?<br/>Tell us below.", "One."),
        ("One.<br>What do you think?<br>Bye.", "One.<br>Bye."),
        ("<p>What do you think? <img src=a.png> Tell us below.</p>", "<p><img src=a.png></p>"),
        ("<p>What&nbsp;do you &ldquo;think&rdquo;? Bye.</p>", "<p> Bye.</p>"),
        ('<p>One.</p><p>Leave a <a href="#c">comment</a> below.</p>', "<p>One.</p>"),
        (
            "<p>One.</p>\n<!-- wp:paragraph -->\n<p>What do you think?</p>\n<!-- /wp:paragraph -->\n<!-- wp:more /-->",
            "<p>One.</p>\n\n<!-- wp:more /-->",
        ),
        ("<table><tr><td>One.</td></tr></table><p>What do you think?", "<table><tr><td>One.</td></tr></table>"),
        ("one<p>What do you think?</p>two", "one<p></p>two"),
        ("one<p>What do you think?</p><p>two", "one<p>two"),
        ("one <p>What do you use?</p>\n<p>What do you think?</p> two", "one \n<p></p> two"),
        ("<article>What do you think?</article>", "<article></article>"),
        ("One.\n\nWhat do you think?\nTell us below.\n\nBye.\n", "One.\n\nBye.\n"),
        ("One. What do you think?", "One."),
        ("What do you think?\n\nThank you for reading.", "Thank you for reading."),
        ("<em>One.</em>\n\nWhat do you think?", "<em>One.</em>\n\n"),
    ],
)
def test_a_prompt_is_lifted_and_all_else_stays(body, left):
    assert lift(body) == left


@pytest.mark.parametrize("body", ["", "<p>One.</p>", "Nothing is asked here.", "<div><p>\0"])
def test_without_a_prompt_the_body_is_as_it_was(body):
    assert lift(body) == body
    assert remove_prompt(body, ClosingPrompt()) == body


def test_the_lead_stays():
    assert lift("<p>Over to you! What do you think?</p>") == "<p>Over to you!</p>"


def test_a_sentence_that_the_body_no_longer_holds_is_passed_over():
    prompt = extract_prompt("<p>What do you think? Tell us below.</p>")
    assert remove_prompt("<p>What do you think? Write below.</p>", prompt) == "<p> Write below.</p>"
    assert remove_prompt("<p>Other words.</p>", prompt) == "<p>Other words.</p>"


def test_a_sentence_that_has_moved_is_found():
    prompt = extract_prompt("<p>One.</p><p>What do you think?</p>")
    assert remove_prompt("<p>New.</p><p>One.</p><p>Two. What do you think?</p>", prompt) == (
        "<p>New.</p><p>One.</p><p>Two.</p>"
    )


def test_a_sentence_said_twice_is_lifted_where_it_was_found():
    body = "<p>What do you think? Everyone asked the keeper that, and the keeper said the same to all, year after "
    body += "year, until they stopped.</p><p>It began on the quay one wet morning in May.</p><p>What do you think?</p>"
    assert lift(body) == body.removesuffix("<p>What do you think?</p>")


def test_a_prompt_of_another_body_does_no_harm():
    prompt = extract_prompt("<p>What do you think?</p>")
    moved = dataclasses.replace(
        prompt, sentences=tuple(dataclasses.replace(sentence, block=99) for sentence in prompt.sentences)
    )
    assert remove_prompt("<p>One.</p><p>What do you think?</p>", moved) == "<p>One.</p>"


def test_lifting_again_changes_nothing():
    body = "<p>One.</p><p>What do you think?</p>"
    prompt = extract_prompt(body)
    assert remove_prompt(remove_prompt(body, prompt), prompt) == "<p>One.</p>"
