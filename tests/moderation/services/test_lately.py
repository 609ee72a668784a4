from moderation.services import lately
from moderation.services.lately import forget_lately, read_lately


def counting():
    read = iter(range(100))
    return lambda: next(read)


def test_what_was_read_a_moment_ago_is_not_read_again_until_it_is_forgotten():
    read = counting()
    assert [read_lately("one", read), read_lately("one", read), read_lately("other", read)] == [0, 0, 1]
    forget_lately("one")
    assert [read_lately("one", read), read_lately("other", read)] == [2, 1]
    forget_lately()
    assert [read_lately("one", read), read_lately("other", read)] == [3, 4]


def test_what_is_too_old_is_read_anew(monkeypatch):
    read = counting()
    assert read_lately("one", read) == 0
    monkeypatch.setattr(lately, "SECONDS", 0)
    assert read_lately("one", read) == 1
