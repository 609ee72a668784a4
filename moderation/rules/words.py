"""Banned and suspect words, by the publisher's lists."""

from typing import Any

from moderation.rules.base import Limits, Report, Subject
from moderation.rules.lists import CompiledList, Hit, Text

_MOST_TOLD = 50


def check_words(subject: Subject, limits: Limits) -> Report:  # noqa: ARG001
    """Compare the text as typed, and the name it stands under, with every list for its language and section, and name
    the very words; of a match in the name only the entry is told.
    """
    text, name = Text(subject.body), Text(subject.author_name)
    lists = [found for found in subject.lists if found.applies(language=subject.language, section=subject.section)]
    hits = [(words, hit) for words in lists for hit in words.find(text)]
    named = [(words, hit.entry) for words in lists for hit in words.find(name)]
    kinds = {words.kind for words, _what in (*hits, *named)}
    hits.sort(key=lambda found: (found[1].start, found[1].end))
    saw: dict[str, Any] = {"matches": [_describe(words, hit, subject.body) for words, hit in hits[:_MOST_TOLD]]}
    if len(hits) > _MOST_TOLD:
        saw["more"] = len(hits) - _MOST_TOLD
    if named:
        saw["in_name"] = [{"kind": words.kind, "list": words.name, "entry": entry} for words, entry in named]
    signals = tuple(f"words.{kind}" for kind in ("banned", "suspect") if kind in kinds)
    return Report(check="words", signals=signals, saw=saw)


def _describe(words: CompiledList, hit: Hit, body: str) -> dict[str, Any]:
    return {
        "word": body[hit.start : hit.end],
        "start": hit.start,
        "end": hit.end,
        "kind": words.kind,
        "list": words.name,
        "entry": hit.entry,
    }
