"""The settings of engagement: ``settings.ENGAGEMENT``, a dictionary of the fields below in upper case."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from django.core.signals import setting_changed

from engagement.configuration import load
from engagement.setting_checks import check_closing, check_least, check_limits, check_site_url
from engagement.setting_groups.api_reference import ApiReferenceSettings
from engagement.setting_groups.asking import AskingSettings
from engagement.setting_groups.follow import FollowSettings
from engagement.setting_groups.mail_hours import MailHourSettings
from engagement.setting_groups.measuring import MeasuringSettings
from engagement.setting_groups.stances import StanceSettings
from engagement.setting_groups.webhooks import WebhookSettings
from engagement.sso.settings import read_single_sign_on

_LIMITS = {
    "post_limits": "comments",
    "author_limits": "comments",
    "discussion_limits": "comments",
    "edit_limits": "edits",
    "preview_limits": "comments",
    "respect_limits": "comments",
    "publisher_limits": "discussions",
    "open_limits": "discussions",
}


@dataclass(frozen=True, kw_only=True)
class EngagementSettings(
    ApiReferenceSettings,
    AskingSettings,
    FollowSettings,
    MailHourSettings,
    MeasuringSettings,
    StanceSettings,
    WebhookSettings,
):
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

    reserved_names: tuple[str, ...] = ("Admin", "Administrator", "Editor", "Moderator", "Newsroom", "Staff")
    """Names, or words in a name, that no guest may have. ``SITE_NAME``, the words of every badge and the names of the
    article's authors are never free, nor are those of accounts that have commented."""

    badges: str = ""
    """Dotted path of a function that is given the ids of accounts and returns a dictionary of those who are experts,
    each with the words of their badge, such as "Road-safety engineer". It is asked when an account posts."""

    close_after_days: int = 0
    """After how many days a discussion takes no more comments, counted from the article's publication, or else from
    the discussion's opening; 0: never. Whoever opens it by hand after that keeps it open."""

    close_after_days_in: dict[str, int] = field(default_factory=dict)
    """The same for single sections: names with a number of days."""

    closed_sections: tuple[str, ...] = ()
    """Sections whose discussions take no comments unless one is opened by hand."""

    roots_per_page: int = 50
    """How many root comments one page of a discussion holds."""

    replies_per_root: int = 5
    """How many replies a page shows under each root before "more replies"."""

    replies_per_page: int = 50
    """How many replies one page of a single thread holds."""

    default_sort: Literal["top", "newest", "oldest", "replies"] = "newest"
    """The order of root comments where the reader chose none."""

    respect: str = "Respect"
    """The word on the button by which readers respect a comment; it is translated as long as it is this one. Empty:
    there is no button, and nothing is counted."""

    respect_icon: str = "hat"
    """The drawing beside that word: the name of one in ``templates/engagement/elements/sprite.html``."""

    respect_limits: tuple[tuple[int, int], ...] = ((30, 60), (300, 3600))
    """How many comments one guest's address or one account may respect, each pair (comments, seconds)."""

    prompts_live_unconfirmed: bool = True
    """Whether a proposed prompt is shown before an editor has accepted it."""

    lift_prompt_from_body: bool = False
    """Whether ``{% article_body %}`` leaves out the sentences that stand at the head of the discussion."""

    section_language: Literal["article", "site"] = "article"
    """Whether the section under an article, a discussion's own pages and mails about it speak the article's language,
    or whichever is active. A language that nothing here was translated into leaves the active one."""

    structured_data: bool = True
    """Whether the section under an article brings its comments for search engines (schema.org, as JSON-LD) along. Off:
    ``{% discussion_jsonld %}`` puts them where the publisher wants them, or nothing does."""

    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks (prefixes as python-ipware reads them) of the proxies in front of this site, nearest to
    the reader first. Only behind these is ``X-Forwarded-For`` believed."""

    trusted_origins: tuple[str, ...] = ()
    """Further origins (``https://www.example.org``) whose forms may post comments here; script reads nothing."""

    embed_origins: tuple[str, ...] = ()
    """Further origins whose script may read what anybody may read, and post as guests do, never with a cookie."""

    publisher_limits: tuple[tuple[int, int], ...] = ((600, 60), (20_000, 3600))
    """How many discussions a publisher's server may put with one token, each pair (discussions, seconds)."""

    open_limits: tuple[tuple[int, int], ...] = ((30, 60), (300, 3600))
    """How many discussions one reader's visits to signed pages may open, each pair (discussions, seconds)."""

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

    preview_limits: tuple[tuple[int, int], ...] = ((20, 60), (200, 3600))
    """How many previews one address may ask for, each pair (previews, seconds)."""

    live_seconds: int = 10
    """After how many seconds an open page looks for new comments; longer and longer, up to two minutes, while there are
    none. 0: never."""

    kept_megabytes: int = 32
    """How much of what was rendered each process keeps in memory; 0: nothing, and every page is rendered whole."""

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

    api_throttles: tuple[str, ...] = ()
    """Dotted paths of Django REST framework's throttle classes, or of your own, that the API asks beside these limits.
    The ``throttle_scope`` of its views is ``afterword``."""

    submission_days: int = 60
    """How many days address, user agent and the like are kept."""

    author_token_days: int = 30
    """How many days a guest's link to their own comment works."""

    honeypot_field: str = "contact_by_fax"
    """The name of the form field that people never see and only machines fill in."""

    site_url: str = ""
    """Where this site stands, such as ``https://www.example.org``: mails link to it."""

    sso: dict[str, Any] = field(default_factory=dict, repr=False)
    """Single sign-on for readers whom another site of the publisher knows, as docs/how-to/single-sign-on.md says:
    ``ISSUER``, ``AUDIENCE``, ``KEYS`` and more. Empty: none."""

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
            check_least(name, getattr(self, name), 1)
        not_negative = (
            "same_text_hours",
            "same_text_length",
            "live_seconds",
            "kept_megabytes",
            "edit_minutes",
            "withdraw_minutes",
        )
        for name in not_negative:
            if (getattr(self, name) or 0) < 0:
                message = f"{name.upper()} must not be negative."
                raise ValueError(message)
        check_closing(self.close_after_days, self.close_after_days_in)
        if self.reply_depth < 0 or self.replies_per_root < 0:
            message = "REPLY_DEPTH and REPLIES_PER_ROOT must not be negative."
            raise ValueError(message)
        if self.min_comment_length > self.max_comment_length:
            message = "MIN_COMMENT_LENGTH is above MAX_COMMENT_LENGTH."
            raise ValueError(message)
        check_site_url(self.site_url, follow=self.follow)
        read_single_sign_on(self.sso)
        self.check_asking_settings()
        self.check_follow_settings()
        self.check_mail_hour_settings()
        self.check_measuring_settings()
        self.check_webhook_settings()
        self.check_stance_settings()
        for name, what in _LIMITS.items():
            check_limits(name, what, getattr(self, name))


@cache
def get_settings() -> EngagementSettings:
    """The settings in force, read once and again whenever a test changes them."""
    return load(EngagementSettings, "ENGAGEMENT")


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "ENGAGEMENT":
        get_settings.cache_clear()


setting_changed.connect(_forget, dispatch_uid="afterword.engagement.conf")
