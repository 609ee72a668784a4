import os
import signal
import sys
import time

import pytest

from demo.supervisor.exceptions import DemoError, PartError
from demo.supervisor.guard import Guard, signal_group
from demo.supervisor.lock import hold_lock
from demo.supervisor.part import Part
from demo.supervisor.supervising import Supervisor
from tests.stack import wait_until


@pytest.fixture
def guard(tmp_path):
    with hold_lock(tmp_path) as lock, Guard(lock=lock) as guard:
        yield guard


def _part(tmp_path, script, **options):
    return Part(
        name="sleeper",
        command=("/bin/sh", "-c", script),
        environment=dict(os.environ),
        log=tmp_path / "log" / "sleeper.log",
        **{"is_up": lambda: True, **options},
    )


def test_what_a_part_started_itself_ends_with_it(guard, tmp_path):
    part = _part(tmp_path, "trap '' TERM; sleep 600 & echo $! > pid; wait; wait".replace("pid", str(tmp_path / "pid")))
    part.start(guard)
    group = part.process.pid
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip())

    part.process.kill()
    part.process.wait()
    assert part.find_death(guard) == "by signal 9"

    wait_until(lambda: not signal_group(group, 0))


def test_what_dies_is_started_again(guard, tmp_path):
    told = []
    supervisor = Supervisor(guard, tell=told.append)
    starts = tmp_path / "starts"
    part = _part(tmp_path, f"echo up >> {starts}; [ $(wc -l < {starts}) -gt 1 ] && exec sleep 600; exit 3")
    part.is_up = lambda: starts.exists() and starts.read_text() == "up\nup\n"

    assert supervisor.start([part]) is True

    supervisor.end([part])
    assert told == ["The sleeper ended with exit code 3; it is started again."]


def test_what_dies_too_often_is_given_up_with_its_last_words(guard, tmp_path, monkeypatch):
    monkeypatch.setattr("demo.supervisor.part.FIRST_PAUSE_SECONDS", 0.01)
    supervisor = Supervisor(guard, tell=lambda line: None)
    part = _part(tmp_path, "echo I cannot go on; exit 7", is_up=lambda: False)

    with pytest.raises(PartError) as caught:
        supervisor.start([part])

    assert str(caught.value) == "the sleeper ended 5 times within a minute, at last with exit code 7."

    assert caught.value.last_words == ["I cannot go on"] * 5


def test_what_is_not_up_in_time_is_given_up(guard, tmp_path, monkeypatch):
    monkeypatch.setattr("demo.supervisor.supervising.LONGEST_START_SECONDS", 0.2)
    part = _part(tmp_path, "exec sleep 600", is_up=lambda: False)
    supervisor = Supervisor(guard, tell=lambda line: None)

    with pytest.raises(PartError, match=r"^the sleeper is not up after 0 seconds\.$"):
        supervisor.start([part])

    supervisor.end([part])
    assert part.process is None


def test_a_part_that_does_not_listen_is_killed_when_asked_twice(guard, tmp_path):
    part = _part(tmp_path, f"trap '' TERM; touch {tmp_path}/deaf; while :; do sleep 1; done")
    part.start(guard)
    wait_until((tmp_path / "deaf").exists)
    supervisor = Supervisor(guard, tell=lambda line: None)
    supervisor.stop()
    supervisor.stop()

    before = time.monotonic()
    supervisor.end([part])

    assert time.monotonic() - before < 2
    assert part.process is None


def test_preparation_that_fails_says_its_last_line(guard, tmp_path):
    supervisor = Supervisor(guard, tell=lambda line: None)

    with pytest.raises(DemoError, match=r"^the database is away$"):
        supervisor.run_once(_part(tmp_path, "echo first; echo the database is away; echo; exit 1"))


def test_processes_end_when_their_supervisor_is_killed(tmp_path):
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover
        with hold_lock(tmp_path) as lock, Guard(lock=lock) as guard:
            part = _part(tmp_path, "sleep 600 & wait")
            part.start(guard)
            os.write(theirs, f"{part.process.pid}\n".encode())
            signal.pause()
        sys.exit(0)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        group = int(pipe.readline())
    assert signal_group(group, 0)

    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    wait_until(lambda: not signal_group(group, 0), seconds=10)
