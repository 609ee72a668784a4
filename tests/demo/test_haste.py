from demo import haste
from moderation.conf import ModerationSettings
from moderation.schedule import BEAT_SCHEDULE, HOUR, MINUTE


def test_what_was_due_every_minute_is_due_every_three_seconds_and_expires_then():
    hastened = haste.hasten(BEAT_SCHEDULE)

    assert hastened.keys() == BEAT_SCHEDULE.keys()
    assert {entry["schedule"] for name, entry in hastened.items() if BEAT_SCHEDULE[name]["schedule"] == MINUTE} == {3.0}
    assert all(
        entry["options"]["expires"] == entry["schedule"] for entry in hastened.values() if entry["schedule"] < MINUTE
    )


def test_what_is_due_every_hour_stays_as_it_is():
    hastened = haste.hasten(BEAT_SCHEDULE)

    rare = {name for name, entry in BEAT_SCHEDULE.items() if entry["schedule"] >= HOUR}
    assert {name: hastened[name] for name in rare} == {name: BEAT_SCHEDULE[name] for name in rare}


def test_a_site_in_a_hurry_has_settings_that_work():
    settings = ModerationSettings(**{name.lower(): value for name, value in haste.MODERATION.items()})

    assert settings.lease_seconds > haste.CHECKER_SECONDS * 2 + 10
