"""How many comments a real worker screens, as a share of what the spam checker's own answer time allows.

Comments and their messages are there before the worker starts; beat does not run. Time runs from the moment at which
the stand-in receives the first question to that at which it has answered the last.
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from demo.supervisor.guard import Guard
from demo.supervisor.lock import hold_lock
from faults.processes import wait_until
from faults.servers import PostgreSQL, Redis
from faults.site import Site
from faults.standin import Illness
from faults.stores import PostgreSQLStore, SQLiteStore, count_unfinished

ANSWER_SECONDS = 0.15
POOLS = ("prefork", "threads")
STACKS = ("postgres", "sqlite")
PATIENCE = 600


def main() -> int:
    """Measure each combination, and print a line for it."""
    options = parse_options()
    print(f"answers after {ANSWER_SECONDS} s; limit: concurrency / {ANSWER_SECONDS} s")
    print("stack     pool       conc.  comments  seconds   per s   limit  share  CPU ms")
    for stack in options.stacks:
        for pool in options.pools:
            for concurrency in options.concurrency:
                print(measure(stack, pool, concurrency, options.seconds), flush=True)
    return 0


def parse_options() -> argparse.Namespace:
    """Read what is to be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screening.throughput", description=__doc__)
    parser.add_argument("--stacks", nargs="+", choices=STACKS, default=list(STACKS))
    parser.add_argument("--pools", nargs="+", choices=POOLS, default=list(POOLS))
    parser.add_argument("--concurrency", nargs="+", type=int, default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=20, help="so long it would take at the limit")
    return parser.parse_args()


def measure(stack: str, pool: str, concurrency: int, seconds: float) -> str:
    """Run one combination; returns its line."""
    comments = round(seconds * concurrency / ANSWER_SECONDS)
    arguments = ("--pool", pool, "--concurrency", str(concurrency))
    with starting(stack, arguments) as (site, store):
        site.prepare()
        site.call(f"from benchmarks.screening.filling import fill; fill({comments})")
        site.standin.become(Illness(name="150 ms", mode="delay", seconds=ANSWER_SECONDS))
        worker = site.workers[0]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        worker.start()
        wait_until(lambda: count_unfinished(store)[0] == 0, seconds=PATIENCE, or_else="It takes too long.", tick=0.5)
        worker.end(15, seconds=20)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        calls = [call for call in site.standin.calls() if call.about == "check"]
    took = max(call.received for call in calls) + ANSWER_SECONDS - min(call.received for call in calls)
    rate, limit = len(calls) / took, concurrency / ANSWER_SECONDS
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(calls) * 1000
    return (
        f"{stack:10}{pool:10}{concurrency:>6}{len(calls):>10}{took:>9.1f}{rate:>8.1f}{limit:>8.1f}"
        f"{rate / limit:>7.2f}{cpu:>8.1f}"
    )


@contextmanager
def starting(
    stack: str, pool: tuple[str, ...], **variables: str
) -> Iterator[tuple[Site, PostgreSQLStore | SQLiteStore]]:
    """A site with one worker; the servers that it needs run already, its own processes not yet."""
    variables = {"DEMO_HASTE": "off", **variables}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as exits:
        var = Path(folder) / "var"
        guard = exits.enter_context(Guard(lock=exits.enter_context(hold_lock(var))))
        logs = var / "log"
        logs.mkdir(parents=True, exist_ok=True)
        if stack == "sqlite":
            site = Site(var, guard, variables, workers=1, pool=pool)
            exits.callback(site.stop)
            yield site, SQLiteStore(var / "db.sqlite3")
            return
        redis = Redis(log=logs / "redis.log", guard=guard)
        postgresql = PostgreSQL(log=logs / "postgresql.log", guard=guard)
        exits.callback(redis.process.kill)
        exits.callback(postgresql.remove)
        redis.start()
        postgresql.start()
        servers = {"DATABASE_URL": postgresql.url, "CELERY_BROKER_URL": redis.url(0), "CACHE_URL": redis.url(1)}
        site = Site(var, guard, {**variables, **servers}, workers=1, pool=pool)
        exits.callback(site.stop)
        yield site, PostgreSQLStore(postgresql.url)


if __name__ == "__main__":
    sys.exit(main())
