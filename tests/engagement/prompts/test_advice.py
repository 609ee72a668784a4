"""Advice on many wordings, in English and German."""

import tomllib
from pathlib import Path

import pytest
from django.utils import translation

from engagement.prompts.advice import CODES, advise

WORDINGS = tomllib.loads(Path(__file__).with_name("advised.toml").read_text(encoding="utf-8"))


def codes(question, call_to_action="", **given):
    return [advice.code for advice in advise(question=question, call_to_action=call_to_action, **given)]


def each(language):
    for code, questions in WORDINGS[language].items():
        for question in questions:
            yield pytest.param(
                language, [] if code == "none" else code.split(" "), question, id=f"{language} {question}"
            )


@pytest.mark.parametrize(("language", "expected", "question"), [*each("en"), *each("de")])
def test_a_wording_gets_its_advice(language, expected, question):
    assert codes(question, language=language, signed=True) == expected


@pytest.mark.parametrize(("language", "expected", "question"), [*each("en"), *each("de")])
def test_with_choices_nobody_is_told_to_offer_some(language, expected, question):
    without = [code for code in expected if code not in {"open-ended", "yes-no"}]
    assert codes(question, language=language, signed=True, choices=3) == without


def test_there_are_enough_wordings():
    for language in ("en", "de"):
        assert sum(map(len, WORDINGS[language].values())) >= 45


@pytest.mark.parametrize("call", ["Share your view in the comments.", "Schreibt uns eure Meinung!"])
def test_a_call_to_action_alone_asks_nothing(call):
    assert codes("", call, signed=True) == ["no-question"]


def test_a_call_to_action_that_asks_is_a_question():
    assert codes("", "Why not tell us where you swim?", language="en", signed=True) == []


def test_nothing_written_yet_is_not_judged():
    assert codes("", " ") == []


def test_whoever_signs_nothing_is_told():
    assert codes("Which ferry should sail at night?", language="en", choices=2) == ["unsigned"]


@pytest.mark.parametrize(("length", "expected"), [(160, []), (161, ["long"])])
def test_a_long_question_is_told_from_161_characters_on(length, expected):
    question = "Which ferry should sail " + "x" * (length - 25) + "?"
    assert len(question) == length
    assert codes(question, language="en", signed=True, choices=2) == expected


def test_the_weightiest_comes_first():
    question = "What do you think? " * 10
    assert codes(question, language="en") == ["generic", "several", "open-ended", "long", "unsigned"]


@pytest.mark.parametrize(
    "question", ["Que pensez-vous du nouveau tram ?", "ماذا تقولون في السوق؟", "新しい橋をどう思いますか？"]
)
def test_in_other_languages_only_what_needs_no_cues_is_advised(question):
    assert codes(question, language="fr") == ["unsigned"]
    assert codes(f"{question} {question}", language="fr", signed=True) == ["several"]


def test_the_language_is_found_where_it_is_not_told():
    assert codes("Was ist eure Meinung zu der Sache?", signed=True) == ["generic", "open-ended"]


@pytest.mark.parametrize("question", ["?" * 100_000, "What do you think? " * 20_000, "a" * 1_000_000, "(" * 100_000])
def test_hostile_words_neither_break_nor_stall_it(question):
    assert set(codes(question)) <= set(CODES)


def test_every_piece_of_advice_says_where_it_comes_from():
    given = advise(question="What do you think? " * 10)
    with translation.override("en"):
        assert all(str(advice.words).endswith(".") and str(advice.evidence).endswith(".") for advice in given)
    assert str(given[3].words) == "This is long. A question of at most 160 characters is read at one glance."
