import pytest

from moderation.exceptions import SpamCheckUnavailable
from moderation.spam.base import Verdict
from moderation.spam.dummy import MOST_RECORDS, DummyChecker, Told


@pytest.mark.parametrize(
    ("author", "verdict"),
    [
        ("Ada", Verdict.HAM),
        ("", Verdict.HAM),
        ("Spam", Verdict.HAM),
        ("spam", Verdict.SPAM),
        ("discard", Verdict.DISCARD),
    ],
)
def test_the_author_decides(make_submitted, author, verdict):
    assert DummyChecker().check(make_submitted(author_name=author, body="spam")).verdict is verdict


def test_an_author_called_unavailable_makes_it_fail(make_submitted):
    dummy = DummyChecker()
    submitted = make_submitted(author_name="unavailable")
    with pytest.raises(SpamCheckUnavailable):
        dummy.check(submitted)
    assert dummy.asked == [submitted]


def test_it_remembers_what_it_was_asked_and_told_until_cleared(make_submitted):
    dummy = DummyChecker()
    first, second = make_submitted(), make_submitted(body="Another")
    dummy.check(first)
    dummy.report_spam(first, reporter="mara", said="ham")
    dummy.report_ham(second, reporter="mara", said="")
    assert dummy.asked == [first]
    assert dummy.told == [
        Told(verdict=Verdict.SPAM, submitted=first, reporter="mara", said="ham"),
        Told(verdict=Verdict.HAM, submitted=second, reporter="mara", said=""),
    ]
    dummy.clear()
    assert (dummy.asked, dummy.told) == ([], [])


def test_it_remembers_no_more_than_the_latest(make_submitted):
    dummy = DummyChecker()
    for number in range(MOST_RECORDS + 2):
        dummy.check(make_submitted(parent_id=str(number)))
    assert len(dummy.asked) == MOST_RECORDS
    assert dummy.asked[0].parent_id == "2"


def test_it_needs_no_settings_and_is_always_well():
    assert DummyChecker().check_settings() == []
    assert DummyChecker().verify() is True
