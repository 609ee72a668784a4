"""An empty project in an empty environment, to which the documentation is done word for word."""

import os
import shlex
import signal
import socket
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import lxml.html
from packaging.requirements import Requirement

from tests.docs.environment import lend, make_environment, needed_by_wheel
from tests.docs.markdown import Block
from tests.stack import wait_until

SERVER = "python manage.py runserver"
LONG_RUNNING = {"runserver", "worker", "beat"}
FOLDER_BROKER = "filesystem://"
"""Stands in for the documentation's Redis: Celery itself reads ``CELERY_BROKER_URL`` before any setting."""

USER = "editor"
PASSWORD = "a password only for this test"
KEPT = ("PATH", "LANG", "TMPDIR")
PATIENCE = 60

QUESTION = "Would you give up the parking space at your door for a tree?"
CALL = "Tell us in the comments below."
ARTICLE = {
    "title": "Eleven lime trees for Sexton Street",
    "body": "<p>The council will plant eleven lime trees on Sexton Street in spring.</p>"
    "<p>Nine parking spaces go, and the residents were asked by letter.</p>"
    f"<p>{QUESTION} {CALL}</p>",
    "is_public": "on",
}


class Newsroom:
    """The directory in which a publisher follows the documentation, and the terminals they do it in."""

    def __init__(self, folder: Path, *, wheel: Path) -> None:
        """Take an empty directory and the wheel that pip shall find."""
        self.folder = folder / "project"
        self.folder.mkdir()
        self.said: dict[str, str] = {}
        """What each command printed."""
        self._environment = folder / "venv"
        self._wheel = wheel
        programs = make_environment(self._environment)
        self._variables = {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheel.parent),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SUPERUSER_USERNAME": USER,
            "DJANGO_SUPERUSER_EMAIL": f"{USER}@example.org",
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            "CELERY_BROKER_URL": FOLDER_BROKER,
        }
        self._make_spool()

    def follow(self, blocks: Iterable[Block], *, replacing: Mapping[str, str] | None = None) -> None:
        """Do what the blocks say. Where the reader is told to put something of their own, ``replacing`` says what."""
        for block in blocks:
            for command in block.commands:
                self.run(command)
            if not block.commands:
                self._write(block, replacing or {})

    def run(self, command: str, **variables: str) -> str:
        """Run a command and return what it printed; servers are left to ``serving`` and ``working``."""
        words = shlex.split(command)
        if LONG_RUNNING & set(words):
            return ""
        if words[:4] == ["python", "-m", "pip", "install"]:
            others = [Requirement(word) for word in words[4:] if word != "django-afterword"]
            lend(self._environment, [*needed_by_wheel(self._wheel), *others])
        if "createsuperuser" in words:
            words.append("--noinput")
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self._variables | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        self.said[command] = done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self, **variables: str) -> Iterator[str]:
        """Run the project's own web server while the block lasts, on a free port; gives its address."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            address = f"127.0.0.1:{free.getsockname()[1]}"
        with self._running([*shlex.split(SERVER), address, "--noreload"], "server.log", variables) as is_alive:
            wait_until(lambda: not is_alive() or answers(f"http://{address}"), seconds=PATIENCE, what="it answers")
            assert is_alive(), self._log("server.log")
            yield f"http://{address}"

    @contextmanager
    def working(self, command: str, *, sign: str) -> Iterator[None]:
        """Run the documentation's worker or clock while the block lasts; by ``sign``, which it prints, it is known."""
        with self._running(shlex.split(command), "worker.log", {}) as is_alive:
            wait_until(lambda: not is_alive() or sign in self._log("worker.log"), seconds=PATIENCE, what=sign)
            assert is_alive(), self._log("worker.log")
            yield

    def _write(self, block: Block, replacing: Mapping[str, str]) -> None:
        assert block.task is not None, f"which file is this for? {block.sentence}"
        how, name = block.task
        text = block.text
        for theirs, own in replacing.items():
            text = text.replace(theirs, own)
        path = self.folder / name
        if how == "Create":
            assert not path.exists(), name
            path.parent.mkdir(parents=True, exist_ok=True)
        else:
            assert path.exists(), name
        path.write_text(f"{path.read_text()}\n{text}" if how == "At the end of" else text)

    def _make_spool(self) -> None:
        """The folders that Celery's filesystem transport uses when told of none; what goes out is what comes in."""
        (self.folder / "data_in").mkdir()
        (self.folder / "control").mkdir()
        (self.folder / "data_out").symlink_to("data_in")

    def _log(self, name: str) -> str:
        return (self.folder.parent / name).read_text()

    @contextmanager
    def _running(self, words: list[str], log: str, variables: Mapping[str, str]) -> Iterator[Callable[[], bool]]:
        with (self.folder.parent / log).open("w") as output:
            process = subprocess.Popen(
                words,
                cwd=self.folder,
                env=self._variables | variables,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                yield lambda: process.poll() is None
            finally:
                end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """End a process and its children."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(url: str) -> bool:
    """Whether anybody listens."""
    try:
        httpx.get(f"{url}/admin/login/", trust_env=False, timeout=PATIENCE)
    except httpx.TransportError:
        return False
    return True


def visit(url: str) -> httpx.Client:
    """A browser of its own at a site."""
    return httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE)


def read(client: httpx.Client, path: str) -> Any:
    """A page as its tree."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return lxml.html.fromstring(answer.text)


def sign_in(client: httpx.Client) -> None:
    """Sign in as the superuser that was created."""
    page = read(client, "/admin/login/")
    done = client.post("/admin/login/?next=/admin/", data=token(page) | {"username": USER, "password": PASSWORD})
    assert done.status_code == 302


def add_article(url: str) -> None:
    """What the quickstart's last paragraph tells: sign in, add an article."""
    with visit(url) as client:
        sign_in(client)
        page = read(client, "/admin/articles/article/add/")
        added = client.post("/admin/articles/article/add/", data=token(page) | ARTICLE)
    assert (added.status_code, added.headers["Location"]) == (302, "/admin/articles/article/")


def token(page: Any) -> dict[str, str]:
    """The hidden token of a page of Django's."""
    return {"csrfmiddlewaretoken": page.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]}


def post(client: httpx.Client, **fields: str) -> httpx.Response:
    """Fill in the form under the article as a guest does, and send it."""
    form = read(client, "/articles/1/").get_element_by_id("discussion").forms[0]
    given = {name: value or "" for name, value in form.form_values()} | fields
    return client.post(form.action, data=given, headers={"Origin": str(client.base_url).rstrip("/")})
