"""Gates: what others may ask before a comment is stored. The strictest answer wins; a gate that breaks lets nothing
through.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from engagement.exceptions import GateFailed


class Admission(IntEnum):
    """What to do with a comment, from the mildest to the strictest."""

    PUBLISH = 0
    SCREEN = 1
    HOLD = 2
    REFUSE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionData:
    """What came along with a comment, as the reader's own request carried it. Personal data."""

    ip: str | None = None
    """The reader's address, seen through trusted proxies; none where it could not be told."""
    user_agent: str = ""
    """The browser's own name for itself."""
    referrer: str = ""
    """The page that the form was sent from, as the browser says."""
    form_seconds: float | None = None
    """Seconds between the form being shown and sent, told by script; none without script."""
    honeypot: str = ""
    """What stood in the field that people never see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A comment before it is stored, or the text of an edit before it takes the place of another."""

    discussion_id: int
    discussion_key: str
    section: str
    parent_id: int | None
    body: str
    author_id: int | None
    author_name: str
    author_email: str
    author_url: str
    submission: SubmissionData
    """Of an edit: that of the request that edits, without the time in the form."""
    created_at: dt.datetime
    comment_id: int | None = None
    """The comment whose author wants this text in place of its own; none for a new comment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A gate's answer."""

    admission: Admission
    reason: str = ""
    """A short code for machines, such as ``links``."""
    message: str = ""
    """For the reader, where the answer is to refuse."""


Gate = Callable[[Draft], Ruling]


@dataclass(slots=True)
class _Registry:
    gates: dict[str, Gate] = field(default_factory=dict)


_registry = _Registry()


def register(name: str, gate: Gate) -> None:
    """Ask ``gate`` before each comment; a second one of the same name takes the first one's place."""
    _registry.gates[name] = gate


def unregister(name: str) -> None:
    """Ask the gate of that name no more."""
    _registry.gates.pop(name, None)


def registered() -> tuple[str, ...]:
    """The names of all gates, in the order they joined."""
    return tuple(_registry.gates)


def admit(draft: Draft) -> Ruling:
    """The strictest ruling of all gates, of equally strict ones the first; publish where there is none."""
    strictest = Ruling(admission=Admission.PUBLISH)
    for name, gate in _registry.gates.items():
        try:
            ruling = gate(draft)
            is_stricter = ruling.admission > strictest.admission
        except Exception as error:
            message = f"gate {name!r} failed"
            raise GateFailed(message) from error
        if is_stricter:
            strictest = ruling
    return strictest
