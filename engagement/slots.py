"""Slots: places in engagement's pages that other apps fill, so that no template here names them.

What fills a slot of a public page must be the same for every reader: those pages are cached and shared.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

FORM_NOTICE = "form_notice"
"""Under the comment form; context: ``discussion``."""
COMMENT_ACTIONS = "comment_actions"
"""Beside Reply, at every public comment; context: ``comment``."""
PRIVACY = "privacy"
"""On the page that says how comment data is processed; no context."""

NAMES = frozenset({FORM_NOTICE, COMMENT_ACTIONS, PRIVACY})

Filler = Callable[[Mapping[str, Any]], str]
Version = Callable[[], str]

_fillers: dict[str, dict[str, Filler]] = {name: {} for name in NAMES}
_versions: dict[str, dict[str, Version]] = {name: {} for name in NAMES}


def fill(slot: str, name: str, filler: Filler, *, version: Version | None = None) -> None:
    """Let ``filler`` render into ``slot``; ``name`` identifies it, and a second one of that name replaces the first.

    What it renders for one context is kept as long as ``version`` gives the same text; without one, as long as the
    process lives.
    """
    _fillers[slot][name] = filler
    _versions[slot][name] = version or (lambda: "")


def empty(slot: str, name: str) -> None:
    """Take the filler of that name out of ``slot``."""
    _fillers[slot].pop(name, None)


def version(slot: str) -> str:
    """What changes whenever that which fills ``slot`` may look different in the same context."""
    versions = _versions[slot]
    return repr([(name, id(filler), versions[name]()) for name, filler in _fillers[slot].items()])


def render(slot: str, context: Mapping[str, Any]) -> SafeString:
    """Everything that fills ``slot``, one after the other; what a filler returns is escaped unless it is marked
    safe.
    """
    return mark_safe("".join(conditional_escape(filler(context)) for filler in _fillers[slot].values()))  # noqa: S308
