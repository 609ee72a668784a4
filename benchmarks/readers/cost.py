"""Queries, bytes and milliseconds of a discussion's first page, at a hundred comments and at a million.

In one process with Django's own request handler and middleware; nothing is sent over a network.
"""

import argparse
import gzip
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from benchmarks.workspace.databases import SERVER, make_environment, own_postgres, own_sqlite

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

PLANS = (("busy", 100), ("busy", 10_000), ("blog", 10_000), ("chain", 10_000), ("busy", 100_000), ("busy", 1_000_000))
COPIED = 100_000
"""A larger discussion is this one several times over, which the database copies by itself."""

ROUNDS = 15


def main() -> int:
    """Measure one database; 1 where the numbers of queries differ between sizes."""
    options = parse_options()
    with tempfile.TemporaryDirectory() as folder, own_database(options, Path(folder)) as url:
        os.environ.update(make_environment(url, Path(folder)))
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        call_command("migrate", interactive=False, verbosity=0)
        found = set()
        for shape, count in PLANS:
            if options.least <= count <= options.most:
                found.add(measure(shape, count))
        connections.close_all()
    same = len(found) == 1
    print("the same number of queries everywhere" if same else f"the numbers of queries differ: {found}")
    return 0 if same else 1


def parse_options() -> argparse.Namespace:
    """Read what is to be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers.cost", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--most", type=int, default=1_000_000, help="leave out discussions with more comments")
    parser.add_argument("--least", type=int, default=0, help="leave out discussions with fewer comments")
    parser.add_argument("--server", default=SERVER, help="where a database of its own is made and dropped")
    parser.add_argument("--url", default="", help="a database that stays, for runs that need not fill it again")
    return parser.parse_args()


def own_database(options: argparse.Namespace, folder: Path) -> Any:
    """The address of a database that is this run's own, or of the one that stays."""
    if options.url:
        return nullcontext(options.url)
    return own_sqlite(folder) if options.database == "sqlite" else own_postgres(options.server)


def measure(shape: str, count: int) -> tuple[int, ...]:
    """Fill an article's discussion and print what its first page costs; returns the numbers of queries."""
    from django.template import Context, Template  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from benchmarks.readers.filling import copy, fill, plant  # noqa: PLC0415
    from demo.articles.models import Article  # noqa: PLC0415
    from engagement.api import sync_discussion  # noqa: PLC0415

    values = {"title": "The quay", "body": "<p>Text.</p>", "status": "published"}
    article, _new = Article.objects.get_or_create(slug=f"{shape}-{count}", defaults=values)
    discussion = sync_discussion(obj=article)
    if discussion.comment_count == 0:
        if count > COPIED:
            source = sync_discussion(obj=Article.objects.get(slug=f"{shape}-{COPIED}"))
            copy(discussion, source, count // COPIED)
        else:
            fill(discussion, plant(shape, count))
        discussion.refresh_from_db()
    if discussion.comment_count < count:
        raise SystemExit(f"{shape}-{count} holds {discussion.comment_count:,} comments: the run before was cut off.")
    tag = Template("{% load afterword %}{% discussion article %}")
    fragment = reverse("engagement:fragment", args=[discussion.key])
    listing = reverse("engagement-api:discussion-comments", args=[discussion.key])
    print(f"{shape}, {count:,} comments")
    queries = (
        look("template tag", lambda _number: tag.render(Context({"article": article})).encode()),
        look("fragment", lambda number: get(f"{fragment}?sort=newest&x={number}")),
        look("JSON", lambda number: get(f"{listing}?sort=newest&x={number}")),
    )
    look_again("fragment again", fragment)
    return queries


def look(name: str, show: Callable[[int], bytes]) -> int:
    """Print a page's costs: first in a new process, then with its comments kept, then as one flat template."""
    from django.test import override_settings  # noqa: PLC0415

    with counting() as queries:
        forget()
        first, page = clock(lambda: show(0))
    numbers = iter(range(1, 1000))
    kept = statistics.median(clock(lambda: show(next(numbers)))[0] for _round in range(ROUNDS))
    with override_settings(ENGAGEMENT={"KEPT_MEGABYTES": 0}):
        flat = statistics.median(clock(lambda: show(next(numbers)))[0] for _round in range(ROUNDS))
    print(
        f"  {name:16}{len(queries):>3} queries {len(page):>8,} B {len(gzip.compress(page)):>7,} B gzipped"
        f"  first {first:6.1f} ms  kept {kept:6.1f}  flat {flat:6.1f}",
        flush=True,
    )
    return len(queries)


def look_again(name: str, address: str) -> None:
    """Print what the page costs where nothing has changed, and where the reader has it."""
    get(address)
    tag = ask(address)["ETag"]
    with counting() as queries:
        get(address)
    again = statistics.median(clock(lambda: get(address))[0] for _round in range(10 * ROUNDS))
    unchanged = statistics.median(clock(lambda: ask(address, tag))[0] for _round in range(10 * ROUNDS))
    print(f"  {name:16}{len(queries):>3} queries  {again:.2f} ms, a 304 {unchanged:.2f} ms", flush=True)


def get(address: str) -> bytes:
    """The body of a page."""
    response = ask(address)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    return getattr(response, "content", b"")


def ask(address: str, tag: str = "") -> "HttpResponseBase":
    """What the site answers, with all its middleware."""
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415
    from django.test import RequestFactory  # noqa: PLC0415

    handler = getattr(ask, "handler", None) or WSGIHandler()
    ask.handler = handler  # type: ignore[attr-defined]
    headers = {"Host": "127.0.0.1", **({"If-None-Match": tag} if tag else {})}
    return handler.get_response(RequestFactory().get(address, headers=headers))


def clock(act: Callable[[], Any]) -> tuple[float, Any]:
    """How many milliseconds it took, and what it gave."""
    start = time.perf_counter()
    result = act()
    return (time.perf_counter() - start) * 1000, result


def forget() -> None:
    """Be as a process that has just started."""
    from tests.memory import forget_everything  # noqa: PLC0415

    forget_everything()


@contextmanager
def counting() -> Iterator[list[Any]]:
    """The statements of a block."""
    from django.db import connection, reset_queries  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    reset_queries()
    queries: list[Any] = []
    with CaptureQueriesContext(connection) as captured:
        yield queries
        queries.extend(captured.captured_queries)


if __name__ == "__main__":
    sys.exit(main())
