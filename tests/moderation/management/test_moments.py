import argparse
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from moderation.management.moments import read_moment

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-04", dt.datetime(2026, 5, 4, tzinfo=BERLIN)),
        ("2026-05-04T12:30", dt.datetime(2026, 5, 4, 12, 30, tzinfo=BERLIN)),
        ("2026-05-04 12:30:15", dt.datetime(2026, 5, 4, 12, 30, 15, tzinfo=BERLIN)),
        ("2026-05-04T12:30Z", dt.datetime(2026, 5, 4, 12, 30, tzinfo=dt.UTC)),
    ],
)
def test_a_time_is_read_in_the_sites_time_zone_unless_it_names_one(text, moment):
    with timezone.override(BERLIN):
        assert read_moment(text) == moment


@pytest.mark.parametrize(("text", "seconds"), [("90m", 5400), ("12h", 43_200), ("3d", 259_200), ("2w", 1_209_600)])
def test_how_long_ago_is_read_too(text, seconds):
    assert abs((timezone.now() - read_moment(text)).total_seconds() - seconds) < 5


@pytest.mark.parametrize("text", ["", "yesterday", "3", "d", "-3d", "3y", "2026-13-01", "2026-05-04T25:00", "999999d"])
def test_anything_else_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        read_moment(text)
