"""The word lists in use, made ready for comparing, once a process and again whenever one was changed."""

import datetime as dt
import logging
import threading

from moderation.models import WordList
from moderation.rules.lists import CompiledList

logger = logging.getLogger(__name__)

Version = tuple[tuple[int, dt.datetime], ...]
"""Every list with the time of its last change."""

_lock = threading.Lock()
_compiled: tuple[Version | None, tuple[CompiledList, ...]] = (None, ())


def load_word_lists() -> tuple[CompiledList, ...]:
    """All lists in use, in one query that asks whether anything changed."""
    global _compiled  # noqa: PLW0603 - what is compiled is kept for the process
    version = tuple(WordList.objects.order_by("pk").values_list("pk", "updated_at"))
    if _compiled[0] != version:
        with _lock:
            if _compiled[0] != version:
                _compiled = (version, tuple(map(_compile, WordList.objects.filter(is_active=True).order_by("pk"))))
    return _compiled[1]


def _compile(row: WordList) -> CompiledList:
    compiled = compile_list(row)
    if compiled.problems:
        logger.warning("Word list %d has %d lines that are no entries.", row.pk, len(compiled.problems))
    return compiled


def compile_list(row: WordList) -> CompiledList:
    """A list made ready; lines that are no entries match nothing."""
    return CompiledList(name=row.name, kind=row.kind, language=row.language, section=row.section, entries=row.entries)
