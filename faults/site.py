"""The site: web server, workers, beat and the stand-in, each a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from demo.broker import QUEUES
from demo.environment import BASE_DIR
from demo.supervisor.guard import Guard
from demo.supervisor.ports import HOST, take_port
from faults.exceptions import HarnessError
from faults.processes import Process, wait_until
from faults.standin import KEY, StandIn

WORKERS = 2
POOL = 4
THREADS = 8

_NOT_PASSED_ON = (
    "AKISMET_",
    "AFTERWORD_",
    "CELERY_",
    "CACHE_URL",
    "DATABASE_URL",
    "DEMO_",
    "DEBUG",
    "SECRET_KEY",
    "DJANGO_",
    "PG",
)


class Site:
    """All processes of one run. The database and the broker are somebody else's."""

    def __init__(
        self,
        var: Path,
        guard: Guard,
        variables: Mapping[str, str],
        *,
        workers: int = WORKERS,
        pool: Sequence[str] = ("--concurrency", str(POOL)),
    ) -> None:
        """Choose the ports; ``variables`` name database and broker, ``pool`` are a worker's further arguments."""
        self.var = var
        self.logs = var / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        (var / "run").mkdir(parents=True, exist_ok=True)
        self.port, standin_port = take_port(0), take_port(0)
        self.url = f"http://{HOST}:{self.port}"
        self.standin = StandIn(standin_port)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
        self.environment = {
            **kept,
            "AFTERWORD_VAR": str(var),
            "AKISMET_API_KEY": KEY,
            "AKISMET_API_URL": f"http://{HOST}:{standin_port}/",
            "DEMO_HASTE": "on",
            "DEMO_POST_LIMIT": "999999",
            "DJANGO_SETTINGS_MODULE": "demo.settings",
            "PORT": str(self.port),
            "PYTHONPATH": os.pathsep.join(filter(None, (str(BASE_DIR), os.environ.get("PYTHONPATH")))),
            "PYTHONUNBUFFERED": "1",
            **variables,
        }
        self._guard = guard
        self._pool = pool
        self.akismet = self._process(
            "stand-in", "demo.akismet_standin", "--host", HOST, "--port", str(standin_port), "--key", KEY
        )
        serving = ("--interface", "wsgi", "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning")
        self.web = self._process(
            "web", "granian", "demo.wsgi:application", "--host", HOST, "--port", str(self.port), *serving
        )
        self.workers = [self._worker(number) for number in range(1, workers + 1)]
        schedule = ("--schedule", str(var / "run" / "beat-schedule"))
        self.beat = self._process(
            "beat", "celery", "-q", "-A", "demo.celery", "beat", "--loglevel", "WARNING", *schedule
        )

    @property
    def processes(self) -> tuple[Process, ...]:
        """All of them, in the order in which they are started."""
        return (self.akismet, self.web, *self.workers, self.beat)

    def prepare(self) -> None:
        """Prepare the database and start the stand-in."""
        self.run("-m", "demo.preparation")
        self.call("from faults.editors import ban_a_word; ban_a_word()")
        self.akismet.start()
        wait_until(self.standin.wait_until_up, seconds=30, or_else="The stand-in does not start.")

    def start(self) -> None:
        """Prepare, start everything, and wait until it answers."""
        self.prepare()
        for process in self.processes:
            if process is not self.akismet:
                process.start()
        wait_until(self.is_healthy, seconds=60, or_else="The web server does not start.", tick=0.2)

    def is_healthy(self) -> bool:
        """Whether the web server answers, and reaches what it needs."""
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False, timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def call(self, code: str) -> None:
        """Run a line of Python inside the site."""
        self.run("manage.py", "shell", "--verbosity", "0", "-c", code)

    def run(self, *arguments: str) -> None:
        """Run Python in the site's environment to its end."""
        done = subprocess.run(  # noqa: S603  the project's own modules
            [sys.executable, *arguments],
            cwd=BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            raise HarnessError(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")

    def stop(self) -> None:
        """Kill whatever runs."""
        for process in reversed(self.processes):
            process.kill()
        self.standin.close()

    def _worker(self, number: int) -> Process:
        name = f"worker-{number}"
        alone = ("--without-gossip", "--without-mingle", "--hostname", f"{name}@{HOST}")
        pool = (*self._pool, "--queues", ",".join(QUEUES))
        return self._process(
            name, "celery", "-q", "-A", "demo.celery", "worker", "--loglevel", "WARNING", *pool, *alone
        )

    def _process(self, name: str, module: str, *arguments: str) -> Process:
        return Process(
            name=name,
            command=(sys.executable, "-m", module, *arguments),
            environment=self.environment,
            log=self.logs / f"{name}.log",
            guard=self._guard,
        )
