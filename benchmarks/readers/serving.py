"""Pages and posts a second, each site served by one process: Afterword, and beside it Isso and django-comments-xtd.

The peers are measured where ``--peers`` names the Python of a virtual environment that has isso, django-comments-xtd
and gunicorn. Every page is asked for by four connections; nothing is sent that a server could answer from memory unless
a line says so.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.readers import wrk
from benchmarks.readers.forest import grow
from benchmarks.readers.peers import isso
from benchmarks.workspace.databases import SERVER, make_environment, own_postgres, own_sqlite
from demo.supervisor.ports import take_port
from faults.processes import wait_until

KEY = "bench.busy"
FRAGMENT = f"/discussions/d/{KEY}/fragment/"
FORM = "application/x-www-form-urlencoded"
CHECKER = {"AKISMET_API_KEY": "benchmark", "AKISMET_API_URL": "http://127.0.0.1:9/"}
"""A site that has comments checked, as most have. No worker runs, so nobody asks there."""


def main() -> int:
    """Measure, and print a line for each."""
    options = parse_options()
    print(f"{options.count:,} comments in one discussion; {options.seconds} s each\n")
    print(f"{'what':52}{'a second':>10}{'mean ms':>10}{'errors':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_afterword(options, folder)
        if options.peers:
            measure_isso(options, folder)
        if options.peers and options.only != "posting":
            measure_xtd(options, folder)
    return 0


def parse_options() -> argparse.Namespace:
    """Read what is to be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers.serving", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--server", default=SERVER, help="where a database of its own is made and dropped")
    parser.add_argument("--peers", default="", help="the Python of the peers' environment")
    parser.add_argument("--only", choices=("reading", "posting"), default="", help="leave the other part out")
    return parser.parse_args()


def measure_afterword(options: argparse.Namespace, folder: Path) -> None:
    """Pages as they are asked for, and comments as the API takes them."""
    database = own_sqlite(folder) if options.database == "sqlite" else own_postgres(options.server)
    with database as url:
        variables = make_environment(url, folder) | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.readers.site",
            "DEMO_POST_LIMIT": "999999",
            **CHECKER,
        }
        call(variables, "manage.py", "migrate", "-v0")
        call(variables, "-m", "benchmarks.readers.filling", str(options.count), "busy", KEY)
        port = take_port(0)
        arguments = ("--host", "127.0.0.1", "--port", str(port), "--interface", "wsgi", "--blocking-threads", "1")
        command = (
            sys.executable,
            "-m",
            "granian",
            "demo.wsgi:application",
            *arguments,
            "--no-ws",
            "--log-level",
            "error",
        )
        site = f"http://127.0.0.1:{port}"
        with serving(command, variables, f"{site}/healthz"):
            if options.only != "posting":
                read_afterword(site, options.seconds)
            if options.only != "reading":
                post_to_afterword(site, options.seconds)


def read_afterword(site: str, seconds: int) -> None:
    """Pages, and beside them an empty view."""
    turning = f"{FRAGMENT}?sort=newest&x=NUMBER"
    tell("Afterword, page, from a new process's first on", wrk.read(site, seconds=seconds, turning=turning))
    tell("  an empty view", wrk.read(f"{site}/empty/", seconds=seconds))
    tell("  the same page again (warm)", wrk.read(site + FRAGMENT, seconds=seconds))
    tag = {"If-None-Match": etag(site + FRAGMENT)}
    tell("  304", wrk.read(site + FRAGMENT, seconds=seconds, headers=tag))
    listing = f"/api/v1/discussions/{KEY}/comments/?sort=newest&x=NUMBER"
    tell("  page as JSON", wrk.read(site, seconds=seconds, turning=listing))


def post_to_afterword(site: str, seconds: int) -> None:
    """Comments as the API takes them, and the form from a page with script and without."""
    body = '{"body": "Comment NUMBER on the quay, which must stay open.", "author_name": "Ada"}'
    tell("Afterword, post", wrk.post(f"{site}/api/v1/discussions/{KEY}/comments/", seconds=seconds, body=body))
    form = "body=Comment+NUMBER+by+the+form,+which+must+stay+open.&author_name=Ada"
    posting = f"{site}/discussions/d/{KEY}/comments/"
    script = {"X-Afterword": "fragment"}
    tell("  by the form, from script", wrk.post(posting, seconds=seconds, body=form, kind=FORM, headers=script))
    tell("  by the form, without script", wrk.post(posting, seconds=seconds, body=form, kind=FORM))


def measure_isso(options: argparse.Namespace, folder: Path) -> None:
    """What Isso's client asks for with fifty roots and five replies each, and a post."""
    port = take_port(0)
    settings, database = isso.prepare(folder, port)
    site = f"http://127.0.0.1:{port}"
    variables = {**os.environ, "ISSO_SETTINGS": str(settings)}
    with serving(isso.command(options.peers, port), variables, f"{site}/latest"):
        isso.fill(database, grow(options.count))
        if options.only != "posting":
            page = f"{site}/?uri={isso.PAGE}&limit=50&nested_limit=5"
            tell("Isso, fifty roots with five replies each", wrk.read(page, seconds=options.seconds))
        if options.only == "reading":
            return
        body = '{"text": "Comment NUMBER on the quay, which must stay open.", "author": "Ada"}'
        tell("Isso, post", wrk.post(f"{site}/new?uri={isso.PAGE}", seconds=options.seconds, body=body))


def measure_xtd(options: argparse.Namespace, folder: Path) -> None:
    """The page that its tutorial makes, which holds every comment."""
    port = take_port(0)
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.readers.peers.xtd_site",
        "XTD_DATABASE": str(folder / "xtd.sqlite3"),
        "PYTHONWARNINGS": "ignore",
    }
    call(variables, "-m", "benchmarks.readers.peers.xtd_filling", str(options.count), python=options.peers)
    arguments = ("--workers", "1", "--bind", f"127.0.0.1:{port}", "--log-level", "error", "--timeout", "300")
    command = (options.peers, "-m", "gunicorn", "benchmarks.readers.peers.xtd_wsgi:application", *arguments)
    site = f"http://127.0.0.1:{port}"
    with serving(command, variables, f"{site}/static/nothing"):
        tell("django-comments-xtd, its page", wrk.read(f"{site}/page/", seconds=max(options.seconds, 20)))


def call(variables: Mapping[str, str], *arguments: str, python: str = sys.executable) -> None:
    """Run Python with those variables, and say what went wrong."""
    subprocess.run([python, *arguments], check=True, env=dict(variables), stdout=subprocess.DEVNULL)


@contextmanager
def serving(command: "tuple[str, ...] | list[str]", variables: Mapping[str, str], sign: str) -> Iterator[None]:
    """A server, from its first answer on; ended at the end."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(list(command), env=dict(variables), stdout=quiet, stderr=quiet)
    try:
        wait_until(lambda: answers(sign), seconds=60, or_else="It does not answer.", tick=0.2)
        yield
    finally:
        process.terminate()
        process.wait(20)


def answers(url: str) -> bool:
    """Whether anything answers there, whatever it says."""
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def etag(url: str) -> str:
    """The ETag of a page."""
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310
        return str(response.headers["ETag"])


def tell(name: str, rate: wrk.Rate) -> None:
    """Print one line."""
    print(f"{name:52}{rate.per_second:>10.1f}{rate.milliseconds:>10.1f}{rate.errors:>8}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
