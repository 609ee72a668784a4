"""Queries and milliseconds of a decision together with its next card, in a small queue and in a large one."""

import argparse
import os
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import django

from benchmarks.workspace import filling
from benchmarks.workspace.databases import SERVER, make_environment, own_postgres

SMALL = 1000


def main() -> int:
    """Measure at a thousand cases and at as many as asked for; 1 where the numbers of queries differ."""
    options = parse_options()
    with tempfile.TemporaryDirectory() as folder, own_postgres(options.server) as url:
        os.environ.update(make_environment(url, Path(folder)))
        django.setup()
        from django.db import connections  # noqa: PLC0415

        filling.prepare()
        (session,) = filling.make_sessions(1)
        print("comments      cases  queries  decision and next card  next card alone  queries  fetched ahead")
        found = []
        for comments, cases in ((2 * SMALL, SMALL), (options.comments, options.cases)):
            before = count_rows()
            filling.fill(published=comments - cases - before[0], cases=cases - before[1])
            found.append(measure(session, options.decisions))
            queries, decided, opened, ahead_queries, ahead = found[-1]
            shown, read = show_range(queries), show_range(ahead_queries)
            times = f"{decided:>20.0f} ms {opened:>13.0f} ms {read:>8} {ahead:>11.0f} ms"
            print(f"{comments:>8,} {cases:>10,} {shown:>8} {times}", flush=True)
        connections.close_all()
    same = (found[0][0], found[0][3]) == (found[1][0], found[1][3])
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


def show_range(queries: set[int]) -> str:
    """The number, or from where to where."""
    return f"{min(queries)} to {max(queries)}" if len(queries) > 1 else str(*queries)


def measure(session: str, decisions: int) -> tuple[set[int], float, float, set[int], float]:
    """Approve so many cards as script does, each next one fetched ahead; the numbers of queries, and medians in
    milliseconds of server time.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from engagement.api import Comment  # noqa: PLC0415

    client = Client(headers={"HX-Request": "true", "Host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    held = Comment.objects.filter(visibility="held").order_by("pk")
    waiting = list(held.values_list("pk", flat=True)[: decisions + 3])
    queries, ahead_queries, decided, opened, fetched = set(), set(), [], [], []
    for number, (pk, following) in enumerate(pairwise(waiting)):
        wish = {"action": "approve", "revision": "1", "seen_visibility": "held"}
        start = time.perf_counter()
        client.get(f"/moderation/?queue=waiting&case={pk}")
        middle = time.perf_counter()
        with CaptureQueriesContext(connection) as read:
            client.get(f"/moderation/comments/{following}/ahead/?queue=waiting")
        ready = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            response = client.post(f"/moderation/comments/{pk}/decide/?queue=waiting", wish)
        end = time.perf_counter()
        if response.status_code != 200 or "case=" not in response["HX-Push-Url"]:
            raise SystemExit(f"no decision and next card, but {response.status_code}")
        # The first two warm templates and connections.
        if number > 1:
            queries.add(len(captured))
            ahead_queries.add(len(read))
            opened.append((middle - start) * 1000)
            fetched.append((ready - middle) * 1000)
            decided.append((end - ready) * 1000)
    medians = statistics.median(decided), statistics.median(opened)
    return queries, *medians, ahead_queries, statistics.median(fetched)


if __name__ == "__main__":
    sys.exit(main())
