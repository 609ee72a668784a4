"""Many moderators at once on one queue, over HTTP against a real server: none decided twice, none lost.

Each opens a card of the queue, approves, rejects or marks it as spam, and goes on to the card that the answer brings,
until the answer brings none (``--door pages``), or decides what the API lists (``--door api``); a worker and beat
sweep beside them, as on a site. Exits with 1 where any number is not
what it must be.
"""

import argparse
import json
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from benchmarks.workspace.api_shift import ACTS, ApiShift
from benchmarks.workspace.databases import SERVER, make_environment, own_postgres, own_sqlite
from demo.broker import QUEUES
from demo.supervisor.ports import HOST, listens, take_port

ROOT = Path(__file__).parents[2]
WAITING = "held"
PATIENCE = 120
PROCESSES = {"postgres": 2, "sqlite": 1}
"""Of the server: SQLite has one writer at a time, whom more of them would only wait for."""

THREADS = 4
"""Requests that a process of the server answers at once."""


def main() -> int:
    """Run a shift on each database."""
    options = parse_options()
    faults = []
    for name in options.databases:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            var = Path(folder)
            with own_postgres(options.server) if name == "postgres" else own_sqlite(var) as url:
                faults += [f"{name}: {fault}" for fault in run(name, url, var, options)]
    print(*(faults or ["nothing lost, nothing twice"]), sep="\n")
    return 1 if faults else 0


def parse_options() -> argparse.Namespace:
    """Read how many decide how much."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workspace.shift", description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=("postgres", "sqlite"), default=["postgres", "sqlite"])
    parser.add_argument("--door", choices=("pages", "api"), default="pages", help="through which they decide")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--moderators", type=int, default=20)
    parser.add_argument("--server", default=SERVER, help="where a database of its own is made and dropped")
    return parser.parse_args()


def run(name: str, url: str, var: Path, options: argparse.Namespace) -> list[str]:
    """One shift; prints what was decided and gives what is wrong."""
    environment = make_environment(url, var)
    sessions = json.loads(call(environment, "filling", str(options.cases), str(options.cases), str(options.moderators)))
    port = take_port(0)
    with ExitStack() as parts:
        for command in make_commands(port, PROCESSES[name], var):
            parts.enter_context(running(command, {**environment, "PORT": str(port)}))
        wait_for(port)
        start = time.perf_counter()
        works = Shift if options.door == "pages" else ApiShift
        shifts = [works(port, *pair) for pair in enumerate(sessions)]
        with ThreadPoolExecutor(options.moderators) as pool:
            told = sum(pool.map(lambda shift: shift.work(), shifts), Counter())
        took = time.perf_counter() - start
    stored = json.loads(call(environment, "counting"))
    waited = statistics.quantiles((second for shift in shifts for second in shift.waited), n=20)
    speed = f"{took:.0f} s, {options.cases / took:.1f} a second"
    print(f"{name}, {options.door}: {options.moderators} moderators, {options.cases} cases, {speed}")
    print(f"  a decision: median {waited[9]:.2f} s, p95 {waited[18]:.2f} s to wait for")
    print(f"  told {dict(told)}", f"  stored {stored}", sep="\n", flush=True)
    return find_faults(options.cases, told, stored)


def make_commands(port: int, processes: int, var: Path) -> tuple[list[str], ...]:
    """A server, a worker and beat, as the demo starts them."""
    listening = ("--host", HOST, "--port", str(port), "--interface", "wsgi", "--no-ws", "--log-level", "warning")
    serving = ("--workers", str(processes), "--blocking-threads", str(THREADS), "demo.wsgi:application")
    tasks = ("celery", "-q", "-A", "demo.celery")
    quietly = ("--loglevel", "WARNING")
    worker = ("worker", "--concurrency", "1", "--queues", ",".join(QUEUES), "--without-gossip", "--without-mingle")
    parts = (
        ("granian", *listening, *serving),
        (*tasks, *worker, *quietly),
        (*tasks, "beat", "--schedule", str(var / "beat-schedule"), *quietly),
    )
    return tuple([sys.executable, "-m", *part] for part in parts)


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    """A process for as long as it is needed."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def find_faults(cases: int, told: Counter[str], stored: dict[str, int]) -> list[str]:
    """What differs from: as many decisions as cases, each told to one moderator, and counters that are right."""
    expected = {"decisions": cases, "decided_comments": cases, "waiting": 0, "wrong_counters": 0}
    found = [f"{name} is {stored[name]}, not {number}" for name, number in expected.items() if stored[name] != number]
    if told["decided"] != cases:
        found.append(f"{told['decided']} decisions were told, not {cases}")
    if told["other"]:
        found.append(f"{told['other']} answers were none of those that there are")
    return found


