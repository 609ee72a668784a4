"""What came into a list since it was read: told above it, and never put under the moderator's hand."""

import datetime as dt

from django.utils import timezone

from moderation.queries.queue import count_cases
from moderation.queries.sections import EVERYWHERE, Sections
from moderation.web.places import Place

MOST = 1000
"""How far news are counted."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_LONGEST_STAMP = 17


def stamp_now() -> int:
    """This moment, in microseconds since 1970."""
    return (timezone.now() - _EPOCH) // _MICROSECOND


def count_news(place: Place, stamp: str, *, sections: Sections = EVERYWHERE) -> int:
    """How many comments came into a place's list since then, in one query; none for what is no moment."""
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _LONGEST_STAMP):
        return 0
    since = _EPOCH + int(stamp) * _MICROSECOND
    return count_cases(queue=place.queue, matching=place.filter, most=MOST, since=since, sections=sections)
