import re
import tomllib
from importlib import resources

import pytest

from engagement.prompts.lexicon import choose_language, languages, lexicon_for
from engagement.prompts.phrases import tokenize

CUES = resources.files("engagement.prompts") / "cues"
MAY_BE_LEFT_OUT = {"elsewhere.there"}


def keys_of(language):
    data = tomllib.loads((CUES / f"{language}.toml").read_text(encoding="utf-8"))
    tables = {
        f"{table}.{key}" for table in data if isinstance(data[table], dict) and table != "groups" for key in data[table]
    }
    return {key for key in data if not isinstance(data[key], dict)}, tables


def test_the_languages_are_the_files():
    assert languages() == ("de", "en", "es", "fr")


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_key_and_no_other(language):
    words, tables = keys_of(language)
    words_in_english, tables_in_english = keys_of("en")
    assert words == words_in_english
    assert tables | MAY_BE_LEFT_OUT == tables_in_english


def test_the_guide_names_every_key():
    guide = (CUES / "README.md").read_text(encoding="utf-8")
    words, tables = keys_of("en")
    named = set(re.findall(r"`(\w+)`", guide))
    assert words | {key.split(".")[1] for key in tables} <= named
    assert {f"`[{key.split('.')[0]}]`" for key in tables} <= set(re.findall(r"`\[\w+\]`", guide))


@pytest.mark.parametrize("language", languages())
def test_a_languages_groups_are_all_used(language):
    source = (CUES / f"{language}.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(source)["groups"]
    assert {name for name in groups if f"{{{name}}}" not in source} == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The kettle is on the table and it is not hot."),
        ("de", "Der Kessel steht auf dem Tisch und ist nicht heiß."),
        ("fr", "La bouilloire est sur la table et elle n'est pas chaude."),
        ("es", "La tetera está en la mesa y no está caliente."),
    ],
)
def test_a_language_is_told_by_its_common_words(language, text):
    assert choose_language(None, text) == language


def test_where_no_words_tell_it_is_english():
    assert choose_language(None, "") == "en"
    assert choose_language(None, "Lorem ipsum dolor") == "en"


def test_cues_are_found_in_a_sentence():
    assert lexicon_for("en").find(tokenize("What do you think?")) >= {"question.opinion", "question.plain"}
    assert lexicon_for("en").find(tokenize("The kettle boils.")) == frozenset()
