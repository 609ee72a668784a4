"""The whole demo as real processes, for tests that drive it from outside."""

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 180
END_SECONDS = 60

_NOT_PASSED_ON = (
    "AKISMET_",
    "CELERY_",
    "CACHE_URL",
    "DEMO_",
    "EMBED_",
    "DEBUG",
    "ALLOWED_HOSTS",
    "SECRET_KEY",
    "DJANGO_",
)


@dataclass(frozen=True)
class Account:
    """One of the demo's accounts."""

    name: str
    password: str


@dataclass(frozen=True)
class Answer:
    """What the site answered."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class DemoStack:
    """A running demo: where it is found, who may sign in, and what may be done to it."""

    url: str
    """With a slash at the end."""

    standin_url: str
    """Where the stand-in for Akismet listens; ``__log`` and ``__mode`` below it control it."""

    moderator: Account
    reader: Account
    var: Path
    """The state directory, with ``log/`` and ``run/``."""

    environment: dict[str, str]
    """What ``manage.py`` needs to work on the same state."""

    process: subprocess.Popen
    """The supervisor."""

    lines: list[str] = field(default_factory=list)
    """What it has said so far."""

    elsewhere: socket.socket | None = None
    """Listens where the pages of another origin are to be served from: the demo lets that one in."""

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page, without cookies; ``path`` may begin with a slash."""
        return request(self.url, "GET", path, headers=headers)

    def standin_log(self) -> list[dict]:
        """What the stand-in was asked, oldest first."""
        return json.loads(request(self.standin_url, "GET", "__log").text)

    def set_standin_mode(self, mode: str) -> None:
        """Let the stand-in behave so: normal, down, slow or invalid."""
        answer = request(self.standin_url, "PUT", "__mode", body=json.dumps({"mode": mode}))
        assert answer.status == 200, answer.text

    def manage(self, *arguments: str) -> str:
        """Run a management command on the same state, and return what it says."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def processes(self) -> dict[int, str]:
        """Every process of this demo but the supervisor, by number, with its command."""
        return {number: command for number, command in processes_of(self.var).items() if number != self.process.pid}

    def find_process(self, *words: str) -> int:
        """The oldest process whose command has all these words."""
        return min(number for number, command in self.processes().items() if all(word in command for word in words))

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(END_SECONDS)


def request(
    base: str, method: str, path: str, *, body: str | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """One request without cookies, redirects or proxies."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=20)
    try:
        connection.request(method, f"/{path.lstrip('/')}", body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode())
    finally:
        connection.close()


def wait_until(condition: Callable[[], object], *, seconds: float = 20, what: str = "") -> object:
    """Ask again and again until it is so; fails after ``seconds``."""
    ends_at = time.monotonic() + seconds
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > ends_at:
            pytest.fail(f"not so after {seconds} seconds: {what or condition}")
        time.sleep(0.05)


def processes_of(var: Path) -> dict[int, str]:
    """Every process whose environment names this state directory, by number, with its command. Linux only."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"AFTERWORD_VAR={var}\0".encode() in (folder / "environ").read_bytes():
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                if command:
                    found[int(folder.name)] = command
    return found


def demo_environment(var: Path, **variables: str) -> dict[str, str]:
    """The environment of a demo with a state of its own on any free port; further variables may be given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
    if not kept.get("DATABASE_URL", "").startswith("postgres"):
        kept.pop("DATABASE_URL", None)
    return {**kept, "AFTERWORD_VAR": str(var), "PORT": "0", **variables}


@contextlib.contextmanager
def running_demo(var: Path, **variables: str) -> Iterator[DemoStack]:
    """Run the demo until the block ends."""
    environment = demo_environment(var, **variables)
    process = subprocess.Popen(
        [sys.executable, "-m", "demo"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    listener = threading.Thread(target=_listen, args=(process, lines), daemon=True)
    listener.start()
    try:
        wait_until(lambda: _is_ready(lines) or process.poll() is not None, seconds=START_SECONDS, what="Ready")
        if process.poll() is not None:
            listener.join(5)
            pytest.fail("\n".join(["the demo did not start:", *lines]))
        yield _describe(process, lines, var, environment)
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        listener.join(5)
        process.stdout.close()


@contextlib.contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """A database of its own where DATABASE_URL names a PostgreSQL server, as variables for the demo; else none."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield {}
        return
    parts = urlsplit(given)
    name = f"afterword_stack_{secrets.token_hex(4)}"
    server = urlunsplit(parts._replace(scheme="postgresql", path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def demo_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStack]:
    """One running demo for all tests of the session, on a database of its own. Shared: leave it as it was found.

    All tests post from one address, so its limit is far off.
    """
    var = tmp_path_factory.mktemp("demo") / "var"
    with own_database() as database, embedding_demo(var, DEMO_POST_LIMIT="10000", **database) as stack:
        yield stack


@contextlib.contextmanager
def embedding_demo(var: Path, **variables: str) -> Iterator[DemoStack]:
    """Run the demo with an origin of its own that it lets in: nothing serves it yet."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        origin = f"http://localhost:{elsewhere.getsockname()[1]}"
        with running_demo(var, EMBED_ORIGINS=origin, **variables) as stack:
            stack.elsewhere = elsewhere
            yield stack


def _listen(process: subprocess.Popen, lines: list[str]) -> None:
    with contextlib.suppress(ValueError):
        for line in process.stdout:
            lines.append(line.rstrip("\n"))  # noqa: PERF401  Each line counts as soon as it is said.


def _is_ready(lines: list[str]) -> bool:
    return any(line.startswith("Reader:") for line in lines)


def _describe(process: subprocess.Popen, lines: list[str], var: Path, environment: dict[str, str]) -> DemoStack:
    said = dict(line.split(": ", 1) for line in lines if ": " in line)
    standin = next((word for word in said["Standing in"].split() if word.startswith("http://")), "")
    passwords = json.loads((var / "demo-accounts.json").read_text())
    return DemoStack(
        url=said["Ready"],
        standin_url=standin,
        moderator=Account("moderator", passwords["moderator"]),
        reader=Account("reader", passwords["reader"]),
        var=var,
        environment=environment,
        process=process,
        lines=lines,
    )
