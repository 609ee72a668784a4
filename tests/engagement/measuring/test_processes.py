"""Counting in real server processes: nothing is lost as they end, and little where they are killed."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from demo.supervisor.ports import take_port
from tests.stack import ROOT, demo_environment, own_database, wait_until

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0"
SLACK = 2.0
"""Seconds beyond the promise, for a machine that is busy."""

PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from engagement.models import Discussion, Prompt, Wording
prompt = Prompt.objects.create(discussion=Discussion.objects.create(key="told"))
print(Wording.objects.create(prompt=prompt, question="Stay?", source="article", digest="1").pk)
"""

SUM = """
import django; django.setup()
from django.db.models import Sum
from engagement.models import PromptTally
print(PromptTally.objects.aggregate(sum=Sum("count", default=0))["sum"], PromptTally.objects.count())
"""

FORK = """
import os, time
from engagement.services.later import Later
waiting = ["of the parent"]
def work():
    print(os.getpid() == parent, *waiting, flush=True)
    waiting.clear()
parent = os.getpid()
later = Later(work, waits=lambda: bool(waiting), seconds=lambda: 0.3, tidy=lambda: None)
later.ask()
later._working.acquire()
if os.fork() == 0:
    waiting[:] = ["of the child"]
    later.ask()
    # Its thread waits 0.3 seconds before it works; nothing is done at this process's end.
    time.sleep(1)
    os._exit(0)
os.wait()
later._working.release()
# The same for the parent's.
time.sleep(1)
"""


@dataclass
class Site:
    """A site with one prompt, on a database of its own."""

    environment: dict[str, str]
    wording: int

    def run(self, program):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stored(self):
        """How many events are in the database."""
        return int(self.run(SUM).split()[0])

    @contextmanager
    def serving(self, *, seconds, workers=1):
        """A server that writes after so many seconds; gives its process and its port."""
        port = take_port(0)
        arguments = ("--host", "127.0.0.1", "--port", str(port), "--interface", "wsgi", "--blocking-threads", "2")
        command = (sys.executable, "-m", "granian", "demo.wsgi:application", *arguments, "--no-ws", "--workers")
        environment = self.environment | {"MEASURING_SECONDS": str(seconds)}
        process = subprocess.Popen(
            [*command, str(workers), "--workers-kill-timeout", "20", "--log-level", "error"],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        try:
            wait_until(lambda: self.answers(port), seconds=60, what="the server answers")
            yield process, port
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)

    def answers(self, port):
        try:
            return tell(port, self.wording, "nothing") == 400
        except OSError:
            return False


def tell(port, wording, kind="seen"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        body = json.dumps([[kind, wording]])
        connection.request("POST", "/discussions/measure/", body, {"Content-Type": "text/plain", "User-Agent": AGENT})
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    var = tmp_path_factory.mktemp("measuring") / "var"
    var.mkdir()
    with own_database() as database:
        named = {"DJANGO_SETTINGS_MODULE": "tests.engagement.measuring.site", "MEASURING_SECONDS": "5", **database}
        site = Site(demo_environment(var, PYTHONWARNINGS="ignore", **named), 0)
        site.wording = int(site.run(PREPARE).split()[-1])
        yield site


@pytest.fixture
def site(prepared):
    """With nothing stored yet."""
    prepared.run(
        "import django; django.setup()\nfrom engagement.models import PromptTally as P; P.objects.all().delete()"
    )
    return prepared


def test_a_server_that_is_told_to_end_writes_what_it_counted(site):
    with site.serving(seconds=60) as (process, port):
        assert [tell(port, site.wording) for _event in range(40)] == [204] * 40
        process.terminate()
        process.wait(30)
    assert site.stored() == 40


def test_processes_that_count_at_once_add_up(site):
    with site.serving(seconds=1, workers=2) as (process, port):
        with ThreadPoolExecutor(8) as readers:
            statuses = list(readers.map(lambda _event: tell(port, site.wording), range(400)))
        wait_until(lambda: site.stored() == 400, seconds=30, what="every event is stored")
        process.terminate()
        process.wait(30)
    assert statuses == [204] * 400
    assert site.run(SUM).split() == ["400", "1"]


def test_a_killed_server_loses_no_more_than_its_last_seconds(site):
    accepted = []
    with site.serving(seconds=1) as (process, port):
        ends_at = time.monotonic() + 5
        while time.monotonic() < ends_at:
            assert tell(port, site.wording) == 204
            accepted.append(time.monotonic())
            # Fifty events a second, over several writings.
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        killed_at = time.monotonic()
        process.wait(20)
    safe = sum(at < killed_at - 1 - SLACK for at in accepted)
    assert 0 < safe <= site.stored() <= len(accepted)


def test_a_forked_process_starts_a_thread_of_its_own_whatever_lock_was_held(prepared):
    assert prepared.run(FORK).splitlines() == ["False of the child", "True of the parent"]
