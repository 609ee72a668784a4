"""Post published attacks, and strings that break software, to the running demo, and open every page in Chromium.

Prints counts, keys of posts and names of elements, never a text; exits with 1 when anything ran, broke or was lost.
"""

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import httpx
import lxml.etree

from benchmarks.hostile.looking import Looker, looking
from benchmarks.hostile.payloads import Payload, read_payloads
from benchmarks.hostile.posting import Posted, post_all
from benchmarks.hostile.refusals import find_misjudged, find_reason
from benchmarks.hostile.stored import Stored, call, find_lost, read_stored
from tests.stack import ROOT, DemoStack, own_database, running_demo

ARTICLE = "articles/night-ferry/"
CLEAN = "articles/water-meters/"
EVERY = 50
"""Of permalinks, forms to reply, authors' pages and moderators' cards one in so many is opened."""


def main() -> int:
    """Post, look with the policy on and off, and say whether all was well."""
    options = parse_options()
    payloads = read_payloads(options.data, every=options.every)
    print(f"{len(payloads)} payloads: {count(payload.source for payload in payloads)}")
    faults: list[str] = []
    limits = {"DEMO_POST_LIMIT": "999999"}
    with tempfile.TemporaryDirectory() as folder, own_database() as database:
        var = Path(folder) / "var"
        with running_demo(var, DEMO_CSP="on", **limits, **database) as stack:
            posts = post_and_publish(stack, payloads, faults)
            stored = read_stored(stack)
            faults += find_lost(posts, stored)
            look(stack, posts, stored, faults, policy="on")
        with running_demo(var, DEMO_CSP="off", **limits, **database) as stack:
            look(stack, posts, stored, faults, policy="off")
    print(f"faults: {len(faults)}", *faults[:40], sep="\n  ")
    return 1 if faults else 0


def parse_options() -> argparse.Namespace:
    """Read where the data is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the payloads")
    parser.add_argument("--every", type=int, default=1, help="take one payload in so many")
    return parser.parse_args()


def post_and_publish(stack: DemoStack, payloads: list[Payload], faults: list[str]) -> list[Posted]:
    """Post everything; what the worker has not published meanwhile, a moderator approves."""
    began = time.monotonic()
    posts = post_all(stack.url, ARTICLE, payloads, tell=lambda done: show("posted", done))
    print(f"posted {len(posts)} in {time.monotonic() - began:.0f} s: {count(str(post.status) for post in posts)}")
    print(f"refused for {count(find_reason(post) for post in posts if post.status == 422)}")
    faults += [f"{post.key}: answered {post.status}" for post in posts if post.status >= 500]
    faults += find_misjudged(posts)
    print(f"published: {call(stack, 'approve')}")
    return posts


def look(stack: DemoStack, posts: list[Posted], stored: dict[str, Stored], faults: list[str], *, policy: str) -> None:
    """Open the pages, with the Content-Security-Policy on or off."""
    began = time.monotonic()
    has_policy = "Content-Security-Policy" in httpx.get(f"{stack.url}{ARTICLE}", trust_env=False).headers
    if has_policy != (policy == "on"):
        faults.append(f"the policy is not {policy}")
    with looking(stack, tell=show) as looker:
        open_readers_pages(looker, posts, stored)
        open_moderators_pages(looker)
        faults += [f"policy {policy}: {fault}" for fault in (*looker.found, *looker.broken)]
        pages = ", ".join(f"{number} {kind}" for kind, number in looker.pages.items())
    faults += [f"policy {policy}: {fault}" for fault in read_for_machines(stack)]
    print(f"policy {policy}: {pages}; found {len(looker.found)}; {time.monotonic() - began:.0f} s")


def open_readers_pages(looker: Looker, posts: list[Posted], stored: dict[str, Stored]) -> None:
    """Every page of the discussion and every form sent back, and samples of what each comment has of its own."""
    looker.learn(CLEAN)
    for _ in looker.follow("article", f"{ARTICLE}?sort=oldest", "nav.aw-pages a[rel=next]"):
        pass
    sample = [row.pk for row in stored.values()][::EVERY]
    looker.open_all("permalink", (f"discussions/c/{pk}/" for pk in sample))
    looker.open_all("form to reply", (f"discussions/c/{pk}/?reply=1" for pk in sample))
    looker.open_all("author's page", [post.place for post in posts if post.place][::EVERY])
    looker.open_sent_back([post for post in posts if post.page])


def open_moderators_pages(looker: Looker) -> None:
    """Every page of the list of what was decided, and samples of the cards, as shown and as typed."""
    looker.sign_in()
    looker.learn("moderation/?queue=waiting")
    cards: list[str] = []
    for page in looker.follow("queue", "moderation/?queue=decided", ".ws-list a.ws-page:last-child"):
        cards += page.locator(".ws-item a").evaluate_all("links => links.map((link) => link.href)")
    looker.open_all("card", cards[::EVERY])
    looker.open_all("card as typed", (f"{card}&view=typed" for card in cards[::EVERY]))


def read_for_machines(stack: DemoStack) -> Iterable[str]:
    """Read the feed and every page of the API; name what is broken in them."""
    with httpx.Client(base_url=stack.url, trust_env=False, timeout=60) as client:
        key = re.search(r'data-aw="([^"]+)"', client.get(ARTICLE).text)[1]
        feed = client.get(f"discussions/d/{key}/feed/")
        try:
            entries = len(lxml.etree.fromstring(feed.content).findall("{*}entry"))
            print(f"feed: {feed.status_code}, {entries} entries, well-formed")
        except lxml.etree.XMLSyntaxError:
            yield "the feed is not well-formed"
        url, pages, comments = f"api/v1/discussions/{key}/comments/", 0, 0
        while url:
            answer = client.get(url)
            if answer.status_code != 200:
                yield f"the API answered {answer.status_code}"
                break
            pages, comments = pages + 1, comments + len(answer.json()["results"])
            url = answer.json()["next"]
        print(f"API: {comments} comments on {pages} pages")


def count(words: Iterable[str]) -> str:
    """How often each of the words is there."""
    return ", ".join(f"{number} {word}" for word, number in Counter(words).most_common())


def show(what: str, done: int | None = None) -> None:
    """Show progress where somebody looks on."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what} {done or ''}   ")


if __name__ == "__main__":
    sys.exit(main())
