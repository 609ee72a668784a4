"""The settings of moderation: ``settings.MODERATION``, a dictionary of the fields below in upper case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.signals import setting_changed
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.configuration import load


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationSettings:
    """What a publisher may set; every field has a default that is safe to run with."""

    spam_checker: str = ""
    """Dotted path of the class that tells ham from spam, such as ``moderation.spam.akismet.AkismetChecker``; empty:
    nothing screens, and every comment waits for a moderator."""

    spam_checker_options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What that class is built with, by the names of its constructor's arguments, such as ``key`` and ``site_url``."""

    is_test: bool = False
    """Whether the spam checker is to learn nothing from what it is asked: for staging sites."""

    lease_seconds: int = 120
    """How long one worker has a comment or a report to itself; longer than the tasks' hard time limit of 60 seconds,
    and after it another worker may take over."""

    retry_first_seconds: int = 30
    """The longest wait before the first retry when the spam checker cannot be asked; it doubles with each further
    one."""

    retry_most_seconds: int = 3600
    """The longest wait before any retry, whatever the spam checker asks for."""

    unscreened_grace_minutes: int = 10
    """How long a comment may stay unchecked before moderators see it in their queue."""

    sweep_batch: int = 100
    """How many comments, and how many reports, one sweep picks up at most."""

    payload_days: int = 60
    """How many days the data sent to the spam checker are kept, so that a moderator's correction can repeat them."""

    feedback_days: int = 14
    """How many days a moderator's correction is offered to a spam checker that does not take it."""

    reject_reasons: tuple[tuple[str, str | Promise], ...] = (
        ("attack", _("It attacks a person")),
        ("accusation", _("It accuses without a source")),
        ("off_topic", _("It is off topic")),
        ("personal_data", _("It shows personal data")),
        ("illegal", _("It is illegal")),
    )
    """Why a comment may be rejected: pairs of a code that is kept for ever and the words that people read."""

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
        )
        for name in positive:
            if getattr(self, name) < 1:
                message = f"{name.upper()} must be at least 1."
                raise ValueError(message)
        if self.feedback_days > self.payload_days:
            message = "FEEDBACK_DAYS is above PAYLOAD_DAYS: nothing would be left to send."
            raise ValueError(message)
        codes = [code for code, _label in self.reject_reasons]
        if not codes or len(codes) != len(set(codes)) or not all(0 < len(code) <= 50 for code in codes):
            message = "REJECT_REASONS takes pairs (code, label) with different codes of 1 to 50 characters."
            raise ValueError(message)


@cache
def get_settings() -> ModerationSettings:
    """The settings in force, read once and again whenever a test changes them."""
    return load(ModerationSettings, "MODERATION")


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "MODERATION":
        get_settings.cache_clear()


setting_changed.connect(_forget, dispatch_uid="afterword.moderation.conf")
