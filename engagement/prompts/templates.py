"""Words with placeholders, checked when an editor writes them and filled with an article's own terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

PLACEHOLDERS = ("title", "section", "tag", "author")
"""What may stand in braces. ``{tag}`` is the article's first tag, ``{author}`` the names above it."""

_formatter = Formatter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a prompt says."""

    question: str
    call_to_action: str
    lead: str


def find_unknown(text: str) -> str | None:
    """The first thing in braces that is no placeholder, as it stands there, or a brace that stands alone; none where
    all is well.
    """
    try:
        parts = list(_formatter.parse(text))
    except ValueError:
        return "{" if text.count("{") > text.count("}") else "}"
    for _text, name, form, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            return "{" + name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
    return None


def fill(text: str, terms: Mapping[str, str]) -> str | None:
    """The text with the article's terms in their places; none where one that it names is empty."""
    filled = []
    for words, name, _form, _conversion in _formatter.parse(text):
        filled.append(words)
        if name is None:
            continue
        term = terms.get(name, "")
        if not term:
            return None
        filled.append(term)
    return "".join(filled)


def fill_words(words: Words, terms: Mapping[str, str]) -> Words | None:
    """All that a template says, filled; none where the article lacks a term that it names."""
    question, call, lead = (fill(text, terms) for text in (words.question, words.call_to_action, words.lead))
    if question is None or call is None or lead is None:
        return None
    return Words(question=question, call_to_action=call, lead=lead)
