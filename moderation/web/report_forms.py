"""A reader's report as its form names it, and what was wrong with it."""

from dataclasses import dataclass, field, replace
from typing import Self

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.rules.reports import DISAGREE, REASONS
from moderation.services.reports import LONGEST_WORDS, make_token

COOKIE = "afterword_reporter"
"""Keeps a guest's token, so that nobody reports a comment twice; sent to the pages for reporting alone."""

COOKIE_SECONDS = 180 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """What a reader filled in."""

    reason: str = ""
    words: str = ""
    token: str = ""
    """A guest's; empty for an account."""
    errors: dict[str, str] = field(default_factory=dict)
    """By field; of no field: the empty name."""
    longest: int = LONGEST_WORDS

    @classmethod
    def read(cls, data: QueryDict, *, token: str) -> Self:
        """The form as it was sent; a token that the browser kept counts before the form's own."""
        return cls(
            reason=data.get("reason", ""),
            words=data.get("words", ""),
            token=token or data.get("token", "") or make_token(),
        )

    @property
    def choices(self) -> list[tuple[str, str | Promise]]:
        """The reasons in their order, and at their end that one disagrees."""
        reasons = [(reason.code, reason.says) for reason in REASONS.values()]
        return [*reasons, (DISAGREE, _("I disagree with it"))]

    @property
    def error(self) -> str:
        """What is wrong with no field of it."""
        return "" if {"reason", "words"} & set(self.errors) else next(iter(self.errors.values()), "")

    def with_error(self, message: str, *, field: str = "") -> Self:
        """The same, with what was wrong."""
        return replace(self, errors={field: message})
