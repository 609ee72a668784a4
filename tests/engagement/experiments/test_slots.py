"""Which wording each time slot shows."""

import datetime as dt
from collections import Counter
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from engagement.experiments.slots import SLOT_HOURS, Slots, arm_at, slot_begin, slots_a_day

BERLIN = ZoneInfo("Europe/Berlin")
DAY = dt.datetime(2026, 4, 1, tzinfo=BERLIN)


def order_of(day, slots):
    """What each slot of the day shows."""
    return [arm_at(day.replace(hour=hour), slots) for hour in range(0, 24, slots.hours)]


@pytest.mark.parametrize("hours", SLOT_HOURS)
@pytest.mark.parametrize("arms", [2, 3, 4])
def test_in_every_block_of_a_day_each_wording_has_one_slot(hours, arms):
    slots = Slots(seed="a", hours=hours, arms=arms)
    for number in range(50):
        order = order_of(DAY + dt.timedelta(days=number), slots)
        blocks = [order[first : first + arms] for first in range(0, slots_a_day(hours), arms)]
        assert all(len(set(block)) == len(block) for block in blocks)
        # The last one may be cut off; a new day begins a new one.
        assert all(len(block) == arms for block in blocks[:-1])


def test_a_slot_shows_one_wording_from_its_first_moment_to_its_last():
    slots = Slots(seed="a", hours=3, arms=2)
    for hour in range(0, 24, 3):
        first = DAY.replace(hour=hour)
        last = first + dt.timedelta(hours=3) - dt.timedelta(microseconds=1)
        assert arm_at(first, slots) == arm_at(first + dt.timedelta(hours=1.5), slots) == arm_at(last, slots)


def test_the_same_seed_gives_the_same_order_and_another_another():
    orders = {
        seed: [order_of(DAY + dt.timedelta(days=n), Slots(seed=seed, hours=3, arms=2)) for n in range(20)]
        for seed in ("a", "b")
    }
    assert orders["a"] != orders["b"]
    assert orders["a"] == [order_of(DAY + dt.timedelta(days=n), Slots(seed="a", hours=3, arms=2)) for n in range(20)]
    # What is shown now is no matter of chance from one process to the next.
    assert order_of(DAY, Slots(seed="a", hours=3, arms=2)) == [0, 1, 0, 1, 1, 0, 1, 0]


@pytest.mark.parametrize("arms", [2, 3])
def test_every_order_of_a_block_comes_alike_often_whatever_the_one_before_it_was(arms):
    slots = Slots(seed="a", hours=1, arms=arms)
    days = 3000
    pairs = Counter()
    for number in range(days):
        order = order_of(DAY + dt.timedelta(days=number), slots)
        pairs[tuple(order[:arms]), tuple(order[arms : 2 * arms])] += 1
    possible = len([*permutations(range(arms))]) ** 2
    expected = days / possible
    assert len(pairs) == possible
    # Five standard deviations.
    assert max(abs(count - expected) for count in pairs.values()) < 5 * expected**0.5


def test_where_clocks_are_put_forward_a_slot_is_shorter():
    before = dt.datetime(2026, 3, 29, 1, 59, 59, tzinfo=BERLIN)
    after = dt.datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN)
    assert after.astimezone(dt.UTC) - before.astimezone(dt.UTC) == dt.timedelta(seconds=1)
    # 2 o'clock did not strike: the slot that it begins began at 3.
    assert slot_begin(after, 2).astimezone(dt.UTC) == after.astimezone(dt.UTC)
    assert slot_begin(after, 3) == after
    assert slot_begin(before, 3).hour == 0


def test_where_clocks_are_put_back_a_slot_is_longer():
    first = dt.datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    again = first.replace(fold=1)
    slots = Slots(seed="a", hours=1, arms=2)
    assert again.astimezone(dt.UTC) - first.astimezone(dt.UTC) == dt.timedelta(hours=1)
    assert arm_at(first, slots) == arm_at(again, slots)
    begun = dt.datetime(2026, 10, 25, 0, 0, tzinfo=dt.UTC)
    assert slot_begin(first, 1).astimezone(dt.UTC) == slot_begin(again, 1).astimezone(dt.UTC) == begun


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("hours", SLOT_HOURS)
def test_no_slot_begins_after_the_moment_that_lies_in_it(zone, hours):
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    longest = dt.timedelta(0)
    while moment.year == 2026:
        local = moment.astimezone(ZoneInfo(zone))
        since = moment - slot_begin(local, hours).astimezone(dt.UTC)
        assert since >= dt.timedelta(0)
        longest = max(longest, since)
        moment += dt.timedelta(minutes=30)
    # As long as the slot, and the hour that was put back.
    assert dt.timedelta(hours=hours) - dt.timedelta(minutes=30) <= longest <= dt.timedelta(hours=hours + 1)