class Shift:
    """One moderator with a browser of their own."""

    def __init__(self, port: int, number: int, session: str) -> None:
        self._chance = random.Random(number)  # noqa: S311  no secret
        # Nothing is sent twice, however long a busy machine takes.
        self._client = httpx.Client(
            base_url=f"http://{HOST}:{port}",
            cookies={"sessionid": session},
            headers={"HX-Request": "true"},
            timeout=None,  # noqa: S113
        )
        self._told: Counter[str] = Counter()
        self.waited: list[float] = []
        """Seconds of each decision."""

    def work(self) -> Counter[str]:
        """Decide until nothing is left; how many answers of each kind came."""
        with self._client:
            page = self._choose()
            while form := self._read(page):
                address, fields = form
                if fields["seen_visibility"] == WAITING:
                    page = self._send(address, fields)
                else:
                    # A colleague was faster than the page: it shows their decision, and nothing is left to do.
                    self._told["found decided"] += 1
                    page = self._choose()
        return self._told

    def _choose(self) -> str:
        """A card of the queue's first page, any: twenty people do not sit down before the same one."""
        page = self._client.get("/moderation/").text
        cards = re.findall(r'href="(/moderation/\?queue=waiting&amp;case=\d+)"', page)
        return self._client.get(self._chance.choice(cards).replace("&amp;", "&")).text if cards else page

    def _read(self, page: str) -> tuple[str, dict[str, str]] | None:
        """Where the card's form is sent, and its fields; none where no card is open."""
        address = re.search(r'action="(/moderation/comments/\d+/decide/[^"]*)"', page)
        if not address:
            return None
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page[address.start() :][:2000]))
        return address.group(1).replace("&amp;", "&"), fields

    def _send(self, address: str, fields: dict[str, str]) -> str:
        action = self._chance.choice(ACTS)
        reason = {"reason": "attack"} if action == "reject" else {}
        start = time.perf_counter()
        response = self._client.post(address, data={**fields, "action": action, **reason})
        self.waited.append(time.perf_counter() - start)
        if response.status_code == 200:
            # Where a colleague wanted the same a moment before, the answer tells their decision and offers no undo.
            self._told["decided" if re.search(r'id="said".*?/undo/', response.text, re.DOTALL) else "same"] += 1
            return response.text
        self._told["too late" if response.status_code == 409 else "other"] += 1
        if response.status_code != 409:
            return ""
        following = re.search(r'href="([^"]*)"[^>]*aria-keyshortcuts="j"', response.text)
        return self._client.get(following.group(1).replace("&amp;", "&")).text if following else self._choose()


def wait_for(port: int) -> None:
    """Until the server takes connections."""
    end = time.monotonic() + PATIENCE
    while not listens(port):
        if time.monotonic() > end:
            raise SystemExit("The server does not start.")
        # There is nothing that tells when a port begins to listen.
        time.sleep(0.1)


def call(environment: dict[str, str], module: str, *arguments: str) -> str:
    """The last line that one of the benchmark's parts prints, in a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.workspace.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
