"""What a check is given, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from moderation.rules.lists import CompiledList


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Subject:
    """A comment with what is known of its author. Personal data: never logged, and its ``repr`` tells none."""

    body: str
    """As typed."""
    html: str
    """As shown, sanitised: where its links really lead."""
    language: str = ""
    section: str = ""
    site: str = ""
    """The host of the article's own address: links to it lead nowhere else."""
    author_name: str = ""
    author_email: str = ""
    author_url: str = ""
    is_guest: bool = True
    form_seconds: float | None = None
    """Seconds between the form being shown and sent, told by script; none without script."""
    honeypot: str = ""
    published: int = 0
    """Comments of the same author published before."""
    decided_of_late: int = 0
    """Comments of the same author decided within the window of the author's record: published, rejected or spam."""
    rejected_of_late: int = 0
    """How many of those were rejected or spam."""
    is_sanctioned: bool = False
    alike: tuple["Alike", ...] = ()
    """Spam comments with which it shares something, as candidates for being nearly the same."""
    lists: tuple[CompiledList, ...] = ()
    """The word lists in use, also those for other languages and sections."""

    def __repr__(self) -> str:
        """Tell nothing about the person or the text."""
        return f"<{type(self).__name__} in section {self.section!r}>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Alike:
    """A comment marked as spam."""

    comment_id: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one check came to."""

    check: str
    """Its name, the first part of its signals."""
    signals: tuple[str, ...] = ()
    """What it noticed; empty: nothing."""
    saw: Mapping[str, Any] = field(default_factory=dict)
    """What it saw, as JSON takes it: words, domains, numbers. Told to moderators; never an address or a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the checks measure by; from the settings."""

    max_links: int
    fastest_form_seconds: float
    record_least: int
    record_share: float
    duplicate_length: int
    duplicate_similarity: float
    trusted_after: int


Check = Callable[[Subject, Limits], Report]
"""A pure function; the same subject under the same limits gives the same report."""
