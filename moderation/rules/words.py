"""Banned and suspect words, by the publisher's lists."""

from typing import Any

from moderation.rules.base import Limits, Report, Subject
from moderation.rules.lists import CompiledList, Hit, Text

_MOST_TOLD = 50


def check_words(subject: Subject, limits: Limits) -> Report:  # noqa: ARG001
    """Compare the text as typed with every list for its language and section, and name the very words."""
    text = Text(subject.body)
    lists = [found for found in subject.lists if found.applies(language=subject.language, section=subject.section)]
    hits = [(words, hit) for words in lists for hit in words.find(text)]
    kinds = {words.kind for words, _hit in hits}
    hits.sort(key=lambda found: (found[1].start, found[1].end))
    saw: dict[str, Any] = {"matches": [_describe(words, hit, subject.body) for words, hit in hits[:_MOST_TOLD]]}
    if len(hits) > _MOST_TOLD:
        saw["more"] = len(hits) - _MOST_TOLD
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
