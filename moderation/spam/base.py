"""What a spam checker is asked, what it answers, and what it has to be able to do."""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self, get_origin

from django.core.checks import CheckMessage

NO_ADDRESS = "192.0.2.1"
"""Stands for an address that the publisher keeps to themselves: nobody's, reserved for documentation (RFC 5737)."""


class Verdict(StrEnum):
    """What a checker takes a comment for."""

    HAM = "ham"
    """A comment as any other."""

    SPAM = "spam"
    """Spam, though a moderator may see it differently."""

    DISCARD = "discard"
    """Spam so blatant that nobody need look at it."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Submitted:
    """A comment with all that came along, as it was submitted.

    It is stored, because feedback has to repeat exactly what was asked. Its ``repr`` tells no personal data, so that it
    may stand in a traceback.
    """

    ip: str
    """The reader's address, IPv4 or IPv6, as seen behind the trusted proxies; where the publisher tells no more, its
    network's first address, or NO_ADDRESS."""

    body: str
    """The comment as typed."""

    created_at: datetime
    """When it was submitted; aware."""

    kind: Literal["comment", "reply"] = "comment"
    """Whether it answers the article or another comment."""

    user_agent: str = ""
    """The reader's browser, as it names itself."""

    referrer: str = ""
    """The page that the reader's browser says it came from."""

    permalink: str = ""
    """The article's URL as the publisher's model gives it: absolute, or a path on this site."""

    author_name: str = ""
    """The author's name as typed, or as their account has it."""

    author_email: str = ""
    """The author's e-mail address."""

    author_url: str = ""
    """The author's web site as typed; never one that the site made up, such as a profile's."""

    article_modified_at: datetime | None = None
    """When the article was published or last changed; aware."""

    language: str = ""
    """The site's language, such as ``en`` or ``pt-br``."""

    charset: str = ""
    """The encoding in which the site takes forms, such as ``UTF-8``."""

    user_role: Literal["", "administrator"] = ""
    """``administrator`` for those who may moderate. Checkers trust them blindly."""

    honeypot_name: str = ""
    """The name of the form field that people never see; empty where the form had none."""

    honeypot_value: str = ""
    """What was filled in there."""

    context: tuple[str, ...] = ()
    """Words about the article: its section and its tags."""

    parent_id: str = ""
    """The number of the comment that this one answers."""

    recheck_reason: str = ""
    """Why it is asked about again, such as ``edit`` or ``retry``; empty the first time."""

    is_test: bool = False
    """Whether the checker is to learn nothing from it."""

    extra: Mapping[str, str] = field(default_factory=dict)
    """What else the publisher's hook wants sent, by the names that the checker's service knows."""

    def __post_init__(self) -> None:
        """Refuse times that name no moment, and what is no text where text belongs: publishers' hooks build some."""
        for name in ("created_at", "article_modified_at"):
            moment = getattr(self, name)
            if moment is not None and moment.utcoffset() is None:
                raise ValueError(f"{name} must be an aware datetime.")
        for item in dataclasses.fields(self):
            if _takes_text(item.type) and not isinstance(getattr(self, item.name), str):
                raise TypeError(f"{item.name} must be text.")
        if not isinstance(self.context, tuple) or not _are_texts(self.context):
            raise TypeError("context must be a tuple of texts.")
        if not isinstance(self.extra, Mapping) or not _are_texts([*self.extra, *self.extra.values()]):
            raise TypeError("extra must name texts by texts.")

    def __repr__(self) -> str:
        """Name the kind and the article, and nothing about the person or the text."""
        return f"<{type(self).__name__} {self.kind} on {self.permalink or 'an unnamed article'}>"

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as JSON takes them: times in ISO 8601, the context as a list, the extra as an object."""
        return {item.name: _to_json(getattr(self, item.name)) for item in dataclasses.fields(self)}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild what ``as_dict`` gave; keys unknown to this release, as a newer one may store, are left out."""
        known = {item.name for item in dataclasses.fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        for name in ("created_at", "article_modified_at"):
            if values.get(name) is not None:
                values[name] = datetime.fromisoformat(values[name])
        values["context"] = tuple(values.get("context", ()))
        return cls(**values)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a checker said about one comment."""

    verdict: Verdict
    """What it takes the comment for."""

    guid: str = ""
    """The checker's own name for this answer; empty where it gives none."""

    recheck_after: float | None = None
    """Seconds after which the checker wants to be asked again because its verdict is provisional, which only HAM is;
    None: it is final."""

    duration_ms: int = 0
    """How long the answer took, in milliseconds."""

    detail: Mapping[str, Any] = field(default_factory=dict)
    """What else it said, as JSON takes it, such as alerts about the account."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """How much of a service's monthly allowance is used."""

    limit: int | None
    """How many checks a month are paid for; None: there is no limit."""

    used: int
    """How many were made this month."""

    percentage: float
    """Their share of the limit, as the service counts it; 0 where there is no limit."""

    throttled: bool
    """Whether the service refuses checks because of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteCounts:
    """What a service counted for this site this month."""

    checks: int
    """Comments it was asked about."""

    spam: int
    """How many of them it took for spam."""

    ham: int
    """How many it did not."""

    missed_spam: int
    """Reports of spam that it had let through."""

    false_positives: int
    """Reports of comments that it had taken for spam wrongly."""

    is_revoked: bool
    """Whether the key's owner took the key away from this site."""


class SpamChecker(ABC):
    """Whoever tells ham from spam. One object serves all threads of a process and survives a fork."""

    name: str
    """What findings and messages call it."""

    notice_template: str = ""
    """The template of what readers are told under the comment form; empty: nothing."""

    privacy_template: str = ""
    """The template of what readers are told about their data, with ``payload_days``; empty: nobody is sent anything."""

    is_remote: bool = False
    """Whether to ask is to wait for another machine, and touches no database: then our own checks run meanwhile, and
    the checker is asked in a thread of its own."""

    needs_address: bool = False
    """Whether it judges by the reader's address, so that keeping that back costs precision."""

    reserved_fields: frozenset[str] = frozenset()
    """Names that mean something to its service, so that no form field of the site's may bear them."""

    @abstractmethod
    def check(self, submitted: Submitted) -> Answer:
        """Ask about a comment; raises SpamCheckUnavailable and SpamCheckMisconfigured."""

    @abstractmethod
    def report_spam(self, submitted: Submitted, *, reporter: str, said: str) -> None:
        """Tell that a comment is spam, with what was submitted at the time.

        ``reporter`` is the moderator's user name; ``said`` is the verdict that ``check`` gave, as text, or empty where
        it gave none. Raises SpamCheckUnavailable and SpamCheckMisconfigured when the report was not accepted.
        """

    @abstractmethod
    def report_ham(self, submitted: Submitted, *, reporter: str, said: str) -> None:
        """Tell that a comment is no spam; otherwise as ``report_spam``."""

    @abstractmethod
    def verify(self) -> bool:
        """Ask the service whether it knows this site; raises SpamCheckUnavailable and SpamCheckMisconfigured."""

    def usage(self) -> Usage | None:
        """Ask how much of the month's allowance is used; None where there is none.

        Raises SpamCheckUnavailable and SpamCheckMisconfigured.
        """
        return None

    def site_counts(self) -> SiteCounts | None:
        """Ask what was counted for this site this month; None where nobody counts, or nothing was counted yet.

        Raises SpamCheckUnavailable and SpamCheckMisconfigured.
        """
        return None

    def check_settings(self) -> list[CheckMessage]:
        """Say what is wrong with the options, without asking anybody; for ``manage.py check``."""
        return []


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _takes_text(kind: Any) -> bool:
    return kind is str or get_origin(kind) is Literal


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)
