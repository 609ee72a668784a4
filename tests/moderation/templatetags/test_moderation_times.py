"""Times as moderators read them."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone, translation

from moderation.templatetags.moderation_times import age, ahead, clock, since


@pytest.fixture
def now(monkeypatch):
    moment = dt.datetime(2026, 3, 12, 14, 30, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        ({"seconds": -5}, "1\xa0s"),
        ({"seconds": 0.4}, "1\xa0s"),
        ({"seconds": 20}, "20\xa0s"),
        ({"seconds": 59}, "59\xa0s"),
        ({"seconds": 61}, "1\xa0min"),
        ({"minutes": 14, "seconds": 50}, "14\xa0min"),
        ({"hours": 5, "minutes": 59}, "5\xa0h"),
        ({"days": 3}, "3\xa0d"),
        ({"days": 16}, "2\xa0wk"),
        ({"days": 60}, "1\xa0month"),
        ({"days": 800}, "2\xa0years"),
    ],
)
def test_an_age_is_its_largest_unit(passed, words):
    assert age(timezone.now() - dt.timedelta(**passed)) == words


def test_since_tells_machines_the_moment(now):
    assert since(now - dt.timedelta(seconds=20)) == (
        '<time datetime="2026-03-12T14:29:40+00:00" title="March 12, 2026, 2:29 p.m.">20\xa0s</time>'
    )


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2026, 3, 12, 10, 3, tzinfo=dt.UTC), "10:03 a.m."),
        (dt.datetime(2026, 3, 11, 10, 3, tzinfo=dt.UTC), "March 11, 10:03 a.m."),
        (dt.datetime(2025, 3, 12, 10, 3, tzinfo=dt.UTC), "March 12, 2025, 10:03 a.m."),
    ],
)
def test_a_clock_names_the_day_where_it_is_not_today(now, moment, words):
    assert f">{words}</time>" in clock(moment)


def test_a_clock_follows_the_time_zone_and_the_language(now):
    with timezone.override("Asia/Tokyo"), translation.override("de"):
        assert ">23:03</time>" in clock(dt.datetime(2026, 3, 12, 14, 3, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("until", "words"),
    [({"seconds": 40}, "40\xa0s"), ({"minutes": 5}, "5\xa0min"), ({"hours": -1}, "1\xa0s")],
)
def test_what_is_ahead_is_told_by_its_largest_unit(until, words):
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False):
        assert ahead(timezone.now() + dt.timedelta(**until)) == words
