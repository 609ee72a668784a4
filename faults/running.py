"""One run on one stack: start, post, let everything happen, wait until all is quiet, and gather what is judged."""

import json
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import httpx

from demo.supervisor.guard import Guard
from demo.supervisor.lock import hold_lock
from faults import stores
from faults.evidence import Evidence
from faults.exceptions import HarnessError
from faults.mishaps import Mishaps, add_common, add_files, add_servers
from faults.moderating import Moderator
from faults.observing import Onlookers
from faults.options import Options
from faults.posting import Readers
from faults.servers import PostgreSQL, Redis
from faults.site import Site
from faults.standin import ILLNESSES, WELL
from faults.stores import PostgreSQLStore, SQLiteStore, Store, StoreAwayError
from faults.wanted import make_wanted

ARTICLES = ("articles/night-ferry/", "articles/water-meters/")
QUIET_LOOKS = 3
_KEY = re.compile(r'data-aw="([^"]+)"')

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A site on one kind of database and broker, and what may happen to it."""

    site: Site
    store: Store
    add_mishaps: Callable[[Mishaps], None]


def run(name: str, options: Options, tell: Tell) -> Evidence:
    """Run on the stack of that name; raises HarnessError where the harness itself cannot do its work."""
    with _working_folder(name, options) as folder, _start(name, folder) as stack:
        tell(f"{name}: the site runs at {stack.site.url}, its logs in {stack.site.logs}")
        evidence = _watch(stack, options, tell)
        if options.keep is not None:
            (folder / "evidence.json").write_text(json.dumps(asdict(evidence), indent=1), encoding="utf-8")
        return evidence


def _watch(stack: Stack, options: Options, tell: Tell) -> Evidence:
    site = stack.site
    wanted = make_wanted(options.comments, options.seed)
    discussions = [find_key(site, article) for article in ARTICLES]
    site.standin.become(WELL)
    mishaps = Mishaps(site.standin, seconds=options.seconds, seed=options.seed)
    stack.add_mishaps(mishaps)
    readers = Readers(site.url, discussions, wanted, seconds=options.seconds)
    moderator = Moderator(site.url, site.var, stack.store, wanted)
    onlookers = Onlookers(site.url, discussions, ARTICLES, stack.store)
    parts = (onlookers, readers, moderator, mishaps)
    began = time.monotonic()
    for part in parts:
        part.start()
    try:
        _wait(stack, options, mishaps, readers, moderator, tell)
    finally:
        for part in reversed(parts):
            part.stop()
    tell(f"  {time.monotonic() - began:.0f} seconds; readers heard {_spell(readers.answers)}")
    tell(f"  moderators heard {_spell(moderator.answers)}")
    return _gather(
        stack,
        Evidence(
            wanted=wanted,
            accepted=readers.accepted,
            contradicted=readers.contradicted,
            refused=readers.refused,
            asked=moderator.asked,
            unfinished=moderator.unfinished,
            interruptions=mishaps.interruptions,
            timeline=mishaps.timeline,
            mishaps=dict(mishaps.happened),
            looks=onlookers.looks,
            too_soon=sorted(onlookers.too_soon),
            first_seen=onlookers.first_seen,
        ),
    )


def _gather(stack: Stack, seen: Evidence) -> Evidence:
    """Add what is found in the database and in the stand-in's log."""
    calls = stack.site.standin.calls()
    answered = Counter(call.outcome for call in calls)
    illnesses = {f"the checker answered: {illness.name}": answered[illness.name] for illness in ILLNESSES}
    return replace(
        seen,
        comments=stores.read_comments(stack.store),
        findings=stores.read_findings(stack.store),
        decisions=stores.read_decisions(stack.store),
        feedback=stores.read_feedback(stack.store),
        queues=stores.read_queues(stack.store),
        calls=calls,
        mishaps={**seen.mishaps, **illnesses},
    )


def _wait(stack: Stack, options: Options, mishaps: Mishaps, readers: Readers, moderator: Moderator, tell: Tell) -> None:
    """Wait until everything has happened and nothing is left to do, or until the patience is over: then the counts
    say what is left.
    """
    gives_up_at = time.monotonic() + options.seconds + options.patience
    told_at, quiet = 0.0, 0
    while quiet < QUIET_LOOKS:
        if mishaps.failure is not None:
            raise HarnessError(f"A mishap failed: {mishaps.failure!r}") from mishaps.failure
        left = _count_left(stack.store)
        is_quiet = mishaps.are_over and readers.is_done and not moderator.unfinished and left == (0, 0)
        quiet = quiet + 1 if is_quiet else 0
        if time.monotonic() > gives_up_at:
            tell("  not quiet in time: what is left is counted as it is")
            return
        if time.monotonic() > told_at + options.tell_every:
            told_at = time.monotonic()
            comments, reports = left or (-1, -1)
            tell(
                f"  {len(readers.accepted)} accepted, {comments} to be checked, {reports} reports to be sent, "
                f"{len(moderator.unfinished)} for moderators, {sum(mishaps.happened.values())} mishaps"
            )
        time.sleep(0.5)


def _count_left(store: Store) -> tuple[int, int] | None:
    try:
        return stores.count_unfinished(store)
    except StoreAwayError:
        return None


def find_key(site: Site, article: str) -> str:
    """The key of an article's discussion."""
    found = _KEY.search(httpx.get(f"{site.url}/{article}", trust_env=False, timeout=20).text)
    if found is None:
        raise HarnessError(f"{article} has no discussion.")
    return found[1]


def _spell(answers: Counter[str]) -> str:
    return ", ".join(f"{times} × {what}" for what, times in answers.most_common()) or "nothing"


@contextmanager
def _start(name: str, folder: Path) -> Iterator[Stack]:
    var = folder / "var"
    with ExitStack() as exits:
        lock = exits.enter_context(hold_lock(var))
        guard = exits.enter_context(Guard(lock=lock))
        build = _build_servers if name == "postgres" else _build_files
        stack = build(var, guard, exits)
        exits.callback(stack.site.stop)
        stack.site.start()
        yield stack


def _build_servers(var: Path, guard: Guard, exits: ExitStack) -> Stack:
    logs = var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    postgresql, redis = PostgreSQL(log=logs / "postgresql.log", guard=guard), Redis(log=logs / "redis.log", guard=guard)
    exits.callback(redis.process.kill)
    exits.callback(postgresql.remove)
    postgresql.start()
    redis.start()
    variables = {"DATABASE_URL": postgresql.url, "CELERY_BROKER_URL": redis.url(0), "CACHE_URL": redis.url(1)}
    site = Site(var, guard, variables)

    def add_mishaps(mishaps: Mishaps) -> None:
        add_common(mishaps, site)
        add_servers(mishaps, postgresql, redis)

    return Stack(site=site, store=PostgreSQLStore(postgresql.url), add_mishaps=add_mishaps)


def _build_files(var: Path, guard: Guard, exits: ExitStack) -> Stack:  # noqa: ARG001  as the other one
    site = Site(var, guard, {})
    database = var / "db.sqlite3"

    def add_mishaps(mishaps: Mishaps) -> None:
        add_common(mishaps, site)
        add_files(mishaps, database, var / "broker" / "queue")

    return Stack(site=site, store=SQLiteStore(database), add_mishaps=add_mishaps)


@contextmanager
def _working_folder(name: str, options: Options) -> Iterator[Path]:
    """A folder for the run: deleted afterwards, unless it was asked for."""
    if options.keep is not None:
        folder = options.keep / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix=f"afterword-faults-{name}-", ignore_cleanup_errors=True) as made:
        yield Path(made)
