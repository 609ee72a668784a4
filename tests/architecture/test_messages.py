"""Every word is translated: into German all of them, into French, Spanish and Arabic what readers meet."""

import shutil
import subprocess
import sys
from gettext import c2py

import pytest
from babel.messages.catalog import Message

from tests.architecture.messages import (
    CATALOGUES,
    entries,
    faults_of,
    read_compiled,
    read_djangos,
    read_source,
    said_by,
    said_in,
    texts,
)
from tests.architecture.tree import PACKAGES, ROOT

GERMAN = "(n != 1)"
ARABIC = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)"

each_catalogue = pytest.mark.parametrize(
    ("catalogue", "language"), CATALOGUES, ids=[f"{each.app}-{language}" for each, language in CATALOGUES]
)


def test_german_is_whole_and_the_others_have_a_part():
    assert {(each.app, language) for each, language in CATALOGUES if each.only == ("*",) and not each.without} == {
        ("engagement", "de"),
        ("moderation", "de"),
    }
    assert {(each.app, language) for each, language in CATALOGUES} == {
        (app, language) for app in PACKAGES for language in ("ar", "de", "es", "fr")
    }


def test_no_catalogue_stands_there_that_nobody_names():
    there = {path for app in PACKAGES for path in (ROOT / app).glob("locale/*/LC_MESSAGES/*.po")}

    assert there == {each.path(language) for each, language in CATALOGUES}


@each_catalogue
def test_nothing_is_missing(catalogue, language):
    said, known = said_by(catalogue), entries(read_source(catalogue.path(language)))

    assert [f"{name}: {key}" for key, name in said.items() if key not in known] == []


@each_catalogue
def test_nothing_is_left_over(catalogue, language):
    said, source = said_by(catalogue), read_source(catalogue.path(language))

    assert [key for key in entries(source) if key not in said] == []
    assert list(source.obsolete) == []


@each_catalogue
def test_nothing_is_empty_or_guessed(catalogue, language):
    messages = entries(read_source(catalogue.path(language))).values()

    forms = [(message, message.string if message.pluralizable else (message.string,)) for message in messages]
    assert [message.id for message, texts in forms if message.fuzzy or not all(texts)] == []


@each_catalogue
def test_what_is_filled_in_stands_in_the_translation(catalogue, language):
    source = read_source(catalogue.path(language))

    faults = [(key, fault) for key, each in entries(source).items() for fault in faults_of(each, source.plural_expr)]
    assert faults == []


@each_catalogue
def test_there_is_a_form_for_every_number(catalogue, language):
    source = read_source(catalogue.path(language))

    assert source.plural_forms == read_djangos(language).plural_forms
    counted = [message for message in entries(source).values() if message.pluralizable]
    assert {len(message.string) for message in counted} == {source.num_plurals}


@pytest.mark.parametrize("language", sorted({language for _each, language in CATALOGUES}))
def test_one_text_is_said_in_one_way_and_djangos_own_as_django_does(language):
    """Django joins all catalogues into one: of two ways to say a text, one is heard, on publishers’ pages too."""
    djangos, *ours = (
        texts(source)
        for source in (
            read_djangos(language),
            *(read_source(each.path(language)) for each, one in CATALOGUES if one == language),
        )
    )
    (one, other) = ours

    assert [key for key in one.keys() & other.keys() if one[key] != other[key]] == []
    assert [key for mine in ours for key in mine.keys() & djangos.keys() if mine[key] != djangos[key]] == []


@each_catalogue
def test_what_is_compiled_is_what_stands_there(catalogue, language):
    source, compiled = read_source(catalogue.path(language)), read_compiled(catalogue.path(language))

    assert compiled.plural_forms == source.plural_forms
    assert texts(compiled) == texts(source)


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext is not installed")
def test_collecting_them_anew_changes_nothing(tmp_path):
    for name in (".ci", "engagement", "moderation", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    subprocess.run([sys.executable, ".ci/messages.py"], cwd=tmp_path, check=True, timeout=300)

    paths = [each.path(language) for each, language in CATALOGUES]
    anew = {path: texts(read_source(tmp_path / path.relative_to(ROOT))) for path in paths}
    assert anew == {path: texts(read_source(path)) for path in paths}


def test_words_are_found_in_templates():
    source = (
        '{% load i18n %}\n<p title="{% translate "One" %}">{{ _("Two") }}</p>\n'
        "   {% blocktranslate count counter=n trimmed %}\n  {{ counter }} it's\n"
        " {% plural %}{{ counter }} are\n {% endblocktranslate %}\n"
        '{# {% translate "no" %} #}{% translate "Four" context "game" %}'
    )

    assert said_in("page.html", source) == {
        (None, "One"),
        (None, "Two"),
        (None, ("%(counter)s it's", "%(counter)s are")),
        ("game", "Four"),
    }


def test_words_are_found_in_code():
    source = 'x = _("One " "two")\ny = ngettext_lazy("%d a", "%d b", "n")\nz = pgettext("verb", "Hold")\n# _("no")\n'

    assert said_in("code.py", source) == {(None, "One two"), (None, ("%d a", "%d b")), ("verb", "Hold")}


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        pytest.param("%(name)s wrote", "%(nome)s schrieb", id="another name"),
        pytest.param("%(name)s wrote", "Jemand schrieb", id="none"),
        pytest.param("Left: %s", "Noch %d", id="another kind"),
        pytest.param("<b>Yes</b>", "<i>Ja</i>", id="other markup"),
        pytest.param('<a href="%(url)s">it</a>', "<a>es</a>", id="an attribute lost"),
        pytest.param("{} of {}", "{}", id="one of two"),
        pytest.param(("%(n)s day", "%(n)s days"), ("ein Tag", "Tage"), id="no number where there are many"),
        pytest.param(("%s day", "%s days"), ("ein Tag", "%s Tage"), id="one in a word, where there is no name"),
        pytest.param(("%(n)s day of %(m)s", "%(n)s days of %(m)s"), ("ein Tag", "%(n)s Tage von %(m)s"), id="two gone"),
    ],
)
def test_a_faulty_translation_is_found(text, translation):
    assert faults_of(Message(text, translation), GERMAN) != []


@pytest.mark.parametrize(
    ("text", "translation", "rule"),
    [
        pytest.param("%(name)s wrote %(what)s", "%(what)s: %(name)s", GERMAN, id="another order"),
        pytest.param(("%(n)s day", "%(n)s days"), ("ein Tag", "%(n)s Tage"), GERMAN, id="one, in a word"),
        pytest.param(
            ("%(n)s day", "%(n)s days"),
            ("لا", "يوم", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم"),
            ARABIC,
            id="six",
        ),
    ],
)
def test_a_good_translation_is_left_alone(text, translation, rule):
    assert faults_of(Message(text, translation), rule) == []


def test_the_rules_are_read_as_gettext_reads_them():
    assert [c2py(ARABIC)(number) for number in (0, 1, 2, 3, 11, 100)] == [0, 1, 2, 3, 4, 5]
