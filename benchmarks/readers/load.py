"""Fifty readers read and five post for a minute, on a whole site: web server, worker, beat and a stand-in for Akismet.

Readers look at pages of one discussion with a second between: the article, further pages, other orders, threads; what
they have seen they ask for again with its ETag. Posts come through the form, answers among them. At the end every post
that was acknowledged must have its row. Exits with 1 where an answer was an error, or a row is missing.
"""

import argparse
import asyncio
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field

import httpx

from benchmarks.screening.throughput import starting
from faults.site import Site

SLUG = "mill-bridge"
SORTS = ("newest", "oldest", "replies")
LAST_LOOK = 20.0


@dataclass
class Tally:
    """What was asked for, how long each took in milliseconds, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    unchanged: int = 0
    errors: list[str] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)


def main() -> int:
    """Run each database's minute."""
    options = parse_options()
    wrong = False
    for stack in options.stacks:
        with starting(stack, (), DEMO_OWN_CHECKS="off") as (site, _store):
            site.start()
            site.run("-m", "benchmarks.readers.filling", str(options.comments), "busy", find_key(site))
            tally = asyncio.run(run(site.url, options))
            lost = find_lost(site, tally.posted)
            wrong |= bool(tally.errors or lost)
            tell(stack, tally, lost)
    return 1 if wrong else 0


def parse_options() -> argparse.Namespace:
    """Read how many do what for how long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers.load", description=__doc__)
    parser.add_argument("--stacks", nargs="+", choices=("postgres", "sqlite"), default=["postgres", "sqlite"])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--posters", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--comments", type=int, default=10_000, help="there already")
    return parser.parse_args()


def find_key(site: Site) -> str:
    """The key of the article's discussion, as its page says it."""
    page = httpx.get(f"{site.url}/articles/{SLUG}/", trust_env=False, timeout=30).text
    found = re.search(r'data-aw="([^"]+)"', page)
    if found is None:
        raise SystemExit("the article has no discussion")
    return found[1]


async def run(url: str, options: argparse.Namespace) -> Tally:
    """All of them at once."""
    tally = Tally()
    until = time.monotonic() + options.seconds
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30, limits=limits) as client:
        page = (await client.get(f"/articles/{SLUG}/")).text
        readers = [read(client, page, tally, until, random.Random(number)) for number in range(options.readers)]  # noqa: S311
        posters = [post(client, page, tally, until, number) for number in range(options.posters)]
        await asyncio.gather(*readers, *posters)
    return tally


async def read(client: httpx.AsyncClient, page: str, tally: Tally, until: float, chance: random.Random) -> None:
    """One reader: mostly the article, now and then further pages and threads."""
    article = f"/articles/{SLUG}/"
    threads = re.findall(r'href="(/discussions/c/\d+/)#', page)
    tags: dict[str, str] = {}
    await asyncio.sleep(chance.random())
    while time.monotonic() < until:
        drawn = chance.random()
        if drawn < 0.5:
            address, kind = article, "article"
        elif drawn < 0.8:
            address, kind = f"{article}?sort={chance.choice(SORTS)}", "other order"
        else:
            address, kind = chance.choice(threads), "thread"
        headers = {"If-None-Match": tags[address]} if address in tags else {}
        response = await timed(tally, kind, client.get(address, headers=headers))
        if response is not None:
            tags[address] = response.headers.get("ETag", "")
            tally.unchanged += response.status_code == httpx.codes.NOT_MODIFIED
        await asyncio.sleep(1)


async def post(client: httpx.AsyncClient, page: str, tally: Tally, until: float, number: int) -> None:
    """One who writes: every second a comment, every other one an answer."""
    action = re.search(r'action="([^"]+/comments/)"', page)
    threads = re.findall(r'id="c-(\d+)"', page)
    if action is None:
        raise SystemExit("the page has no form")
    count = 0
    while time.monotonic() < until:
        count += 1
        text = f"Number {count} of writer {number} says that the bridge should stay closed."
        fields = {"body": text, "author_name": f"Writer {number}", "parent": threads[number] if count % 2 else ""}
        response = await timed(tally, "post", client.post(action[1], data=fields))
        if response is not None and response.status_code == httpx.codes.SEE_OTHER:
            tally.posted.append(text)
        await asyncio.sleep(1)


async def timed(tally: Tally, kind: str, asking: "asyncio.Future[httpx.Response] | object") -> httpx.Response | None:
    """The answer; none, and a note, where it is an error."""
    start = time.perf_counter()
    try:
        response: httpx.Response = await asking  # type: ignore[misc]
    except httpx.HTTPError as error:
        tally.errors.append(f"{kind}: {type(error).__name__}")
        return None
    tally.times[kind].append((time.perf_counter() - start) * 1000)
    if response.status_code >= httpx.codes.BAD_REQUEST:
        tally.errors.append(f"{kind}: {response.status_code}")
        return None
    return response


def find_lost(site: Site, posted: list[str]) -> list[str]:
    """What was acknowledged and is not stored."""
    path = site.var / "posted.txt"
    path.write_text("\n".join(posted), encoding="utf-8")
    check = (
        "from engagement.api import Comment; "
        f"texts = open({str(path)!r}, encoding='utf-8').read().splitlines(); "
        "there = set(Comment.objects.filter(body__startswith='Number ').values_list('body', flat=True)); "
        f"open({str(path)!r}, 'w', encoding='utf-8').write('\\n'.join(t for t in texts if t not in there))"
    )
    site.call(check)
    return path.read_text(encoding="utf-8").splitlines()


def tell(stack: str, tally: Tally, lost: list[str]) -> None:
    """Print what the minute came to."""
    asked = sum(map(len, tally.times.values()))
    print(f"{stack}: {asked} answers, {tally.unchanged} of them 304; {len(tally.errors)} errors, {len(lost)} lost")
    for kind, times in tally.times.items():
        quantiles = statistics.quantiles(times, n=20) if len(times) > 1 else times * 20
        print(
            f"  {kind:14}{len(times):>6}  median {statistics.median(times):6.1f} ms  p95 {quantiles[18]:6.1f} ms",
            flush=True,
        )
    for error in sorted(set(tally.errors)):
        print(f"  {tally.errors.count(error)} times {error}")


if __name__ == "__main__":
    sys.exit(main())
