import subprocess
import sys

import pytest

from engagement.prompts import ClosingPrompt, Position, PromptSentence, Role, extract_prompt

ARTICLE = """
<h1>The ferry</h1>
<p>The ferry is back. It leaves at nine.</p>
<h2>Over to you</h2>
<p>Will you take it? I will.</p>
<p>Tell us in the <strong>comments</strong>!</p>
<p>Photo by Ada Moss</p>
"""

INTERVIEW = """The keeper of the lighthouse

Coast Weekly: Ms Harrow, why did you take the job? Were you not afraid?

Harrow: Of what? The sea stays outside. I had lamps to clean, and that is a full day's work for anyone.

Coast Weekly: What do you think of the plan to sell the tower?

Harrow: Not much. It has stood for two hundred years.

Coast Weekly: Ms Harrow, thank you for your time. It was a pleasure.

Closing thought: A tower without its keeper is a ruin with a view. Would you live on a rock
for a year? Share your answers in the comments!

Leave a Comment

This site uses Akismet to reduce spam. Learn how your comment data is processed.
"""


def test_a_prompt_says_where_its_sentences_stand():
    prompt = extract_prompt(ARTICLE)
    assert prompt.question == "Will you take it?"
    assert prompt.call_to_action == "Tell us in the comments!"
    assert prompt.lead == "Over to you"
    assert prompt.sentences == (
        PromptSentence(Role.LEAD, "Over to you", 2),
        PromptSentence(Role.QUESTION, "Will you take it?", 3),
        PromptSentence(Role.CALL_TO_ACTION, "Tell us in the comments!", 4),
    )
    assert prompt.position == Position(first=3, last=4, blocks=6)
    assert (prompt.position.first_from_end, prompt.position.last_from_end) == (2, 1)
    assert prompt.found
    assert prompt


def test_an_article_without_a_prompt_gives_an_empty_one():
    prompt = extract_prompt("<p>The ferry is back.</p><p>It leaves at nine, and the fare is three pounds.</p>")
    assert prompt == ClosingPrompt(language="en", position=Position(blocks=2))
    assert (prompt.question, prompt.call_to_action, prompt.lead, prompt.sentences) == ("", "", "", ())
    assert (prompt.position.first_from_end, prompt.position.last_from_end, prompt.confidence) == (-1, -1, 0.0)
    assert not prompt.found
    assert not prompt


@pytest.mark.parametrize("body", ["", " \n\t ", "<p></p>", "<!-- nothing -->", "\0", "&nbsp;", "?", "<p>?</p>"])
def test_what_says_nothing_closes_with_nothing(body):
    assert not extract_prompt(body)


def test_an_interview_does_not_hide_the_prompt_behind_it():
    prompt = extract_prompt(INTERVIEW)
    assert prompt.question == "Would you live on a rock for a year?"
    assert prompt.call_to_action == "Share your answers in the comments!"
    assert prompt.lead == "Closing thought: A tower without its keeper is a ruin with a view."


def test_an_interview_without_one_closes_with_nothing():
    assert not extract_prompt(INTERVIEW.partition("Closing thought")[0])


def test_a_surer_prompt_has_more_confidence():
    bodies = [
        "<p>Would this suit you?</p>",
        "<p>Which one do you use?</p>",
        "<p>What do you think?</p>",
        "<p>Tell us in the comments.</p>",
        "<p>What do you think? Tell us in the comments.</p>",
    ]
    confidences = [extract_prompt(body).confidence for body in bodies]
    assert confidences == sorted(set(confidences))
    assert 0 < confidences[0] < confidences[-1] <= 1


def test_words_behind_a_prompt_lower_the_confidence():
    close = extract_prompt("<p>What do you think?</p>")
    far = extract_prompt("<p>What do you think? The committee meets in the old town hall in May.</p>")
    assert far.question == close.question
    assert far.confidence < close.confidence


@pytest.mark.parametrize(
    ("asked", "used"),
    [("de", "de"), ("DE-at", "de"), ("fr_CA", "fr"), ("en-GB", "en"), ("xx", "en"), ("", "en"), (None, "en")],
)
def test_the_language_asked_for_is_used_where_there_are_cues_for_it(asked, used):
    assert extract_prompt("<p>Ja.</p>", language=asked).language == used


def test_the_language_asked_for_goes_before_what_the_words_tell():
    body = "<p>Wir haben die Suppe gekocht und gegessen. Was haltet ihr davon?</p>"
    assert extract_prompt(body).question == "Was haltet ihr davon?"
    assert not extract_prompt(body, language="en")


def test_markup_is_text_where_the_format_says_so():
    body = "Write <hr> between the parts.\n\nWhat do you think?"
    assert extract_prompt(body).position.blocks == 2
    assert extract_prompt(body, format="text").position.blocks == 2
    assert extract_prompt(body, format="html").position.blocks == 3


def test_what_begins_with_a_tag_or_holds_a_common_one_is_html():
    assert extract_prompt("<section>What do you &ldquo;think&rdquo;?</section>").question == "What do you “think”?"
    assert extract_prompt("Well,<br>what do you &ldquo;think&rdquo;?").question == "Well, what do you “think”?"
    assert (
        extract_prompt("If a < b, what do you &ldquo;think&rdquo;?").question
        == "If a < b, what do you &ldquo;think&rdquo;?"
    )


def test_text_is_cleaned_of_what_nobody_sees():
    prompt = extract_prompt("<p>What\u00a0do\0 you\u00ad think,\ud800\n  reader\u200b?</p>")
    assert prompt.question == "What do you think, reader?"


def test_a_prompt_far_behind_in_a_long_faq_is_found():
    faq = "".join(f"<h3>Can I use number {number}?</h3><p>Yes, you can use it.</p>" for number in range(25))
    prompt = extract_prompt(f"<p>Which one do you use? Tell us in the comments.</p><h2>FAQ</h2>{faq}")
    assert prompt.question == "Which one do you use?"
    assert prompt.position == Position(first=0, last=0, blocks=52)


def test_code_behind_a_question_is_more_of_the_article():
    assert extract_prompt("<p>How do you mount it?</p>").question == "How do you mount it?"
    assert not extract_prompt("<p>How do you mount it?</p><pre>mount /dev/sda1</pre>")


def test_an_article_laid_out_in_a_table_has_its_prompt():
    assert extract_prompt("<table><tr><td><p>It is back.</p><p>Will you take it?</p></td></tr></table>")


def test_the_same_body_gives_the_same_prompt():
    assert extract_prompt(ARTICLE) == extract_prompt(ARTICLE)
    assert hash(extract_prompt(ARTICLE)) == hash(extract_prompt(ARTICLE))


def test_the_package_imports_no_django():
    script = "import sys, engagement.prompts; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
