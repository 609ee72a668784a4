"""How long a bulk run takes in its task, and what a narrowed list costs, on the database of DATABASE_URL.

The database must be there and may be empty: it is migrated, and filled by copying rows.
"""

import argparse
import os
import sys
import time
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings.full")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.bulk.filling import fill, make_moderator  # noqa: E402
from benchmarks.bulk.killing import find_faults, work_and_die  # noqa: E402
from benchmarks.bulk.looking import explain_filters  # noqa: E402
from moderation.api import confirm_bulk, prepare_bulk, run_bulk, undo_bulk  # noqa: E402
from moderation.models import Queue  # noqa: E402
from moderation.queries.filters import CaseFilter  # noqa: E402


def main() -> int:
    """Fill, prepare, carry out, take back; print what each took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--comments", type=int, default=10_000, help="comments in the database, the cases included")
    parser.add_argument("--cases", type=int, default=10_000, help="of them wait for a moderator")
    parser.add_argument("--explain", action="store_true", help="only what a narrowed list costs")
    parser.add_argument("--kill", type=int, default=0, help="so many workers of each run in its middle")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    with timed(f"fill {options.comments} comments, {options.cases} cases"):
        fill(comments=options.comments, cases=options.cases)
    if options.explain:
        explain_filters()
        return 0
    moderator_id = make_moderator()
    with timed("prepare the run, and its preview"):
        wish = {"action": "approve", "queue": Queue.WAITING, "matching": CaseFilter(reason="links.many")}
        run = prepare_bulk(moderator_id=moderator_id, **wish)
    confirm_bulk(run_id=run.pk, moderator_id=moderator_id)
    with timed(f"carry out {run.total} decisions"):
        work_and_die(run, options.kill) if options.kill else work(run.pk)
    faults = find_faults(run, "published")
    undoing = undo_bulk(run_id=run.pk, moderator_id=moderator_id)
    with timed("take all of it back"):
        work_and_die(undoing, options.kill) if options.kill else work(undoing.pk)
    faults += find_faults(undoing, "held")
    print(f"decided {run.done}, left out {run.failed}; taken back {undoing.done}, left alone {undoing.failed}")
    print(*(faults or ["each once, every counter right"]), sep="\n")
    return 1 if faults else 0


def work(run_id: int) -> None:
    """What the task does, message after message."""
    while run_bulk(run_id=run_id):
        pass


@contextmanager
def timed(what: str):
    """Print how long it took, and this process's own part of it."""
    started, worked = time.monotonic(), time.process_time()
    yield
    own = time.process_time() - worked
    print(f"{what}: {time.monotonic() - started:.1f} s, of which {own:.1f} s of this process", flush=True)


if __name__ == "__main__":
    sys.exit(main())
