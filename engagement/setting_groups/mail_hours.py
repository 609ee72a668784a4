"""What a publisher may set about when mails to followers go out."""

from dataclasses import dataclass

from engagement.setting_checks import check_hour

_SUNDAY = 7


@dataclass(frozen=True, kw_only=True)
class MailHourSettings:
    """When readers who follow get mails, beside ``FOLLOW_HOUR``."""

    quiet_hours: tuple[int, int] | None = None
    """Hours of the site's time zone in which no mail to followers goes out, such as ``(22, 7)``: from 22:00 until 7:00.
    What is due meanwhile is sent at their end. The question whether somebody wants to follow is not held back."""

    digest_day: int = 1
    """On what day weekly summaries are sent: 1 is Monday, 7 is Sunday."""

    def check_mail_hour_settings(self) -> None:
        """What these may be, beyond their types."""
        if not 1 <= self.digest_day <= _SUNDAY:
            message = f"DIGEST_DAY must be a day of the week, 1 to {_SUNDAY}."
            raise ValueError(message)
        if self.quiet_hours is None:
            return
        for hour in self.quiet_hours:
            check_hour("quiet_hours", hour)
        if self.quiet_hours[0] == self.quiet_hours[1]:
            message = "QUIET_HOURS must begin and end at different hours; leave it out for none."
            raise ValueError(message)
