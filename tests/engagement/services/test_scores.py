import datetime as dt

import pytest

from engagement.services.scores import score_of

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
HOUR = 360


def test_a_comment_that_nobody_respects_stands_where_it_was_published():
    assert score_of(NOON, 0) == int(NOON.timestamp()) // 10


@pytest.mark.parametrize(("count", "head_start"), [(1, 7.2247), (9, 24), (99, 48), (999, 72)])
def test_tenfold_respect_is_worth_a_day(count, head_start):
    assert score_of(NOON, count) - score_of(NOON, 0) == round(head_start * HOUR)


def test_the_early_do_not_win_for_ever():
    early, late = score_of(NOON, 99), score_of(NOON + dt.timedelta(days=1, hours=1), 9)
    assert late > early
    assert score_of(NOON + dt.timedelta(hours=23), 9) < early


@pytest.mark.parametrize("year", [1971, 2600])
def test_a_column_holds_it_for_centuries(year):
    assert 0 <= score_of(NOON.replace(year=year), 10_000_000) < 2**31
