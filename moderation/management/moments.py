"""Times as operators type them."""

import argparse
import datetime as dt
import re

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

_AGO = re.compile(r"(\d{1,5})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read_moment(text: str) -> dt.datetime:
    """Read a date, a date with a time, or how long ago (``90m``, ``12h``, ``3d``, ``2w``); in the site's time zone."""
    ago = _AGO.fullmatch(text)
    if ago:
        return timezone.now() - dt.timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = parse_datetime(text)
        day = parse_date(text) if moment is None else None
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: {error}.") from None
    if day is not None:
        moment = dt.datetime.combine(day, dt.time.min)
    if moment is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write 2026-05-04, 2026-05-04T12:30 or 3d.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
