import pytest

from engagement.prompts import extract_prompt
from tests.engagement.prompts.corpus import OPENINGS, each_ending, endings

LANGUAGES = ("en", "de", "fr", "es")


@pytest.mark.parametrize(("language", "body", "question", "call_to_action"), each_ending(*LANGUAGES))
def test_an_ending_gives_its_prompt(language, body, question, call_to_action):
    prompt = extract_prompt(body, language=language)
    assert (prompt.question, prompt.call_to_action) == (question, call_to_action)


@pytest.mark.parametrize(
    ("language", "body", "question", "call_to_action"), each_ending(*LANGUAGES, fragments_only=True)
)
def test_an_ending_gives_its_prompt_behind_an_article_whose_language_is_not_told(
    language, body, question, call_to_action
):
    prompt = extract_prompt(OPENINGS[language] + body)
    assert (prompt.language, prompt.question, prompt.call_to_action) == (language, question, call_to_action)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_endings_of_either_kind(language):
    with_prompt = [ending for ending in endings(language) if "question" in ending or "call_to_action" in ending]
    without = len(endings(language)) - len(with_prompt)
    assert min(len(with_prompt), without) >= (60 if language == "en" else 20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_endings_share_a_name(language):
    names = [ending["name"] for ending in endings(language)]
    assert len(set(names)) == len(names)
