"""The settings of moderation: ``settings.MODERATION``, a dictionary of the fields below in upper case."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from django.core.signals import setting_changed
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.configuration import load
from moderation.rules.author import MOST_REMEMBERED
from moderation.rules.outcomes import Outcome
from moderation.rules.reports import REASONS
from moderation.rules.signals import SIGNALS
from moderation.setting_groups.authors import AuthorSettings
from moderation.setting_groups.digest import DigestSettings

_SHORTEST_TOKEN = 20


@dataclass(frozen=True, kw_only=True)
class ModerationSettings(AuthorSettings, DigestSettings):
    """What a publisher may set; every field has a default that is safe to run with."""

    spam_checker: str = ""
    """Dotted path of the class that tells ham from spam, such as ``moderation.spam.akismet.AkismetChecker``; empty:
    nothing screens, and every comment waits for a moderator."""

    spam_checker_options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What that class is built with, by the names of its constructor's arguments, such as ``key`` and ``site_url``."""

    is_test: bool = False
    """Whether the spam checker is to learn nothing from what it is asked: for staging sites."""

    send_ip: Literal["full", "network", "none"] = "full"
    """How much of the reader's address the spam checker is told: all, its network (/24, /56) or nothing. Akismet
    judges worse without it."""

    send_email: bool = True
    """Whether the spam checker is told the author's e-mail address."""

    payload_hook: str = ""
    """Dotted path of a function that is given what would be submitted (``moderation.spam.base.Submitted``) and returns
    what shall be; it may change every field and add ``extra`` ones."""

    policy: Mapping[str, str] = field(default_factory=dict)
    """What signals come to, where that is not the default: codes such as ``links.many`` with ``publish``, ``hold``,
    ``spam`` or ``refuse``. Rules set in the admin come before these."""

    max_links: int = 2
    """How many links a comment may have before that is noticed."""

    fastest_form_seconds: float = 3.0
    """A form sent sooner after it was shown is noticed; only where script reported the time."""

    record_days: int = 30
    """How many days an author's record reaches back."""

    record_least: int = 3
    """How many comments of an author must have been decided in that time before their record counts."""

    record_share: float = 0.3
    """The share of them, rejected or spam, from which on that is noticed."""

    trusted_after: int = 0
    """After how many published comments, at most 500, an account with a clean record is trusted; 0: nobody is."""

    duplicate_length: int = 40
    """Comments shorter than so many characters are never taken for the same as known spam."""

    duplicate_similarity: float = 0.9
    """How alike two comments must be to be taken for the same, from 0 to 1."""

    lease_seconds: int = 120
    """How long one worker has a comment or a report to itself; longer than the tasks' hard time limit of 60 seconds,
    and after it another worker may take over."""

    retry_first_seconds: int = 30
    """The longest wait before the first retry when the spam checker cannot be asked; it doubles with each further
    one."""

    retry_most_seconds: int = 3600
    """The longest wait before any retry, whatever the spam checker asks for."""

    circuit_failures: int = 5
    """After how many failures in a row the spam checker is asked no more but by one probe at a time."""

    circuit_first_seconds: int = 15
    """The longest wait before the first probe; it doubles with each that fails."""

    circuit_most_seconds: int = 300
    """The longest wait between two probes, unless the spam checker itself asks for a longer one."""

    unscreened_grace_minutes: int = 10
    """How long a comment may stay unchecked before moderators see it in their queue."""

    unscreened: Literal["hold", "publish"] = "hold"
    """What then becomes of it: it waits for a moderator or the check, or it is published at once and checked later."""

    silent_discards: bool = False
    """Whether the author of blatant spam is told nothing but that it waits."""

    sweep_batch: int = 600
    """How many comments, and how many reports, one sweep picks up at most: so many a minute after an outage."""

    payload_days: int = 60
    """How many days the data sent to the spam checker, and the keyed hashes of its sender, are kept, so that a
    moderator's correction can repeat them."""

    payload_keys: tuple[str, ...] = field(default=(), repr=False)
    """Fernet keys (``cryptography.fernet.Fernet.generate_key()``) with which that data is encrypted: the first
    encrypts, all of them decrypt. Empty: it is stored as it is."""

    trace_key: str = field(default="", repr=False)
    """The secret of the keyed hashes; empty: Django's ``SECRET_KEY``. Another one makes older hashes unlike."""

    spam_days: int = 30
    """How many days spam stays before it is deleted."""

    new_days: int = 3
    """How many days a published comment stays in the queue New before it leaves it unlooked at; 0: there is no such
    queue, and screening a comment costs two queries less."""

    feedback_days: int = 14
    """How many days a moderator's correction is offered to a spam checker that does not take it."""

    report_thresholds: Mapping[str, float] = field(default_factory=dict)
    """How much readers' reports for one reason must weigh to take a comment out of sight until a moderator has looked,
    where that is not the default: reasons such as ``hate`` with a number, 0 for never. One report weighs 1, less where
    its reporter's earlier ones were refused again and again."""

    report_limits: tuple[tuple[int, int], ...] = ((10, 3600), (30, 86400))
    """How many comments guests at one address may report, each pair (reports, seconds)."""

    report_days: int = 180
    """How many days a reader's report is kept."""

    report_mails: bool = True
    """Whether readers with an account are told by mail what came of their reports."""
    bulk_most: int = 50_000
    """How many comments one bulk run may take."""

    metrics_token: str = field(default="", repr=False)
    """What Prometheus sends as ``Authorization: Bearer`` to read the metrics, at least 20 characters; empty: only
    moderators' sessions may."""

    newsroom_name: str = ""
    """The name that moderators answer readers under; never their own. Empty: ``ENGAGEMENT["SITE_NAME"]``, or else the
    words "The newsroom"."""

    claim_minutes: int = 3
    """For how many minutes a card that a moderator looks at is shown to the others as theirs; it keeps nobody from
    deciding."""

    figures_by_person: bool = True
    """Whether the figures tell how much each moderator decided; where that is not wanted, only the sum is told."""

    site_url: str = ""
    """Where the site stands, such as ``https://www.example.org``: mails link to it. Empty: no digests are sent."""

    reject_reasons: tuple[tuple[str, str | Promise], ...] = (
        ("attack", _("It attacks a person")),
        ("accusation", _("It accuses without a source")),
        ("off_topic", _("It is off topic")),
        ("personal_data", _("It shows personal data")),
        ("illegal", _("It is illegal")),
    )
    """Why a comment may be rejected: pairs of a code that is kept for ever and the words that people read."""

    sanction_reasons: tuple[tuple[str, str | Promise], ...] = (
        ("attacks", _("attacks on people")),
        ("hatred", _("hatred")),
        ("spam", _("spam or advertising")),
        ("evasion", _("writing under another name in spite of a sanction")),
        ("rules", _("breaking the rules again and again")),
    )
    """Why somebody may be sanctioned: pairs of a code that is kept for ever and the words that moderators and the one
    concerned read."""

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        positive = (
            "lease_seconds",
            "retry_first_seconds",
            "retry_most_seconds",
            "unscreened_grace_minutes",
            "sweep_batch",
            "payload_days",
            "feedback_days",
            "circuit_failures",
            "circuit_first_seconds",
            "circuit_most_seconds",
            "record_days",
            "record_least",
            "duplicate_length",
            "spam_days",
            "claim_minutes",
            "report_days",
            "bulk_most",
        )
        for name in positive:
            if getattr(self, name) < 1:
                message = f"{name.upper()} must be at least 1."
                raise ValueError(message)
        if self.feedback_days > self.payload_days:
            message = "FEEDBACK_DAYS is above PAYLOAD_DAYS: nothing would be left to send."
            raise ValueError(message)
        if min(self.max_links, self.fastest_form_seconds, self.new_days) < 0:
            message = "MAX_LINKS, FASTEST_FORM_SECONDS and NEW_DAYS must not be negative."
            raise ValueError(message)
        if not 0 < self.record_share <= 1 or not 0 < self.duplicate_similarity <= 1:
            message = "RECORD_SHARE and DUPLICATE_SIMILARITY must be above 0 and at most 1."
            raise ValueError(message)
        if self.metrics_token and len(self.metrics_token) < _SHORTEST_TOKEN:
            message = f"METRICS_TOKEN must have at least {_SHORTEST_TOKEN} characters."
            raise ValueError(message)
        if not 0 <= self.trusted_after <= MOST_REMEMBERED:
            message = f"TRUSTED_AFTER must be from 0 to {MOST_REMEMBERED}."
            raise ValueError(message)
        self.check_author_settings()
        self.check_digest_settings()
        if self.site_url and not self.site_url.startswith(("https://", "http://")):
            message = "SITE_URL must begin with https:// or http://."
            raise ValueError(message)
        _check_policy(self.policy)
        _check_reports(self.report_thresholds, self.report_limits)
        _check_codes("REJECT_REASONS", self.reject_reasons)
        _check_codes("SANCTION_REASONS", self.sanction_reasons)

    def threshold_of(self, reason: str) -> float:
        """How much reports for a reason must weigh to hide a comment; 0: they never do."""
        return self.report_thresholds.get(reason, REASONS[reason].threshold)


