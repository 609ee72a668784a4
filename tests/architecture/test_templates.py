"""Templates are for other people's sites: they compile, speak every language, and hold under any policy."""

import re

import pytest
from django.template import engines
from django.template.base import Lexer, TokenType

from tests.architecture.tree import ROOT, files

FOLDER = ROOT / "templates"
NAMES = sorted(
    path.relative_to(FOLDER).as_posix() for path in files(".html", ".txt", ".xml", ".svg", under="templates")
)

INLINE = re.compile(r"<style\b|\sstyle\s*=|<script\b(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
SPOKEN_ATTRIBUTE = re.compile(r"\s(?:aria-label|aria-description|alt|placeholder|title|label)=\"([^\"]*)\"")
NOT_WORDS = re.compile(r"<(svg|kbd|code|script)\b.*?</\1>|<!--.*?-->|<[^>]*>|&\w+;", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
LOADED = re.compile(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"")
LINKED = re.compile(r"{%\s*url\s+[\"']([^\"']+)[\"'](?!\s+as\s)")
UNSPOKEN = {"blocktranslate", "comment"}
NAMES_OF_THEIR_OWN = {"Afterword", "Akismet"}
OWNERS = {"engagement", "moderation", "admin"}


def source_of(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def spoken(source):
    """The source with what is translated, and what the engine puts in, taken out: only bare words are left."""
    parts, closes = [], ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if not closes and (name in UNSPOKEN or token.contents == "block bodyclass"):
                closes = f"end{name}"
            elif name == closes:
                closes = ""
        elif token.token_type == TokenType.TEXT and not closes:
            parts.append(token.contents)
        elif token.token_type == TokenType.VAR:
            parts.append(" ")
    return "".join(parts)


def bare_words(source):
    """The words that stand in every language alike, names left out."""
    return [word for word in WORD.findall(NOT_WORDS.sub(" ", spoken(source))) if word not in NAMES_OF_THEIR_OWN]


def test_there_are_templates():
    assert len(NAMES) > 50


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_is_found_under_its_apps_name(name):
    assert name.split("/")[0] in {"engagement", "moderation"}
    assert engines["django"].get_template(name).template.name == name


@pytest.mark.parametrize("name", NAMES)
def test_a_template_holds_no_inline_script_and_no_inline_style(name):
    assert INLINE.findall(source_of(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_visible_word_of_a_template_is_translated(name):
    source = source_of(name)
    assert bare_words(source) == []
    assert [text for text in SPOKEN_ATTRIBUTE.findall(spoken(source)) if WORD.search(text)] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_template_names_is_namespaced(name):
    source = source_of(name)
    assert [loaded for loaded in LOADED.findall(source) if loaded.split("/")[0] not in OWNERS] == []
    assert [url for url in LINKED.findall(source) if ":" not in url] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_closes_its_blocks_by_name(name):
    assert re.findall(r"{%\s*endblock\s*%}", source_of(name)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>{% translate 'Fine' %} {{ fine }} Bare</p>{# fine #}", ["Bare"]),
        ("{% blocktranslate %}Fine {{ x }} {% plural %} fine{% endblocktranslate %}Bare", ["Bare"]),
        ("{% block bodyclass %}fine{% endblock bodyclass %}{% block content %}Bare{% endblock content %}", ["Bare"]),
        ("<kbd>Esc</kbd><svg><title>fine</title></svg>&nbsp;<a title='fine'>Bare</a>", ["Bare"]),
    ],
)
def test_bare_words_are_found(source, found):
    assert bare_words(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p onclick="x">', True),
        ("<script>", True),
        ('<b style="x">', True),
        ('<script src="x" defer></script>', False),
    ],
)
def test_inline_script_and_style_are_found(source, found):
    assert bool(INLINE.search(source)) is found
