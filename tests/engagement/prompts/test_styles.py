"""How wordings ask, recognised in every language there are cues for, and refused in all others."""

import tomllib
from pathlib import Path

import pytest

from engagement.models import WordingStyle
from engagement.prompts.lexicon import languages
from engagement.prompts.questions import question_cues_for
from engagement.prompts.styles import LEAST_CONTEXT, MOST_SHORT, recognise_style

QUESTIONS = tomllib.loads(Path(__file__).with_name("styles.toml").read_text(encoding="utf-8"))


def each():
    for language, styles in QUESTIONS.items():
        for style, questions in styles.items():
            for question in questions:
                yield pytest.param(language, "" if style == "none" else style, question, id=f"{language} {question}")


@pytest.mark.parametrize(("language", "style", "question"), [*each()])
def test_a_question_has_the_first_style_that_it_fits(language, style, question):
    assert recognise_style(question=question, language=language) == style


def test_every_style_is_one_that_is_stored_and_is_tried():
    tried = {style for styles in QUESTIONS.values() for style in styles} - {"none"}
    assert tried == set(WordingStyle.values)


def test_every_language_of_the_extraction_has_cues_and_is_tried():
    assert set(QUESTIONS) == set(languages())
    assert all(question_cues_for(language) for language in languages())


@pytest.mark.parametrize(
    ("call", "style"),
    [
        ("Let us know about your experience with the new tram in the comments.", "experience"),
        ("Share your tips below!", "solution"),
        ("Share your story and your tips below!", "experience"),
        ("Leave a comment below.", ""),
        ("If you have any questions or suggestions, feel free to comment.", ""),
        ("Share your view in the comments.", ""),
    ],
)
def test_a_call_to_action_alone_can_ask_for_experiences_or_solutions_and_is_nothing_else(call, style):
    assert recognise_style(question="", call_to_action=call, language="en") == style


def test_beside_a_question_a_call_to_action_is_of_no_account():
    call = "Share your experience below!"
    assert recognise_style(question="Should the old quay be kept?", call_to_action=call, language="en") == "closed"


@pytest.mark.parametrize(("words", "style"), [(LEAST_CONTEXT, "context"), (LEAST_CONTEXT - 1, "closed")])
def test_a_lead_is_context_from_eight_words_on(words, style):
    lead = " ".join(["Word"] * words) + "."
    assert recognise_style(question="Should the old quay be kept?", lead=lead, language="en") == style


@pytest.mark.parametrize(("words", "style"), [(MOST_SHORT, "short"), (MOST_SHORT + 1, "closed")])
def test_a_question_is_short_up_to_four_words(words, style):
    question = " ".join(["Is", *["it"] * (words - 1)]) + "?"
    assert recognise_style(question=question, language="en") == style


def test_a_call_to_action_makes_no_question_longer_or_shorter():
    given = {"call_to_action": "Tell us in the comments below, and say why you think so!", "language": "en"}
    assert recognise_style(question="Thoughts?", **given) == "short"
    assert recognise_style(question="Should the old quay be kept?", **given) == "closed"


@pytest.mark.parametrize(("language", "style"), [("de-AT", "closed"), ("DE_de", "closed"), ("", "closed"), ("it", "")])
def test_a_region_is_of_no_account_and_no_language_is_found_out(language, style):
    assert recognise_style(question="Soll die Brücke für Autos gesperrt bleiben?", language=language) == style


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ar", "هل تفضّلون أن يبقى السوق في شارعه؟"),
        ("", "هل تفضّلون أن يبقى السوق في شارعه؟"),
        ("ja", "新しい橋をどう思いますか？"),
        ("", "新しい橋をどう思いますか？"),
        ("ru", "Нужен ли новый мост?"),
        ("", "Нужен ли новый мост?"),
        ("x" * 300, "Thoughts?"),
        ("en", ""),
        ("", " "),
    ],
)
def test_in_a_language_without_cues_nothing_is_guessed(language, question):
    assert recognise_style(question=question, language=language) == ""


@pytest.mark.parametrize("text", ["?" * 100_000, "What do you think? " * 20_000, "a" * 1_000_000, "(" * 100_000])
def test_hostile_words_neither_break_nor_stall_it(text):
    for given in ({"question": text}, {"call_to_action": text, "question": ""}, {"question": "Why?", "lead": text}):
        assert recognise_style(**given) in {"", *WordingStyle.values}
