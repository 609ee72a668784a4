"""What the harness makes of the stand-in's log, asked of a real one."""

import time

import httpx
import pytest

from demo.akismet_standin.running import running_standin
from faults.standin import ILLNESSES, PAGE, WELL, StandIn


@pytest.fixture
def standin():
    with running_standin() as running:
        control = StandIn(int(running.url.rstrip("/").rpartition(":")[2]))
        yield running, control
        control.close()


def ask(running, path="comment-check", author="Ada", key="faults-000001", timeout=1.0, **fields):
    form = {
        "api_key": running.key,
        "blog": "http://127.0.0.1/",
        "user_ip": "192.0.2.1",
        "comment_author": author,
        "comment_author_email": f"{key}@mail.example",
        **fields,
    }
    try:
        httpx.post(f"{running.url}1.1/{path}", data=form, trust_env=False, timeout=timeout)
    except httpx.TransportError:
        return


def test_calls_are_told_with_what_they_were_about_and_what_was_answered(standin):
    running, control = standin
    ask(running)
    ask(running, author="akismet-guaranteed-spam")
    ask(running, path="submit-ham")
    ask(running, path="submit-spam")
    assert [(call.key, call.about, call.outcome) for call in control.calls()] == [
        ("faults-000001", "check", "ham"),
        ("faults-000001", "check", "spam"),
        ("faults-000001", "ham", "taken"),
        ("faults-000001", "spam", "taken"),
    ]


def test_calls_about_other_comments_are_left_out(standin):
    running, control = standin
    ask(running, key="somebody")
    assert control.calls() == []


def test_an_answer_with_a_wish_to_be_asked_again_is_provisional(standin):
    running, control = standin
    ask(running, author="akismet-guaranteed-recheck-soon-spam")
    ask(running, author="akismet-guaranteed-recheck-soon-spam", recheck_reason="recheck_after")
    assert [call.outcome for call in control.calls()] == ["provisional", "spam"]


@pytest.mark.parametrize("illness", ILLNESSES, ids=lambda illness: illness.name)
def test_no_answer_of_an_ill_checker_counts_as_good(standin, illness):
    running, control = standin
    control.become(illness)
    ask(running, timeout=0.2)
    control.become(WELL)
    ask(running, key="faults-000002")
    assert [(call.outcome, call.is_good) for call in control.calls()] == [(illness.name, False), ("ham", True)]


def test_times_are_those_of_this_machines_clock(standin):
    running, control = standin
    before = time.time()
    ask(running)
    assert before <= control.calls()[0].received <= time.time()


def test_a_long_log_is_read_in_pages(standin, monkeypatch):
    running, control = standin
    monkeypatch.setattr("faults.standin.PAGE", 3)
    for number in range(8):
        ask(running, key=f"faults-{number:06}")
    assert PAGE != 3
    assert [call.key for call in control.calls()] == [f"faults-{number:06}" for number in range(8)]
