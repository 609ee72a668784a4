"""What open pages cost that look for new comments: bytes, queries, and requests by the rule of ``live.js``."""

import argparse
import gzip
import heapq
import os
import random
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django

from benchmarks.workspace.databases import make_environment, own_sqlite

SCRIPT = Path(__file__).parents[2] / "engagement" / "static" / "engagement" / "live.js"
KEY = "benchmark"
ROUNDS = 200


def main() -> int:
    """Measure the resource, then let readers ask for an hour; 1 where it asks more of the database as it grows."""
    options = parse_options()
    with tempfile.TemporaryDirectory() as folder, own_sqlite(Path(folder)) as url:
        os.environ.update(make_environment(url, Path(folder)))
        django.setup()
        found = [measure(comments) for comments in (20, options.comments)]
    seconds = found[0]["seconds"]
    print(f"\n{options.readers:,} readers for an hour, each waiting {seconds} s at first")
    for name, gap in (("a comment every 30 s", 30), ("a comment every 10 minutes", 600), ("nobody writes", 0)):
        asked, origin = let_ask(readers=options.readers, seconds=seconds, gap=gap)
        each = asked / options.readers / 60
        print(f"  {name:28} {each:5.2f} requests a minute and reader, {origin / 60:5.1f} a minute at the origin")
    return 0 if found[0]["queries"] == found[1]["queries"] else 1


def parse_options() -> argparse.Namespace:
    """Read how many there are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers.live", description=__doc__)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=10_000)
    return parser.parse_args()


def measure(comments: int) -> dict[str, Any]:
    """Bytes, queries and milliseconds of an answer, and of one that only says that nothing has changed."""
    from django.db import connection, reset_queries  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from engagement.api import get_engagement_settings  # noqa: PLC0415

    fill(comments)
    client, place = Client(headers={"Host": "127.0.0.1"}), f"/discussions/d/{KEY}/version/"
    tag = client.get(place)["ETag"]
    print(f"{comments:,} comments")
    queries = []
    for name, headers in (("an answer", {}), ("nothing new", {"If-None-Match": tag})):
        reset_queries()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(place, headers=headers)
        queries.append(len(captured))
        times = []
        for _round in range(ROUNDS):
            start = time.perf_counter()
            client.get(place, headers=headers)
            times.append((time.perf_counter() - start) * 1000)
        size, small = len(response.content), len(gzip.compress(response.content)) if response.content else 0
        print(
            f"  {name:12} {response.status_code}, {size} bytes ({small} gzipped), {queries[-1]} queries, "
            f"median {statistics.median(times):.1f} ms"
        )
    return {"queries": queries, "seconds": get_engagement_settings().live_seconds}


def fill(comments: int) -> None:
    """A discussion with so many published comments, half of them replies to one."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from engagement.models import Comment, Discussion  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    discussion, _new = Discussion.objects.get_or_create(key=KEY)
    there = Comment.objects.filter(discussion=discussion).count()
    now = timezone.now()
    shared = {"discussion": discussion, "visibility": "published", "in_thread": True, "published_at": now}
    shared |= {"author_name": "Ada", "body": "Words.", "html": "<p>Words.</p>", "render_version": 1}
    rows = [Comment(idempotency_key=f"{number}", **shared) for number in range(there, comments)]
    Comment.objects.bulk_create(rows, batch_size=2000)
    root = Comment.objects.filter(discussion=discussion).earliest("pk")
    odd = [row for number, row in enumerate(rows) if number % 2 and row.pk != root.pk]
    for seq, row in enumerate(odd, start=there + 1):
        row.root, row.parent, row.depth, row.seq = root, root, 1, seq
    Comment.objects.bulk_update(odd, ["root", "parent", "depth", "seq"], batch_size=200)
    Discussion.objects.filter(pk=discussion.pk).update(comment_count=comments, version=comments + 1)


@dataclass
class SharedCache:
    """A cache in front that keeps an answer as long as it may, and asks with one request at a time."""

    seconds: int
    """As the answer says: ``s-maxage``, and ``stale-while-revalidate`` as long again."""
    known: float = 0
    """The moment whose state it holds."""
    expires: float = 0
    asked: int = 0

    def ask(self, now: float) -> float:
        """The moment whose state a reader is told."""
        if now < self.expires:
            return self.known
        stale = self.known if now < self.expires + self.seconds else now
        self.asked += 1
        self.known, self.expires = now, now + self.seconds
        return stale


@dataclass(order=True)
class Reader:
    """One open page."""

    at: float
    """When it asks next."""
    wait: float = field(compare=False)
    seen: int = field(compare=False, default=0)


def let_ask(*, readers: int, seconds: int, gap: int) -> tuple[int, int]:
    """How often all pages ask in an hour, and how often the cache asks the origin."""
    slower, longest = (float(constant(name)) for name in ("SLOWER", "LONGEST"))
    chance = random.Random(1)  # noqa: S311  Nothing is secret here.
    cache = SharedCache(seconds=seconds // 2)
    pages = [Reader(at=chance.uniform(0, seconds * 1.25), wait=seconds) for _page in range(readers)]
    heapq.heapify(pages)
    asked = 0
    while pages[0].at < 3600:
        page = heapq.heappop(pages)
        asked += 1
        told = cache.ask(page.at)
        version = int(told // gap) if gap else 0
        page.wait = seconds if version > page.seen else min(page.wait * slower, longest)
        page.seen = max(page.seen, version)
        page.at += page.wait * (1 + chance.random() / 4)
        heapq.heappush(pages, page)
    return asked, cache.asked


def constant(name: str) -> str:
    """A constant of the script, so that what is measured is what runs."""
    found = re.search(rf"^const {name} = ([\d.]+);", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{name} is not in {SCRIPT.name}")
    return found.group(1)


if __name__ == "__main__":
    sys.exit(main())
