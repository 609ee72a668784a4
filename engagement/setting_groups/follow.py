"""What a publisher may set about following by mail."""

from dataclasses import dataclass

from engagement.setting_checks import check_hour, check_least, check_limits


@dataclass(frozen=True, kw_only=True)
class FollowSettings:
    """Mails to readers who follow a discussion, or replies to themselves."""

    follow: bool = False
    """Whether readers may follow a discussion, or replies to themselves, by mail. Needs ``SITE_URL``, and a way to send
    mail."""

    follow_from: str = ""
    """Whom mails to followers come from, such as ``The newsroom <talk@example.org>``; empty: Django's
    ``DEFAULT_FROM_EMAIL``."""

    follow_collect_minutes: int = 10
    """Followers at once get at most one mail about a discussion in so many minutes; what comes meanwhile stands in the
    next one."""

    follow_hour: int = 8
    """At what hour of the site's time zone daily mails are sent."""

    follow_confirm_hours: int = 48
    """For how many hours the link works that confirms an address; one that nobody confirmed is then deleted."""

    follow_days: int = 365
    """For how many days after its confirmation a follow lasts; then it ends by itself and is deleted."""

    follow_accounts_verified: bool = False
    """Whether accounts' e-mail addresses are known to be theirs, so that accounts follow without confirming."""

    follow_limits: tuple[tuple[int, int], ...] = ((10, 600), (40, 86_400))
    """How many wishes to follow are taken from one reader's address, each pair (wishes, seconds)."""

    follow_mail_limits: tuple[tuple[int, int], ...] = ((4, 3600), (12, 86_400))
    """How many questions whether they want to follow one e-mail address is sent, whoever asks, each pair (mails,
    seconds)."""

    def check_follow_settings(self) -> None:
        """What these may be, beyond their types."""
        for name in ("follow_collect_minutes", "follow_confirm_hours", "follow_days"):
            check_least(name, getattr(self, name), 1)
        check_hour("follow_hour", self.follow_hour)
        check_limits("follow_limits", "wishes", self.follow_limits)
        check_limits("follow_mail_limits", "mails", self.follow_mail_limits)
