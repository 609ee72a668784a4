"""Queries and milliseconds of a decision together with its next card, in a small queue and in a large one."""

import argparse
import os
import statistics
import sys
import tempfile
import time
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
        print("comments      cases  queries  decision and next card  next card alone")
        found = []
        for comments, cases in ((2 * SMALL, SMALL), (options.comments, options.cases)):
            before = count_rows()
            filling.fill(published=comments - cases - before[0], cases=cases - before[1])
            found.append(measure(session, options.decisions))
            queries, decided, opened = found[-1]
            shown = f"{min(queries)} to {max(queries)}" if len(queries) > 1 else str(*queries)
            print(f"{comments:>8,} {cases:>10,} {shown:>8} {decided:>20.0f} ms {opened:>13.0f} ms", flush=True)
        connections.close_all()
    same = found[0][0] == found[1][0]
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


def measure(session: str, decisions: int) -> tuple[set[int], float, float]:
    """Approve so many cards as script does; the numbers of queries, and medians in milliseconds of server time."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from engagement.api import Comment  # noqa: PLC0415

    client = Client(headers={"HX-Request": "true", "Host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    held = Comment.objects.filter(visibility="held").order_by("pk")
    waiting = list(held.values_list("pk", flat=True)[: decisions + 2])
    queries, decided, opened = set(), [], []
    for number, pk in enumerate(waiting):
        wish = {"action": "approve", "revision": "1", "seen_visibility": "held"}
        start = time.perf_counter()
        client.get(f"/moderation/?queue=waiting&case={pk}")
        middle = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            response = client.post(f"/moderation/comments/{pk}/decide/?queue=waiting", wish)
        end = time.perf_counter()
        if response.status_code != 200 or "case=" not in response["HX-Push-Url"]:
            raise SystemExit(f"no decision and next card, but {response.status_code}")
        # The first two warm templates and connections.
        if number > 1:
            queries.add(len(captured))
            opened.append((middle - start) * 1000)
            decided.append((end - middle) * 1000)
    return queries, statistics.median(decided), statistics.median(opened)


if __name__ == "__main__":
    sys.exit(main())
