"""Workers that are killed in the middle of a run, and what must be so in the end."""

import subprocess
import sys
import time
from contextlib import suppress

from django.utils import timezone

from engagement.api import Comment
from engagement.services.recount import recount
from moderation.models import BulkRun, Decision
from moderation.services.recounting import recount_cases


def work_and_die(run: BulkRun, times: int) -> None:
    """Have workers carry the run on, so many of which are killed while they do."""
    for number in range(1, times + 1):
        worker = _start(run)
        while worker.poll() is None and _count(run) < run.total * number // (times + 1):
            # The only sign of a worker is what it writes.
            with suppress(subprocess.TimeoutExpired):
                worker.wait(0.1)
        worker.kill()
        worker.wait()
        print(f"  killed after {_count(run)}", flush=True)
        # What its lease would have been waited for.
        BulkRun.objects.filter(pk=run.pk).update(leased_until=timezone.now())
    started, before = time.monotonic(), _count(run)
    _start(run).wait()
    took = time.monotonic() - started
    print(f"  the last worker: {_count(run) - before} in {took:.1f} s, its start included", flush=True)


def find_faults(run: BulkRun, visibility: str) -> list[str]:
    """What is not as it must be once a run is over: one decision a comment, and all of them moved and counted."""
    run.refresh_from_db()
    decided = Decision.objects.filter(bulk=run)
    moved = Comment.objects.filter(pk__in=decided.values("comment_id"), visibility=visibility)
    numbers = {
        "decisions": decided.count(),
        "comments": decided.values("comment_id").distinct().count(),
        "moved": moved.count(),
    }
    found = [f"{name}: {number}, not {run.done}" for name, number in numbers.items() if number != run.done]
    if (run.state, run.done + run.failed) != ("done", run.total):
        found.append(f"{run.state} with {run.done} and {run.failed} of {run.total}")
    wrong = len(list(recount_cases(repair=False))) + len(list(recount(repair=False)))
    return [*found, f"{wrong} counters are wrong"] if wrong else found


def _start(run: BulkRun) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "benchmarks.bulk.working", str(run.pk)])


def _count(run: BulkRun) -> int:
    return Decision.objects.filter(bulk=run).count()
