import logging

from moderation.rules import running
from moderation.rules.base import Report
from moderation.rules.running import CHECKS, run_all
from moderation.rules.signals import CHECKER, SIGNALS
from tests.moderation.rules.subjects import LIMITS, make_subject


def test_every_check_reports_also_where_it_noticed_nothing():
    reports = run_all(make_subject(), LIMITS)
    assert [report.check for report in reports] == list(CHECKS)
    assert [report.signals for report in reports] == [()] * len(CHECKS)


def test_every_signal_has_its_check_and_every_check_a_signal():
    assert {signal.check for signal in SIGNALS.values()} == {*CHECKS, CHECKER}


def test_a_broken_check_keeps_nothing_from_the_others(monkeypatch, caplog):
    def fail(subject, limits):
        raise RuntimeError(subject.body)

    monkeypatch.setitem(running.CHECKS, "links", fail)
    with caplog.at_level(logging.ERROR):
        reports = run_all(make_subject("https://a.example/ and a secret", published=0), LIMITS)
    assert Report(check="links", saw={"error": "RuntimeError"}) in reports
    assert [report.signals for report in reports if report.check == "author"] == [("author.first",)]
    assert caplog.messages == ["Check links failed with RuntimeError."]
    assert "secret" not in caplog.text


def test_a_subject_tells_nothing_when_it_is_printed():
    assert (
        repr(make_subject("secret", author_email="anna@example.org", section="Harbour"))
        == "<Subject in section 'Harbour'>"
    )
