"""What a moderator's form asks for, and how it is turned down."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from moderation.api import Action, InvalidDecision, LastDecision, StaleDecision
from moderation.conf import get_settings

UNDO = "undo"
"""The wish to take a decision back."""

MORE = ("reply", "redact", "note", "assign", "escalate")
"""The acts of the menu that have a form of their own."""

_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A decision as the form names it."""

    action: str
    revision: int = 0
    """The revision that was seen; 0, which none has, where the form does not say."""
    seen_visibility: str = ""
    reason: str = ""
    note: str = ""
    message: str = ""
    """What the author is told beside the reason."""
    body: str = ""
    """What the newsroom answers, or what the comment shall say."""
    to: int | None = None
    """Whom the comment is left to; none: nobody in particular."""

    @classmethod
    def read(cls, form: QueryDict) -> Self:
        """The wish as it was sent."""
        return cls(
            action=form.get("action", ""),
            revision=_read_number(form.get("revision", "")),
            seen_visibility=form.get("seen_visibility", ""),
            reason=form.get("reason", ""),
            note=form.get("note", ""),
            message=form.get("message", ""),
            body=form.get("body", ""),
            to=_read_number(form.get("to", "")) or None,
        )


def _read_number(text: str) -> int:
    """The number; 0 where there is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a wish was not fulfilled. Nothing was changed, and what was typed is kept."""

    status: int
    wish: Wish
    last: LastDecision | None = None
    """Who was faster; none where it was nobody's decision that stood in the way."""
    is_gone: bool = False
    """Whether the comment was withdrawn or erased, so that nothing is left to decide."""
    field: str = ""
    """The field that the message is about; empty where the wish came too late."""
    message: str = ""

    @classmethod
    def of_stale(cls, wish: Wish, error: StaleDecision) -> Self:
        """Another one was faster, or the comment was edited."""
        edited = wish.action != UNDO and error.revision != wish.revision
        return cls(status=409, wish=wish, last=None if edited else error.last)

    @classmethod
    def of_gone(cls, wish: Wish) -> Self:
        """The comment was withdrawn or erased."""
        return cls(status=409, wish=wish, is_gone=True)

    @classmethod
    def of_invalid(cls, wish: Wish, error: InvalidDecision) -> Self:
        """Something in the form needs another look."""
        return cls(status=422, wish=wish, field=error.field, message=error.message)

    @property
    def last_reason(self) -> str:
        """Why the one who was faster rejected it, in words."""
        if self.last is None or self.last.action != Action.REJECT:
            return ""
        return str(dict(get_settings().reject_reasons).get(self.last.reason, self.last.reason))
