"""Writing what was counted: at its time, exactly, in one order, and again where it failed."""

import datetime as dt
import logging
import threading

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import measuring_figures
from engagement.models import PromptTally, TallyKind
from engagement.services import counts, measuring
from engagement.services.erasure import delete_expired
from engagement.services.later import Later
from engagement.services.measuring import take_events, write_counts
from engagement.services.tallies import add_to_tallies
from tests.engagement.measuring.conftest import tallied
from tests.engagement.measuring.past import make_wording

TODAY = dt.date(2026, 3, 1)


def see(*wordings):
    take_events(events=[(TallyKind.SEEN, wording.pk) for wording in wordings], ip="198.51.100.7")


@pytest.mark.django_db
def test_sums_are_added_to_sums(wording):
    add_to_tallies({(wording.pk, TODAY, "seen"): 3, (wording.pk, TODAY, "started"): 1})
    add_to_tallies({(wording.pk, TODAY, "seen"): 4})
    add_to_tallies({(wording.pk, TODAY + dt.timedelta(days=1), "seen"): 5})
    rows = list(PromptTally.objects.order_by("day", "kind").values_list("day", "kind", "count"))
    assert rows == [(TODAY, "seen", 7), (TODAY, "started", 1), (TODAY + dt.timedelta(days=1), "seen", 5)]


@pytest.mark.django_db
def test_a_thousand_sums_are_one_statement_and_more_are_more(wording, django_assert_num_queries):
    def sums(number):
        return {(wording.pk, TODAY + dt.timedelta(days=day), "seen"): 1 for day in range(number)}

    with django_assert_num_queries(4):
        add_to_tallies(sums(1000))
    with django_assert_num_queries(6):
        add_to_tallies(sums(1001))
    assert (PromptTally.objects.count(), PromptTally.objects.filter(count=2).count()) == (1001, 1000)


@pytest.mark.django_db
def test_nothing_to_write_asks_the_database_nothing():
    with CaptureQueriesContext(connection) as queries:
        write_counts()
    assert (len(queries), measuring_figures().written_at) == (0, None)


def test_who_write_the_same_sums_at_once_wait_for_each_other_and_lose_nothing(race):
    wordings = [make_wording(created=timezone.now()) for _wording in range(5)]

    def write(wordings):
        for _time in range(20):
            add_to_tallies({(wording.pk, TODAY, kind): 1 for wording in wordings for kind in ("seen", "started")})

    outcomes = race(lambda: write(wordings), lambda: write(wordings[::-1]), lambda: write(wordings))
    assert outcomes == [None] * 3
    assert tallied() == sorted((wording.pk, kind, 60) for wording in wordings for kind in ("seen", "started"))


@pytest.mark.django_db
def test_what_could_not_be_written_waits_and_is_written_once(wording, monkeypatch, caplog):
    def fail(counts):
        see(wording)
        raise OperationalError("could not connect with the password secret")

    see(wording)
    with monkeypatch.context() as patch:
        patch.setattr(measuring, "add_to_tallies", fail)
        write_counts()
    figures = measuring_figures()
    assert (figures.waiting, figures.written, figures.failures, tallied()) == (2, 0, 1, [])
    assert caplog.record_tuples == [
        (
            "engagement.services.measuring",
            logging.WARNING,
            "What prompts earned could not be written (OperationalError); it is kept.",
        )
    ]
    write_counts()
    figures = measuring_figures()
    assert (figures.taken, figures.waiting, figures.written, figures.failures) == (2, 0, 2, 1)
    assert figures.written_at is not None
    assert tallied() == [(wording.pk, "seen", 2)]


@pytest.mark.django_db
def test_what_waits_for_a_database_is_bounded(wording, monkeypatch):
    other = make_wording(created=timezone.now())

    def fail(_counts):
        see(other)
        raise OperationalError

    monkeypatch.setattr(counts, "MOST_COUNTS", 1)
    monkeypatch.setattr(measuring, "add_to_tallies", fail)
    see(wording)
    write_counts()
    figures = measuring_figures()
    assert (figures.waiting, figures.left_out) == (1, {"room": 1})


@pytest.mark.django_db
def test_old_sums_are_deleted_with_what_has_its_time(wording, settings, time_machine):
    settings.ENGAGEMENT = {"MEASURE": True, "MEASURE_DAYS": 30}
    time_machine.move_to("2026-03-31T12:00:00+00:00", tick=False)
    for day in (0, -1, -2):
        add_to_tallies({(wording.pk, TODAY + dt.timedelta(days=day), "seen"): 1})
    assert delete_expired() == 2
    assert list(PromptTally.objects.values_list("day", flat=True)) == [TODAY]


def test_work_is_done_later_once_for_all_wishes_and_the_thread_ends():
    waiting, done = [], threading.Event()
    times = []

    def work():
        times.append(len(waiting))
        waiting.clear()
        done.set()

    later = Later(work, waits=lambda: bool(waiting), seconds=lambda: 0.2, tidy=lambda: None)
    for number in range(3):
        waiting.append(number)
        later.ask()
    thread = later._thread
    assert times == []
    assert done.wait(10)
    thread.join(10)
    assert (times, later._thread) == ([3], None)
    waiting.append(3)
    later.ask()
    later._thread.join(10)
    assert times == [3, 1]


def test_work_in_a_hurry_is_not_waited_for():
    waiting = [1]
    later = Later(waiting.clear, waits=lambda: bool(waiting), seconds=lambda: 3600, tidy=lambda: None)
    later.ask()
    later.ask(at_once=True)
    later._thread.join(10)
    assert waiting == []


@pytest.mark.django_db
def test_many_events_are_in_a_hurry(wording, monkeypatch, settings):
    settings.ENGAGEMENT = {"MEASURE": True, "MEASURE_LIMITS": []}
    asked = []
    monkeypatch.setattr(measuring, "HURRY_EVENTS", 3)
    monkeypatch.setattr(measuring._later, "ask", lambda *, at_once: asked.append(at_once))
    for _event in range(4):
        see(wording)
    assert asked == [False, False, True, True]


@pytest.mark.parametrize(
    "wrong", [{"MEASURE_SECONDS": 0}, {"MEASURE_SECONDS": 61}, {"MEASURE_DAYS": 0}, {"MEASURE_LIMITS": [(0, 60)]}]
)
def test_settings_that_make_no_sense_are_refused(settings, wrong):
    from engagement.conf import get_settings

    settings.ENGAGEMENT = wrong
    with pytest.raises(Exception, match=next(iter(wrong))):
        get_settings()
    settings.ENGAGEMENT = {}
