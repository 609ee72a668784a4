"""The score by which readers' favourites stand first, without the early ones doing so for ever.

It is a moment: when a comment was published, plus a head start for how many respect it, which grows by the logarithm.
So age needs no rewriting: what comes later simply begins higher, and the order of two comments changes only when one
of them is respected.
"""

import datetime as dt
import math

_TENFOLD = dt.timedelta(days=1)
"""What ten times the respect is worth. Most of an article's comments come within its first two days: a good one from
the morning still stands above a fair one from the evening, and the next day a tenth of its respect takes its place.
"""

_UNIT = 10
"""Seconds: an integer of 32 bits holds the score for centuries, and what is nearer in time is parted by its number."""


def score_of(published_at: dt.datetime, respect_count: int) -> int:
    """The score of a root comment: higher stands first. The first reader to respect it counts as well."""
    head_start = _TENFOLD.total_seconds() * math.log10(1 + respect_count)
    return round((published_at.timestamp() + head_start) / _UNIT)
