"""How long to wait before asking again."""

import datetime as dt

import pytest

from moderation.services.retrying import find_wait


@pytest.mark.parametrize(
    ("attempts", "most"), [(0, 30), (1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (32_767, 3600)]
)
def test_any_wait_up_to_a_limit_that_doubles(attempts, most):
    waits = [find_wait(attempts=attempts).total_seconds() for _ in range(400)]
    assert min(waits) >= 0
    assert max(waits) <= most
    assert max(waits) > most * 0.9, "one in ten tries comes near the limit: a miss in 400 is one in 10 to the 18"
    assert min(waits) < most * 0.1


def test_never_before_the_time_that_the_service_names():
    assert {find_wait(attempts=1, retry_after=45.5) for _ in range(20)} == {dt.timedelta(seconds=45.5)}


def test_never_longer_than_the_settings_say(settings):
    settings.MODERATION = {**settings.MODERATION, "RETRY_MOST_SECONDS": 5}
    assert find_wait(attempts=9, retry_after=86_400) == dt.timedelta(seconds=5)
    assert max(find_wait(attempts=9) for _ in range(100)) <= dt.timedelta(seconds=5)
