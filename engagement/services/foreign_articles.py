"""Articles that stand on another site: what a publisher tells of one, checked before anything is stored."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from engagement.exceptions import InvalidDiscussion, InvalidPrompt
from engagement.models.stance import LONGEST_LABEL
from engagement.services.stances import MOST_STANCES, clean_labels
from engagement.text import find_forbidden, is_blank, plain_line

MOST_TITLE = 500
MOST_URL = 1000
MOST_SECTION = 100
MOST_AUTHORS, MOST_AUTHOR = 20, 200
MOST_TAGS, MOST_TAG = 50, 100
FIELDS = ("url", "title", "section", "language", "published_at", "modified_at", "authors", "tags", "body", "stances")

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)")
_is_url = URLValidator(schemes=["http", "https"])

Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignArticle:
    """One article, in Afterword's words. Its body is read for its closing prompt and kept nowhere."""

    url: str
    title: str
    section: str = ""
    language: str = ""
    published_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    body: str | None = None
    """HTML or plain text; none where it was not sent."""
    stances: tuple[str, ...] | None = None
    """What readers may choose in answer to its prompt; none where it was not sent, and they stay as they are."""


def read_foreign_article(sent: Mapping[str, Any], *, without: tuple[str, ...] = ()) -> ForeignArticle:
    """The article in an object of JSON, ``without`` some of the fields; InvalidDiscussion says by field what is wrong.

    What is not sent is empty, and what is no field is an error: a misspelt date would else be lost in silence.
    """
    allowed = [name for name in FIELDS if name not in without]
    errors: Errors = {
        plain_line(name)[:50]: [_("There is no such field. Allowed are: %(names)s.") % {"names": ", ".join(allowed)}]
        for name in sent
        if name not in allowed
    }
    read = _Reader(sent, errors)
    article = ForeignArticle(
        url=read.line("url", most=MOST_URL, needed=True, check=_check_url),
        title=read.line("title", most=MOST_TITLE, needed=True),
        section=read.line("section", most=MOST_SECTION),
        language=read.line("language", most=35, check=_check_language),
        published_at=read.moment("published_at"),
        modified_at=read.moment("modified_at"),
        authors=read.lines("authors", most=MOST_AUTHORS, longest=MOST_AUTHOR),
        tags=read.lines("tags", most=MOST_TAGS, longest=MOST_TAG),
        body=read.text("body"),
        stances=read.stances("stances"),
    )
    if errors:
        raise InvalidDiscussion(errors)
    return article


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads field by field, and goes on after an error, so that all are told at once."""

    sent: Mapping[str, Any]
    errors: Errors

    def text(self, name: str) -> str | None:
        value = self.sent.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self._refuse(name, _("This must be a text."))
            return None
        if found := find_forbidden(value):
            words = _("Character %(position)s is a %(name)s, which cannot be stored.")
            self._refuse(name, words % {"position": found.position + 1, "name": found.name})
            return None
        return value

    def line(
        self, name: str, *, most: int, needed: bool = False, check: Callable[[str], str | None] | None = None
    ) -> str:
        text = self.text(name)
        line = plain_line(text or "")
        if name in self.errors:
            return ""
        if not line or is_blank(line):
            if needed:
                self._refuse(name, _("This is needed."))
            return ""
        if len(line) > most:
            self._refuse(name, _("At most %(most)s characters are allowed.") % {"most": most})
        elif check is not None and (words := check(line)):
            self._refuse(name, words)
        return line

    def lines(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        value = self.sent.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._refuse(name, _("This must be a list of texts."))
            return ()
        lines = tuple(line for item in value if not is_blank(line := plain_line(item)))
        if len(lines) > most or any(len(line) > longest for line in lines):
            words = _("At most %(most)s texts of at most %(longest)s characters are allowed.")
            self._refuse(name, words % {"most": most, "longest": longest})
        return lines

    def stances(self, name: str) -> tuple[str, ...] | None:
        labels = self.lines(name, most=MOST_STANCES, longest=LONGEST_LABEL)
        if self.sent.get(name) is None or name in self.errors:
            return None
        try:
            return tuple(clean_labels(labels))
        except InvalidPrompt as error:
            self._refuse(name, " ".join(error.errors["stances"]))
            return None

    def moment(self, name: str) -> dt.datetime | None:
        value = self.sent.get(name)
        if value is None:
            return None
        try:
            if isinstance(value, str) and _MOMENT.fullmatch(value):
                return dt.datetime.fromisoformat(value.upper()).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
        self._refuse(name, _("This must be a moment with its offset from UTC, such as 2026-03-02T09:00:00Z, or null."))
        return None

    def _refuse(self, name: str, words: str) -> None:
        self.errors[name] = [words]


def _check_url(url: str) -> str | None:
    words = _("This must be a whole address that begins with https:// or http://, without a user's name.")
    try:
        _is_url(url)
        parts = urlsplit(url)
    except (ValidationError, ValueError):
        return words
    return words if "@" in parts.netloc else None


def _check_language(language: str) -> str | None:
    return None if _LANGUAGE.fullmatch(language) else _("This must be a language's code, such as en or de-AT.")
