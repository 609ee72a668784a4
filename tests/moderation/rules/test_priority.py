"""How urgent a case is."""

import datetime as dt

import pytest

from moderation.models import ReasonCode
from moderation.rules.priority import HEAD_STARTS, find_head_start, find_priority

NOON = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("reasons", "hours"),
    [
        ([], 0),
        ([{"code": "unscreened"}], 1),
        ([{"code": "signal", "signal": "links.many"}], 2),
        ([{"code": "signal", "signal": "words.banned"}], 6),
        ([{"code": "signal", "signal": "author.first"}], 0),
        ([{"code": "signal", "signal": "of.tomorrow"}], 2),
        ([{"code": "signal", "signal": "links.many"}, {"code": "edited"}], 4),
        ([{"code": "reported", "kind": "illegal", "count": 1}], 48),
        ([{"code": "reported", "kind": "harassment", "count": 3}], 24),
        ([{"code": "reported", "kind": "harassment", "count": 9, "weight": 1}], 12),
        ([{"code": "reported", "kind": "harassment", "count": 9, "weight": 0}], 0),
        ([{"code": "reported"}], 4),
        ([{"code": "of an older release"}], 0),
    ],
)
def test_each_reason_gives_its_head_start(reasons, hours):
    assert find_head_start(reasons=reasons, reach=0) == dt.timedelta(hours=hours)


def test_each_doubling_of_what_is_written_under_an_article_gives_half_an_hour():
    starts = [find_head_start(reasons=[], reach=reach) for reach in (0, 1, 3, 1023)]
    assert starts == [dt.timedelta(hours=hours) for hours in (0, 0.5, 1, 5)]


def test_a_case_overtakes_those_opened_within_its_head_start_and_no_others():
    def priority(minutes, *reasons):
        return find_priority(reasons=reasons, reach=0, opened_at=NOON + dt.timedelta(minutes=minutes))

    risky = priority(0, {"code": "signal", "signal": "links.many"})
    assert priority(-121) > risky > priority(-119)
    assert priority(0) > priority(1)


def test_every_reason_of_a_case_has_its_weight():
    assert set(HEAD_STARTS) | {"signal", "reported"} == set(ReasonCode.values)