def _check_codes(name: str, pairs: Sequence[tuple[str, str | Promise]]) -> None:
    codes = [code for code, _label in pairs]
    if not codes or len(codes) != len(set(codes)) or not all(0 < len(code) <= 50 for code in codes):
        message = f"{name} takes pairs (code, label) with different codes of 1 to 50 characters."
        raise ValueError(message)


def _check_reports(thresholds: Mapping[str, float], limits: tuple[tuple[int, int], ...]) -> None:
    for code, weight in thresholds.items():
        if code not in REASONS:
            message = f"REPORT_THRESHOLDS names {code!r}, which is no reason; known are {', '.join(REASONS)}."
            raise ValueError(message)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < math.inf:
            message = f"REPORT_THRESHOLDS must give a number of at least 0 for {code!r}."
            raise ValueError(message)
    if any(count < 1 or seconds < 1 for count, seconds in limits):
        message = "REPORT_LIMITS takes pairs (reports, seconds), each at least 1."
        raise ValueError(message)


def _check_policy(policy: Mapping[str, str]) -> None:
    for code, outcome in policy.items():
        if code not in SIGNALS:
            message = f"POLICY names {code!r}, which is no signal; known are {', '.join(SIGNALS)}."
            raise ValueError(message)
        if outcome not in set(Outcome):
            message = f"POLICY says {outcome!r} for {code!r}; allowed are {', '.join(Outcome)}."
            raise ValueError(message)


@cache
def get_settings() -> ModerationSettings:
    """The settings in force, read once and again whenever a test changes them."""
    return load(ModerationSettings, "MODERATION")


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "MODERATION":
        get_settings.cache_clear()


setting_changed.connect(_forget, dispatch_uid="afterword.moderation.conf")
