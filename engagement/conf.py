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

    contact: str = ""
    """Where an author may write whose comment was not published: an e-mail address or a URL; empty: they are told
    none."""

    max_comment_length: int = 3000
    """Longest comment accepted, in characters."""

    min_comment_length: int = 1
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

    author_limits: tuple[tuple[int, int], ...] = ((20, 60), (200, 3600))
    """How many comments one account or one guest's e-mail address may post from anywhere, each pair (comments,
    seconds). Above ``POST_LIMITS``, so that nobody with one address uses up the limit of somebody else's e-mail."""

    discussion_limits: tuple[tuple[int, int], ...] = ((120, 60),)
    """How many comments one discussion takes from everybody together, each pair (comments, seconds). Short windows
    only: whoever fills one shuts everybody out until it ends."""

    same_text_hours: int = 24
    """For how many hours the same sender may not post the same text again, anywhere on the site; 0 turns this off."""

    same_text_length: int = 20
    """The shortest text that may not be posted twice, in characters: short ones, such as "I agree", are repeated in
    good faith."""

    edit_minutes: int = 5
    """For how many minutes after posting it an author may edit a comment; 0: nobody may."""

    withdraw_minutes: int | None = None
    """For how many minutes after posting it an author may withdraw a comment; ``None``: as long as their link works,
    and from their account for ever; 0: never."""

    publish_edits_first: bool = False
    """Whether a published comment shows with its new text while that is being checked; otherwise it waits out of sight
    until it passed."""

    edit_limits: tuple[tuple[int, int], ...] = ((10, 60), (60, 3600))
    """How many edits one guest's address or one account may make, each pair (edits, seconds)."""

    revision_days: int = 60
    """How many days the texts that edits replaced are kept, for moderators alone."""

    kept_megabytes: int = 32
    """How much of what was rendered each process keeps in memory; 0: nothing, and every page is rendered whole."""

    api_throttles: tuple[str, ...] = ()
    """Dotted paths of Django REST framework's throttle classes, or of your own, that the API asks beside these limits.
    The ``throttle_scope`` of its views is ``afterword``."""

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
            "revision_days",
        )
        for name in positive:
            if getattr(self, name) < 1:
                message = f"{name.upper()} must be at least 1."
                raise ValueError(message)
        for name in ("same_text_hours", "same_text_length", "edit_minutes", "withdraw_minutes", "kept_megabytes"):
            if (getattr(self, name) or 0) < 0:
                message = f"{name.upper()} must not be negative."
                raise ValueError(message)
        if self.reply_depth < 0 or self.replies_per_root < 0:
            message = "REPLY_DEPTH and REPLIES_PER_ROOT must not be negative."
            raise ValueError(message)
        if self.min_comment_length > self.max_comment_length:
            message = "MIN_COMMENT_LENGTH is above MAX_COMMENT_LENGTH."
            raise ValueError(message)
        for name in ("post_limits", "author_limits", "discussion_limits", "edit_limits"):
            limits: tuple[tuple[int, int], ...] = getattr(self, name)
            if any(count < 1 or seconds < 1 for count, seconds in limits):
                counted = "edits" if name == "edit_limits" else "comments"
                message = f"{name.upper()} takes pairs ({counted}, seconds), both at least 1."
                raise ValueError(message)
            if len({seconds for _count, seconds in limits}) < len(limits):
                message = f"{name.upper()} names a number of seconds twice."
                raise ValueError(message)


@cache
def get_settings() -> EngagementSettings:
    """The settings in force, read once and again whenever a test changes them."""
    return load(EngagementSettings, "ENGAGEMENT")


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "ENGAGEMENT":
        get_settings.cache_clear()


setting_changed.connect(_forget, dispatch_uid="afterword.engagement.conf")
