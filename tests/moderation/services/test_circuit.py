"""The circuit: failures in a row open it, one probe at a time tries it, one answer closes it, for all workers alike."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from moderation.models import Circuit
from moderation.services.circuit import (
    find_circuit,
    give_back,
    is_open,
    may_ask,
    note_answer,
    note_failure,
    wants_probe,
)
from moderation.signals import circuit_closed

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def fail(times=1, kind="server", retry_after=None):
    for _ in range(times):
        note_failure("akismet", kind=kind, error="It is down.", retry_after=retry_after)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def opened(clock):
    """A circuit that has just opened, with its first probe in 7.5 to 15 seconds."""
    assert may_ask("akismet")
    fail(5)
    return Circuit.objects.get()


def test_while_it_answers_everybody_may_ask(clock):
    assert [may_ask("akismet") for _ in range(3)] == [True, True, True]
    assert not is_open("akismet")


def test_four_failures_in_a_row_leave_it_closed_and_the_fifth_opens_it(clock):
    may_ask("akismet")
    fail(4)
    assert may_ask("akismet")
    fail()
    assert not may_ask("akismet")
    circuit = Circuit.objects.get()
    assert (circuit.is_open, circuit.failures, circuit.opened_at) == (True, 5, NOON)
    assert (circuit.failure, circuit.error, circuit.failed_at) == ("server", "It is down.", NOON)
    assert dt.timedelta(seconds=7.5) <= circuit.probe_at - NOON <= dt.timedelta(seconds=15)


def test_an_answer_between_failures_begins_the_count_anew(clock):
    may_ask("akismet")
    fail(4)
    note_answer("akismet")
    fail(4)
    assert not is_open("akismet")


def test_what_says_nothing_about_the_service_is_not_counted(clock):
    may_ask("akismet")
    fail(9, kind="other")
    assert not is_open("akismet")
    assert Circuit.objects.get().failures == 0


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        pytest.param(90, 90, id="not before the service wants it"),
        pytest.param(86_400, 3600, id="never later than a retry may take"),
    ],
)
def test_a_service_that_names_a_time_is_left_alone_at_once_until_then(clock, retry_after, seconds):
    may_ask("akismet")
    fail(kind="throttled", retry_after=retry_after)
    assert Circuit.objects.get().probe_at == NOON + dt.timedelta(seconds=seconds)
    assert not may_ask("akismet")


def test_one_at_a_time_is_the_probe(opened, clock):
    assert not wants_probe("akismet")
    clock.move_to(opened.probe_at)
    assert wants_probe("akismet")
    assert [may_ask("akismet") for _ in range(3)] == [True, False, False]
    assert not wants_probe("akismet")


def test_a_probe_that_died_is_replaced_when_its_lease_has_lapsed(opened, clock):
    clock.move_to(opened.probe_at)
    assert may_ask("akismet")
    clock.shift(dt.timedelta(seconds=119))
    assert not may_ask("akismet")
    clock.shift(dt.timedelta(seconds=1))
    assert may_ask("akismet")


def test_a_probe_with_nothing_to_ask_gives_its_turn_back(opened, clock):
    clock.move_to(opened.probe_at)
    assert may_ask("akismet")
    give_back("akismet")
    assert may_ask("akismet")


def test_each_failed_probe_doubles_the_pause_up_to_the_limit(opened, clock):
    pauses = []
    for _ in range(7):
        clock.move_to(Circuit.objects.get().probe_at)
        assert may_ask("akismet")
        fail()
        pauses.append((Circuit.objects.get().probe_at - timezone.now()).total_seconds())
    for pause, limit in zip(pauses, [30, 60, 120, 240, 300, 300, 300], strict=True):
        assert limit / 2 <= pause <= limit
    assert Circuit.objects.get().opened_at == NOON


def test_a_failure_of_somebody_who_asked_before_it_opened_changes_nothing(opened, clock):
    clock.move_to(opened.probe_at - dt.timedelta(seconds=1))
    fail()
    circuit = Circuit.objects.get()
    assert (circuit.probe_at, circuit.trips, circuit.failures) == (opened.probe_at, 0, 5)


def test_the_first_answer_closes_it_and_is_announced(opened, clock, django_capture_on_commit_callbacks):
    heard = []

    def hear(*, checker, **kwargs):
        heard.append(checker)

    circuit_closed.connect(hear)
    clock.move_to(opened.probe_at)
    assert may_ask("akismet")
    with django_capture_on_commit_callbacks(execute=True):
        note_answer("akismet")
        note_answer("akismet")
    circuit_closed.disconnect(hear)
    circuit = Circuit.objects.get()
    assert (circuit.is_open, circuit.failures, circuit.trips, circuit.probe_at, circuit.opened_at) == (
        False,
        0,
        0,
        None,
        None,
    )
    assert circuit.answered_at == opened.probe_at
    assert heard == ["akismet"]
    assert may_ask("akismet")


def test_answers_in_quick_succession_are_written_once(clock, django_assert_num_queries):
    may_ask("akismet")
    note_answer("akismet")
    clock.shift(dt.timedelta(seconds=4))
    note_answer("akismet")
    assert Circuit.objects.get().answered_at == NOON
    clock.shift(dt.timedelta(seconds=2))
    note_answer("akismet")
    assert Circuit.objects.get().answered_at == NOON + dt.timedelta(seconds=6)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_is_the_probe(race):
    may_ask("akismet")
    fail(5)
    Circuit.objects.update(probe_at=timezone.now())
    assert sorted(race(*[lambda: may_ask("akismet")] * 8)) == [False] * 7 + [True]


@pytest.mark.django_db(transaction=True)
def test_failures_of_many_workers_at_once_are_all_counted(race):
    may_ask("akismet")
    race(*[fail] * 4)
    assert Circuit.objects.get().failures == 4
    assert not is_open("akismet")


def test_a_circuit_without_faults_is_read_once_a_second(django_assert_num_queries, clock):
    may_ask("akismet")
    note_answer("akismet")
    find_circuit("akismet")
    with django_assert_num_queries(0):
        assert may_ask("akismet", seen=find_circuit("akismet"))
        note_answer("akismet", seen=find_circuit("akismet"))


def test_after_a_failure_it_is_read_anew(clock):
    may_ask("akismet")
    note_answer("akismet")
    find_circuit("akismet")
    note_failure("akismet", kind="timeout", error="late")
    assert find_circuit("akismet").failures == 1
    assert find_circuit("akismet") is not find_circuit("akismet")
