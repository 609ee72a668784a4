"""The settings of engagement: ``settings.ENGAGEMENT``, a dictionary of the fields below in upper case."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.core.signals import setting_changed

from engagement.configuration import load


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementSettings:
    """What a publisher may set; every field has a default that is safe to run with."""

    site_name: str = ""
    """The publication's name, as the page about comment data says it; empty: the words "this site"."""

    privacy_contact: str = ""
    """Where readers ask for erasure: an e-mail address or a URL; empty: the page says to ask the publisher."""

    max_comment_length: int = 3000
    """Longest comment accepted, in characters."""

    min_comment_length: int = 2
    """Shortest comment accepted, in characters."""

    guests: bool = True
    """Whether people without an account may comment."""

    guest_name: Literal["required", "optional"] = "required"
    """Whether guests must give a name; without one they appear as "Guest"."""

    guest_email: Literal["required", "optional"] = "optional"
    """Whether guests must give an e-mail address. It is never shown, nor any hash of it."""

    reply_depth: int = 3
    """How many levels of replies are indented; deeper ones stand flat, with "in reply to"."""

    roots_per_page: int = 50
    """How many root comments one page of a discussion holds."""

    replies_per_root: int = 5
    """How many replies a page shows under each root before "more replies"."""

    replies_per_page: int = 50
    """How many replies one page of a single thread holds."""

    default_sort: Literal["newest", "oldest", "replies"] = "newest"
    """The order of root comments where the reader chose none."""

    prompts_live_unconfirmed: bool = True
    """Whether a proposed prompt is shown before an editor has accepted it."""

    lift_prompt_from_body: bool = False
    """Whether ``{% article_body %}`` leaves out the sentences that stand at the head of the discussion."""

    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks (prefixes as python-ipware reads them) of the proxies in front of this site, nearest to
    the reader first. Only behind these is ``X-Forwarded-For`` believed."""

    trusted_origins: tuple[str, ...] = ()
    """Further origins (``https://www.example.org``) whose pages may post comments here."""

    post_limits: tuple[tuple[int, int], ...] = ((10, 60), (100, 3600))
    """How many comments one guest's address or one account may post, each pair (comments, seconds)."""

    submission_days: int = 60
    """How many days address, user agent and the like are kept."""

    author_token_days: int = 30
    """How many days a guest's link to their own comment works."""

    honeypot_field: str = "contact_by_fax"
    """The name of the form field that people never see and only machines fill in."""

    def __post_init__(self) -> None:
        positive = (
            "max_comment_length",
            "min_comment_length",
            "roots_per_page",
            "replies_per_page",
            "submission_days",
            "author_token_days",
        )
        for name in positive:
            if getattr(self, name) < 1:
                message = f"{name.upper()} must be at least 1."
                raise ValueError(message)
        if self.reply_depth < 0 or self.replies_per_root < 0:
            message = "REPLY_DEPTH and REPLIES_PER_ROOT must not be negative."
            raise ValueError(message)
        if self.min_comment_length > self.max_comment_length:
            message = "MIN_COMMENT_LENGTH is above MAX_COMMENT_LENGTH."
            raise ValueError(message)
        if any(count < 1 or seconds < 1 for count, seconds in self.post_limits):
            message = "POST_LIMITS takes pairs (comments, seconds), both at least 1."
            raise ValueError(message)


@cache
def get_settings() -> EngagementSettings:
    """The settings in force, read once and again whenever a test changes them."""
    return load(EngagementSettings, "ENGAGEMENT")


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "ENGAGEMENT":
        get_settings.cache_clear()


setting_changed.connect(_forget, dispatch_uid="afterword.engagement.conf")
