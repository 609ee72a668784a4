"""How many events a second one web process counts, whether every one is in the sums, and what that costs the page.

The site is the demo's, served as the demo serves it: one process of granian with four threads. Events come from a
process of their own, four a request, each request from another address.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.readers import wrk
from benchmarks.readers.serving import serving
from benchmarks.workspace.databases import SERVER, make_environment, own_postgres
from demo.supervisor.plan import THREADS
from demo.supervisor.ports import take_port
from faults.processes import wait_until

SCRIPT = Path(__file__).parents[2] / "engagement" / "static" / "engagement" / "measure.js"
PAGE = "/articles/mill-bridge/"
PROMPTS = 200
PREPARE = f"""
import django; django.setup()
from demo import preparation; preparation.main()
from engagement.models import Discussion, Prompt, Wording
for number in range({PROMPTS}):
    prompt = Prompt.objects.create(discussion=Discussion.objects.create(key=f"told.{{number}}"))
    print(Wording.objects.create(prompt=prompt, question="Stay?", source="article", digest=str(number)).pk)
"""


def main() -> int:
    """Measure, and print; 1 where an event that was taken is not in the sums."""
    options = parse_options()
    with tempfile.TemporaryDirectory() as name, own_postgres(options.server) as database:
        variables = make_environment(database, Path(name)) | {"DJANGO_SETTINGS_MODULE": "benchmarks.measuring.site"}
        said = call(variables, "-c", PREPARE)
        wordings = [line for line in said.splitlines() if line.isdigit()]
        port = take_port(0)
        listening = ("--host", "127.0.0.1", "--port", str(port), "--interface", "wsgi", "--no-ws")
        threads = ("--blocking-threads", str(THREADS), "--log-level", "error")
        command = (sys.executable, "-m", "granian", "demo.wsgi:application", *listening, *threads)
        site = f"http://127.0.0.1:{port}"
        with serving(command, variables, f"{site}/healthz"):
            exact = measure(options, site, port, wordings, database)
    tell_weight()
    return 0 if exact else 1


def parse_options() -> argparse.Namespace:
    """Read what is to be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measuring", description=__doc__)
    parser.add_argument("--rate", type=int, default=2000, help="events a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--page-seconds", type=int, default=8)
    parser.add_argument("--server", default=SERVER, help="where a database of its own is made and dropped")
    return parser.parse_args()


def measure(options: argparse.Namespace, site: str, port: int, wordings: list[str], database: str) -> bool:
    """The page alone, the events alone, then both at once; whether every event that was taken was stored."""
    page = site + PAGE
    wrk.read(page, seconds=2)
    alone = wrk.read(page, seconds=options.page_seconds)
    print(f"the page alone: {alone.per_second:,.0f} a second, {alone.milliseconds:.1f} ms, {alone.errors} errors")
    told = json.loads(send(port, options.rate, options.seconds, wordings).communicate()[0])
    tell(told, options.rate)
    sending = send(port, options.rate, options.page_seconds + 4, wordings)
    both = wrk.read(page, seconds=options.page_seconds)
    beside = json.loads(sending.communicate()[0])
    print(f"the page beside events: {both.per_second:,.0f} a second, {both.milliseconds:.1f} ms, {both.errors} errors")
    tell(beside, options.rate)
    wait_until(lambda: figures(site)["waiting"] == 0, seconds=30, or_else="It does not write.", tick=0.2)
    sent = 4 * (told["answered"].get("204", 0) + beside["answered"].get("204", 0))
    counted = figures(site)
    with psycopg.connect(database) as connection:
        rows, stored = connection.execute(
            "SELECT count(*), sum(count) FROM afterword_engagement_prompttally"
        ).fetchone() or (0, 0)
    print(
        f"sent and answered 204: {sent:,}; taken: {counted['taken']:,}; left out: {counted['left_out'] or 'none'}; "
        f"in the sums: {int(stored or 0):,}, in {rows:,} rows; failures: {counted['failures']}"
    )
    return sent == counted["taken"] == stored


def send(port: int, rate: int, seconds: int, wordings: list[str]) -> "subprocess.Popen[str]":
    """Events, by a process of their own."""
    command = [sys.executable, "-m", "benchmarks.measuring.events", str(port), str(rate), str(seconds), *wordings]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def tell(told: Mapping[str, Any], rate: int) -> None:
    """What became of the events."""
    requests = sum(told["answered"].values())
    print(
        f"events, {rate:,} a second wanted: {4 * requests / told['seconds']:,.0f} a second for {told['seconds']:.0f} s "
        f"({requests / told['seconds']:,.0f} requests), answers {told['answered']}, latest {told['late'] * 1000:.0f} ms"
    )


def figures(site: str) -> dict[str, Any]:
    """What the server says."""
    with urllib.request.urlopen(f"{site}/figures-of-measuring/", timeout=30) as response:  # noqa: S310
        return dict(json.load(response))


def call(variables: Mapping[str, str], *arguments: str) -> str:
    """Run Python with those variables; what it said."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, env=dict(variables), stdout=subprocess.PIPE, text=True).stdout


def tell_weight() -> None:
    """What the page's reader loads for it."""
    script = SCRIPT.read_bytes()
    print(f"measure.js: {len(script):,} bytes, {len(gzip.compress(script, 9)):,} gzipped")


if __name__ == "__main__":
    sys.exit(main())
