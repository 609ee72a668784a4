"""When mails go out by the site's clock, also in the nights when it is changed."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured

from engagement.conf import get_settings
from engagement.mail_hours import find_last_quiet_end, find_morning, find_weekly_morning, is_quiet


def at(*moment):
    return dt.datetime(*moment, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"


def set_hours(settings, hours, **more):
    settings.ENGAGEMENT = {"QUIET_HOURS": hours, **more}


def test_without_a_setting_it_is_never_quiet():
    assert not any(is_quiet(at(2026, 1, 5, hour)) for hour in range(24))
    assert find_last_quiet_end(at(2026, 1, 5)) is None


@pytest.mark.parametrize(
    ("hours", "quiet"),
    [
        ((22, 7), [0, 1, 2, 3, 4, 5, 6, 22, 23]),
        ((1, 6), [1, 2, 3, 4, 5]),
        ((0, 1), [0]),
        ((23, 0), [23]),
        ((7, 6), [hour for hour in range(24) if hour != 6]),
    ],
)
def test_hours_are_the_sites_and_may_go_over_midnight(settings, hours, quiet):
    set_hours(settings, hours)
    winter = [hour for hour in range(24) if is_quiet(at(2026, 1, 4, 23) + dt.timedelta(hours=hour))]
    summer = [hour for hour in range(24) if is_quiet(at(2026, 7, 4, 22) + dt.timedelta(hours=hour))]
    assert winter == summer == quiet


def test_they_begin_and_end_to_the_second(settings):
    set_hours(settings, (22, 7))
    assert not is_quiet(at(2026, 1, 5, 20, 59, 59))
    assert is_quiet(at(2026, 1, 5, 21, 0))
    assert is_quiet(at(2026, 1, 6, 5, 59, 59))
    assert not is_quiet(at(2026, 1, 6, 6, 0))


@pytest.mark.parametrize(
    ("hours", "now", "end"),
    [
        ((22, 7), at(2026, 1, 5, 6, 0), at(2026, 1, 5, 6, 0)),
        ((22, 7), at(2026, 1, 5, 5, 59), at(2026, 1, 4, 6, 0)),
        ((22, 7), at(2026, 7, 5, 12, 0), at(2026, 7, 5, 5, 0)),
        # 29 March: at 2:00 it is 3:00. No 2:00 there, so what ends then ends at 3:00.
        ((22, 2), at(2026, 3, 29, 0, 59), at(2026, 3, 28, 1, 0)),
        ((22, 2), at(2026, 3, 29, 1, 0), at(2026, 3, 29, 1, 0)),
        # 25 October: at 3:00 it is 2:00. What ends at 2:00 ends at the first.
        ((22, 2), at(2026, 10, 25, 0, 0), at(2026, 10, 25, 0, 0)),
        ((22, 2), at(2026, 10, 25, 1, 30), at(2026, 10, 25, 0, 0)),
        ((22, 3), at(2026, 10, 25, 2, 0), at(2026, 10, 25, 2, 0)),
    ],
)
def test_their_last_end(settings, hours, now, end):
    set_hours(settings, hours)
    assert find_last_quiet_end(now) == end


def test_the_night_that_loses_an_hour(settings):
    set_hours(settings, (22, 7))
    begin = at(2026, 3, 28, 20, 0)
    quiet = [hour for hour in range(16) if is_quiet(begin + dt.timedelta(hours=hour))]
    # From 22:00 until 7:00 are eight hours: 21:00 UTC until 5:00 UTC.
    assert quiet == list(range(1, 9))
    set_hours(settings, (2, 3))
    assert not any(is_quiet(begin + dt.timedelta(minutes=10 * step)) for step in range(72))


def test_the_night_that_has_an_hour_twice(settings):
    set_hours(settings, (22, 7))
    begin = at(2026, 10, 24, 19, 0)
    quiet = [hour for hour in range(16) if is_quiet(begin + dt.timedelta(hours=hour))]
    # Ten hours: 20:00 UTC until 6:00 UTC.
    assert quiet == list(range(1, 11))
    set_hours(settings, (22, 2))
    assert is_quiet(at(2026, 10, 24, 23, 59))
    assert not any(is_quiet(at(2026, 10, 25, hour, 30)) for hour in (0, 1, 2))


def test_mornings_keep_their_hour_when_the_clock_is_changed(settings):
    settings.ENGAGEMENT = {"FOLLOW_HOUR": 8}
    assert find_morning(at(2026, 3, 28, 7, 0)) == at(2026, 3, 29, 6, 0)
    assert find_morning(at(2026, 3, 28, 6, 59)) == at(2026, 3, 28, 7, 0)
    assert find_morning(at(2026, 10, 24, 6, 0)) == at(2026, 10, 25, 7, 0)


@pytest.mark.parametrize(
    ("day", "now", "morning"),
    [
        (1, at(2026, 3, 23, 6, 59), at(2026, 3, 23, 7, 0)),
        (1, at(2026, 3, 23, 7, 0), at(2026, 3, 30, 6, 0)),
        (7, at(2026, 3, 23, 7, 0), at(2026, 3, 29, 6, 0)),
        # 23:30 UTC is the next day there.
        (2, at(2026, 1, 5, 23, 30), at(2026, 1, 6, 7, 0)),
    ],
)
def test_weekly_mails_come_on_their_day(settings, day, now, morning):
    settings.ENGAGEMENT = {"DIGEST_DAY": day, "FOLLOW_HOUR": 8}
    assert find_weekly_morning(now) == morning


@pytest.mark.parametrize(
    "given", [{"QUIET_HOURS": (22, 22)}, {"QUIET_HOURS": (22, 24)}, {"QUIET_HOURS": (-1, 7)}, {"QUIET_HOURS": (22,)},
              {"QUIET_HOURS": 22}, {"QUIET_HOURS": ("22", "7")}, {"DIGEST_DAY": 0}, {"DIGEST_DAY": 8}]
)  # fmt: skip
def test_what_is_no_hour_and_no_day_is_refused_by_name(settings, given):
    settings.ENGAGEMENT = given
    with pytest.raises(ImproperlyConfigured, match=next(iter(given))):
        get_settings()


def test_a_list_will_do(settings):
    set_hours(settings, [22, 7])
    assert get_settings().quiet_hours == (22, 7)
