import threading
from types import SimpleNamespace

import pytest

from engagement.pages.kept import Kept


@pytest.fixture
def kept():
    return Kept()


def test_what_is_kept_is_there_under_its_name_alone(kept):
    kept.keep("a", "one")
    assert (kept.recall("a"), kept.recall("b")) == ("one", None)


def test_the_later_text_of_a_name_counts(kept):
    kept.keep("a", "one")
    kept.keep("a", "two")
    assert kept.recall("a") == "two"


def test_what_was_not_asked_for_longest_makes_room(kept, settings):
    settings.ENGAGEMENT = {"KEPT_MEGABYTES": 1}
    for name in "abc":
        kept.keep(name, "x" * 300_000)
    kept.recall("a")
    kept.keep("d", "x" * 300_000)
    assert [name for name in "abcd" if kept.recall(name)] == ["a", "c", "d"]


def test_room_is_made_as_often_as_it_is_needed(kept, settings):
    settings.ENGAGEMENT = {"KEPT_MEGABYTES": 1}
    for number in range(1000):
        kept.keep(f"{number % 7}", "x" * (1000 * (number % 97)))
        held = [len(kept.recall(str(name)) or "") for name in range(7)]
        assert sum(held) <= 1_000_000
    kept.forget()
    kept.keep("last", "x" * 900_000)
    assert len(kept.recall("last")) == 900_000


def test_what_is_larger_than_everything_is_not_kept(kept, settings):
    settings.ENGAGEMENT = {"KEPT_MEGABYTES": 1}
    kept.keep("a", "x" * 1_000_001)
    assert kept.recall("a") is None


def test_where_nothing_may_be_kept_nothing_is(kept, settings):
    settings.ENGAGEMENT = {"KEPT_MEGABYTES": 0}
    kept.keep("a", "one")
    assert kept.recall("a") is None


def test_a_time_that_is_over_is_over(kept, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("engagement.pages.kept.time", SimpleNamespace(monotonic=lambda: now[0]))
    kept.keep("a", b"one", seconds=10)
    kept.keep("b", b"two")
    now[0] += 9
    assert kept.recall("a") == b"one"
    now[0] += 2
    assert (kept.recall("a"), kept.recall("b")) == (None, b"two")


def test_many_threads_lose_count_of_nothing(kept, settings):
    settings.ENGAGEMENT = {"KEPT_MEGABYTES": 1}

    def work(start):
        for number in range(500):
            kept.keep(f"{(start + number) % 50}", "x" * 30_000)
            kept.recall(f"{number % 50}")

    threads = [threading.Thread(target=work, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(kept.recall(str(number)) is not None for number in range(50)) == 1_000_000 // 30_200
