"""Queries and milliseconds of a decision together with its next card, in a small queue and in a large one."""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import django

from benchmarks.workspace import filling
from benchmarks.workspace.databases import SERVER, make_environment, own_postgres

SMALL = 1000
WARMING = 2

LOOKS = {
    "list, its first card and counters": "",
    "filter: section": "&section=Section+3",
    "filter: reason": "&reason=held",
    "filter: e-mail address": "&author=reader77@example.org",
    "filter: guest's name": "&author=Reader+77",
    "filter: a name that nobody has": "&author=Nobody",
    "search: a word that all have": "&search=quay",
    "search: a word that few have": "&search=zz1500",
    "search: a word that none has": "&search=unheard",
}
"""Pages, by what is added to the address."""

Line = tuple[int, float, float]
"""Queries, median and 95th percentile in milliseconds."""


def main() -> int:
    """Measure at a thousand cases and at as many as asked for; 1 where the numbers of queries differ."""
    options = parse_options()
    with tempfile.TemporaryDirectory() as folder, own_postgres(options.server) as url:
        os.environ.update(make_environment(url, Path(folder)))
        django.setup()
        from django.db import connections  # noqa: PLC0415

        filling.prepare()
        (session,) = filling.make_sessions(1)
        found = []
        for comments, cases in ((2 * SMALL, SMALL), (options.comments, options.cases)):
            before = count_rows()
            filling.fill(published=comments - cases - before[0], cases=cases - before[1])
            print(f"{comments:,} comments, {cases:,} cases")
            found.append(measure(session, options.decisions))
            for name, (queries, *times) in found[-1].items():
                print(f"  {name:36} {queries:>3} queries, median {times[0]:.0f} ms, p95 {times[1]:.0f} ms", flush=True)
        connections.close_all()
    small, large = ({name: line[0] for name, line in lines.items()} for lines in found)
    same = small == large
    print("the same number of queries" if same else "the numbers of queries differ")
    return 0 if same else 1


def parse_options() -> argparse.Namespace:
    """Read how much is to be filled in."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workspace.cost", description=__doc__)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=20)
    parser.add_argument("--server", default=SERVER, help="where a database of its own is made and dropped")
    return parser.parse_args()


def count_rows() -> tuple[int, int]:
    """How many comments without a case there are, and how many that wait."""
    from engagement.api import Comment  # noqa: PLC0415
    from moderation.api import Case  # noqa: PLC0415

    cases = Case.objects.filter(queue="waiting").count()
    return Comment.objects.count() - Case.objects.count(), cases


def measure(session: str, decisions: int) -> dict[str, Line]:
    """Approve so many cards as script does, and look at lists as often."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from engagement.api import Comment  # noqa: PLC0415

    client = Client(headers={"HX-Request": "true", "Host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    held = Comment.objects.filter(visibility="held").order_by("pk")
    waiting = list(held.values_list("pk", flat=True)[: decisions + WARMING])

    def decide(pk: int) -> Any:
        wish = {"action": "approve", "revision": "1", "seen_visibility": "held"}
        response = client.post(f"/moderation/comments/{pk}/decide/?queue=waiting", wish)
        if response.status_code != 200 or "case=" not in response["HX-Push-Url"]:
            raise SystemExit(f"no decision and next card, but {response.status_code}")

    lines = {"card fetched ahead": gather(partial(client.get, f"/moderation/comments/{pk}/ahead/") for pk in waiting)}
    lines["decision and next card"] = gather(partial(decide, pk) for pk in waiting)
    for name, query in LOOKS.items():
        lines[name] = gather([partial(client.get, f"/moderation/?queue=waiting{query}")] * len(waiting))
    return lines


def gather(acts: Iterable[Callable[[], Any]]) -> Line:
    """Queries of the last, median and 95th percentile of all but the first, which warm templates and connections."""
    from django.db import connection, reset_queries  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    queries, times = set(), []
    for number, act in enumerate(acts):
        # Django remembers the last 9,000 alone.
        reset_queries()
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            act()
        if number >= WARMING:
            queries.add(len(captured))
            times.append((time.perf_counter() - start) * 1000)
    if len(queries) != 1:
        raise SystemExit(f"the same takes now {min(queries)} queries and now {max(queries)}")
    return queries.pop(), statistics.median(times), statistics.quantiles(times, n=20)[18]


if __name__ == "__main__":
    sys.exit(main())
