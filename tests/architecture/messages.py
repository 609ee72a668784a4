"""What the apps say, read from their sources without gettext's programs, and what their catalogues make of it."""

import importlib.util
import re
import sys
from collections import Counter
from functools import cache
from gettext import c2py
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import locale as djangos_own
from django.utils.translation.template import templatize

from tests.architecture.tree import ROOT

_PLAIN = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"))
_COUNTED = dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2))
_IN_CONTEXT = dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))
_COUNTED_IN_CONTEXT = dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3))
KEYWORDS = _PLAIN | _COUNTED | _IN_CONTEXT | _COUNTED_IN_CONTEXT

FILLED_IN = re.compile(r"%\(\w+\)[\d.]*[a-z]|%[sd%]|\{\w*\}|<[^>]+>")
ENOUGH = 1000
"""So many numbers show every form that a number of comments can take."""


def _load_programme():
    """The programme behind ``make messages``, which knows the catalogues; it is no module of a package."""
    spec = importlib.util.spec_from_file_location("afterword_messages", ROOT / ".ci" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CATALOGUES = [(each, language) for each in _load_programme().read_catalogues() for language in each.languages]


def said_in(name, source):
    """What a file says: each with its context, as text or as a pair of singular and plural."""
    if not name.endswith(".py"):
        # In brackets, or its indentation would be read as Python's.
        source = f"({templatize(source, origin=name)}\n)"
    found = extract("python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    return {(context, message) for _line, message, _comments, context in found}


@cache
def said_by(catalogue):
    """All that a catalogue's files say, each with the first file that says it."""
    said = {}
    for name, path in catalogue.files():
        for key in said_in(name, path.read_text(encoding="utf-8")):
            said.setdefault(key, name)
    return said


def read_source(path):
    """A catalogue as translators write it."""
    with path.open("rb") as file:
        return read_po(file)


def read_compiled(path):
    """A catalogue as Django reads it."""
    with path.with_suffix(".mo").open("rb") as file:
        return read_mo(file)


def entries(catalogue):
    """Its messages, the header left out, each under the key that ``said_in`` gives."""
    # What Babel reads from a compiled file has its pairs in lists.
    ids = ((message, message.id if isinstance(message.id, str) else tuple(message.id)) for message in catalogue)
    return {(message.context, text): message for message, text in ids if text}


def texts(catalogue):
    """What it makes of each message: a text, or a tuple of one for each form."""
    found = ((key, message.string) for key, message in entries(catalogue).items())
    return {key: string if isinstance(string, str) else tuple(string) for key, string in found}


def read_djangos(language):
    """Django's own catalogue of a language."""
    return read_source(Path(djangos_own.__file__).parent / language / "LC_MESSAGES" / "django.po")


def filled_in(text):
    """What is put into a text, or is markup in it."""
    return Counter(FILLED_IN.findall(text))


def faults_of(message, rule):
    """What is wrong with a translation, in words; ``rule`` is the plural expression of its language."""
    if isinstance(message.id, str):
        return [] if filled_in(message.string) == filled_in(message.id) else [f"other placeholders: {message.string!r}"]
    singular, plural = (filled_in(text) for text in message.id)
    form_of = c2py(rule)
    numbers = Counter(form_of(number) for number in range(ENOUGH))
    faults = []
    for form, text in enumerate(message.string):
        here = filled_in(text)
        names_one = form == form_of(1) and here == singular
        # Python fills in by name what the text has of it; by place, it wants all.
        left_out = list((plural - here).elements())
        says_it_in_words = numbers[form] == 1 and here <= plural and len(left_out) == 1 and left_out[0].startswith("%(")
        if here != plural and not names_one and not says_it_in_words:
            faults.append(f"other placeholders in form {form}: {text!r}")
    return faults
