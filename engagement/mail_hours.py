"""When mails to followers go out, by the site's clock: in the morning, once a week, and never in its quiet hours.

Moments are compared in UTC: two of one time zone compare by what a clock shows, which says little in the night when it
is turned back.
"""

import datetime as dt

from django.utils import timezone

from engagement.conf import get_settings


def is_quiet(now: dt.datetime) -> bool:
    """Whether no mail to followers may go out now."""
    hours = get_settings().quiet_hours
    if hours is None:
        return False
    start, end = hours
    hour = now.astimezone(timezone.get_default_timezone()).hour
    return start <= hour < end if start < end else hour >= start or hour < end


def find_last_quiet_end(now: dt.datetime) -> dt.datetime | None:
    """When quiet hours ended last, by now; none where there are none."""
    hours = get_settings().quiet_hours
    if hours is None:
        return None
    return max(end for end in _moments(now, hours[1], days=(-2, -1, 0)) if end <= now)


def find_morning(now: dt.datetime) -> dt.datetime:
    """When the next daily mails are sent."""
    return min(morning for morning in _mornings(now, days=3) if morning > now)


def find_weekly_morning(now: dt.datetime) -> dt.datetime:
    """When the next weekly mails are sent."""
    day = get_settings().digest_day
    zone = timezone.get_default_timezone()
    mornings = (morning for morning in _mornings(now, days=9) if morning > now)
    return min(morning for morning in mornings if morning.astimezone(zone).isoweekday() == day)


def _mornings(now: dt.datetime, *, days: int) -> list[dt.datetime]:
    return _moments(now, get_settings().follow_hour, days=range(days))


def _moments(now: dt.datetime, hour: int, *, days: "range | tuple[int, ...]") -> list[dt.datetime]:
    """When a clock shows that hour, so many days from today: the first time where it does twice, and as soon as it
    would have where it never does.
    """
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    at = [dt.datetime.combine(today + dt.timedelta(days=day), dt.time(hour), tzinfo=zone) for day in days]
    return [moment.astimezone(dt.UTC) for moment in at]
