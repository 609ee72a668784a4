"""What a publisher may set about moderators' digests."""

from dataclasses import dataclass

_LAST_HOUR = 23


@dataclass(frozen=True, kw_only=True)
class DigestSettings:
    """Mails to moderators about what waits."""

    digest_from: str = ""
    """The address that digests come from; empty: Django's ``DEFAULT_FROM_EMAIL``."""

    digest_hour: int = 7
    """The hour of the site's day at which daily digests are sent."""

    digest_collect_minutes: int = 5
    """For how many minutes a digest "at once" collects what comes, so that there is never one mail a comment."""

    digest_link_days: int = 7
    """How many days the links in a digest open their cards."""

    digest_excerpts: bool = False
    """Whether digests quote the beginning of comments: mail is stored where nobody deletes it in time."""

    def check_digest_settings(self) -> None:
        """What these may be, beyond their types."""
        for name in ("digest_collect_minutes", "digest_link_days"):
            if getattr(self, name) < 1:
                message = f"{name.upper()} must be at least 1."
                raise ValueError(message)
        if not 0 <= self.digest_hour <= _LAST_HOUR:
            message = f"DIGEST_HOUR must be from 0 to {_LAST_HOUR}."
            raise ValueError(message)
