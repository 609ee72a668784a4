"""Advice on many wordings, in all languages that it reads."""

import tomllib
from pathlib import Path

import pytest
from django.utils import translation

from engagement.prompts.advice import CODES, advise
from engagement.prompts.lexicon import languages

WORDINGS = tomllib.loads(Path(__file__).with_name("advised.toml").read_text(encoding="utf-8"))


def codes(question, call_to_action="", **given):
    return [advice.code for advice in advise(question=question, call_to_action=call_to_action, **given)]


def each():
    for language, advised in WORDINGS.items():
        for code, questions in advised.items():
            for question in questions:
                yield pytest.param(
                    language, [] if code == "none" else code.split(" "), question, id=f"{language} {question}"
                )


@pytest.mark.parametrize(("language", "expected", "question"), [*each()])
def test_a_wording_gets_its_advice(language, expected, question):
    assert codes(question, language=language, signed=True) == expected


@pytest.mark.parametrize(("language", "expected", "question"), [*each()])
def test_with_choices_nobody_is_told_to_offer_some(language, expected, question):
    without = [code for code in expected if code not in {"open-ended", "yes-no"}]
    assert codes(question, language=language, signed=True, choices=3) == without


def test_there_are_enough_wordings():
    assert set(WORDINGS) == set(languages())
    for advised in WORDINGS.values():
        assert sum(map(len, advised.values())) >= 45


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


OTHERS = [
    ("it", "Che cosa ne pensate della nuova linea del tram?"),
    ("it", "Chi ha insegnato a te e a lui a nuotare nel lago?"),
    ("pt", "Por que o mercado perde os clientes da praça?"),
    ("pt", "A ponte deve ficar fechada para os carros?"),
    ("ar", "ماذا تقولون في السوق؟"),
    ("ja", "新しい橋をどう思いますか？"),
]


@pytest.mark.parametrize(("language", "question"), OTHERS)
def test_in_other_languages_only_what_needs_no_cues_is_advised(language, question):
    assert codes(question, language=language) == ["unsigned"]
    assert codes(f"{question} {question}", language=language, signed=True) == ["several"]


@pytest.mark.parametrize("question", [question for language, question in OTHERS if language in {"ar", "ja"}])
def test_no_language_is_guessed_for_another_script(question):
    assert codes(question) == ["unsigned"]
    assert codes(f"{question} {question}", signed=True) == ["several"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was ist eure Meinung zu der Sache?", ["generic", "open-ended"]),
        ("Est-ce que le bac doit rester gratuit pour les écoliers ?", ["yes-no"]),
        ("¿Cuál es la razón por la que se cerró el cine?", ["open-ended"]),
    ],
)
def test_the_language_is_found_where_it_is_not_told(question, expected):
    assert codes(question, signed=True) == expected


@pytest.mark.parametrize("question", ["?" * 100_000, "What do you think? " * 20_000, "a" * 1_000_000, "(" * 100_000])
def test_hostile_words_neither_break_nor_stall_it(question):
    assert set(codes(question)) <= set(CODES)


def test_every_piece_of_advice_says_where_it_comes_from():
    given = advise(question="What do you think? " * 10)
    with translation.override("en"):
        assert all(str(advice.words).endswith(".") and str(advice.evidence).endswith(".") for advice in given)
    assert str(given[3].words) == "This is long. A question of at most 160 characters is read at one glance."
