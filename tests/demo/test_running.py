"""The demo as a set of processes: what is said, what comes back, and that nothing is left."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.stack import ROOT, demo_environment, own_database, processes_of, running_demo, wait_until

pytestmark = pytest.mark.stack


def _start_in_vain(var, **variables):
    """What the demo says, and its exit code, where it must not start."""
    environment = demo_environment(var, **variables)
    command = [sys.executable, "-m", "demo"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "Ready" not in done.stdout
    return done.stderr.splitlines(), done.returncode


def _find_comments(stack):
    """The public comments of an article, by number and time."""
    found = re.findall(r'href="[^"]*/c/(\d+)/[^"]*"><time datetime="([^"]+)"', stack.get("/articles/mill-bridge/").text)
    assert len(found) == 7
    return found


def test_it_says_once_where_it_is_and_what_is_real(demo_stack):
    lines = demo_stack.lines

    assert [line for line in lines if line.startswith("Ready")] == [f"Ready: {demo_stack.url}"]
    real = lines[lines.index(f"Ready: {demo_stack.url}") + 1]
    standing_in = lines[lines.index(f"Ready: {demo_stack.url}") + 2]
    assert real.startswith("Real: web server, Celery worker and beat, ")
    assert ("PostgreSQL" if "DATABASE_URL" in demo_stack.environment else "SQLite") in real
    assert "for Akismet" in standing_in
    assert demo_stack.standin_url in standing_in
    assert f"Moderator: moderator, password {demo_stack.moderator.password} " in "\n".join(lines)


def test_a_worker_that_is_killed_comes_back(demo_stack):
    sign = demo_stack.var / "run" / "worker.ready"
    worker = demo_stack.find_process("celery", "worker")
    children = [number for number, command in demo_stack.processes().items() if " worker " in command]
    before = len(demo_stack.lines)

    killed_at = time.time()
    os.kill(worker, signal.SIGKILL)

    wait_until(lambda: len(demo_stack.lines) > before, what="the supervisor says so")
    wait_until(
        lambda: sign.exists() and sign.stat().st_mtime > killed_at, seconds=30, what="the worker runs a task again"
    )
    assert demo_stack.lines[before:] == ["The Celery worker ended by signal 9; it is started again."]
    assert demo_stack.find_process("celery", "worker") != worker
    assert not set(children) & demo_stack.processes().keys()


def test_a_second_demo_on_the_same_state_is_one_line(demo_stack):
    lines, code = _start_in_vain(demo_stack.var)

    assert code == 1
    owner = f"another demo (process {demo_stack.process.pid}) runs on {demo_stack.var}"
    assert lines == [f"The demo stops: {owner}; stop it, or set AFTERWORD_VAR to another place."]


def test_a_taken_port_is_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        lines, code = _start_in_vain(tmp_path / "var", PORT=str(port))

    assert code == 1
    assert lines == [
        f"The demo stops: port {port} is taken; choose another, such as PORT={port + 1}, or PORT=0 for any."
    ]


def test_a_broken_setting_is_one_line(tmp_path):
    lines, code = _start_in_vain(tmp_path / "var", DATABASE_URL="postgres//localhost")

    assert code == 1
    assert lines == ["The demo stops: DATABASE_URL must begin with sqlite:// or postgres://."]
    assert not (tmp_path / "var").exists()


def test_a_broken_setting_is_one_line_from_manage_too(tmp_path):
    command = [sys.executable, "manage.py", "check"]
    environment = demo_environment(tmp_path / "var", DEBUG="perhaps")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "Broken setting: DEBUG must be on or off (or 1 and 0, true and false, yes and no).\n"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgres://nobody:hunter2@127.0.0.1:{port}/nothing"),
        ("CELERY_BROKER_URL", "redis://:hunter2@127.0.0.1:{port}/0"),
        ("CACHE_URL", "redis://:hunter2@127.0.0.1:{port}/0"),
    ],
)
def test_a_server_that_cannot_be_reached_is_one_line(tmp_path, name, url):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        variables = {"DATABASE_URL": "", name: url.format(port=unused.getsockname()[1])}
        lines, code = _start_in_vain(tmp_path / "var", **variables)

    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith(f"The demo stops: {name}: the ")
    assert "hunter2" not in lines[0]
    assert processes_of(tmp_path / "var") == {}


def test_it_ends_whole_and_starts_again_where_it_was(tmp_path):
    var = tmp_path / "var"
    with own_database() as database:
        with running_demo(var, **database) as first:
            comments = _find_comments(first)
            key = (var / "secret-key").read_text()
            assert len(first.processes()) >= 6

            assert first.stop(signal.SIGINT) == 0

            assert processes_of(var) == {}
            assert first.lines[-1] == "Stopping …"
        with running_demo(var, **database) as second:
            assert _find_comments(second) == comments
            assert second.moderator == first.moderator
            assert (var / "secret-key").read_text() == key

            second.process.kill()
            second.process.wait()

            wait_until(lambda: processes_of(var) == {}, what="the guard ended every process")
