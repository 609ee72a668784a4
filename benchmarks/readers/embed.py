"""What the embed costs a page: bytes by the wire, layout shift, and the page's own milestones with and without it."""

import argparse
import gzip
import statistics
import sys
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from engagement.pages.scripts import count_script, embed_script, more_script
from tests.chromium import chromium_arguments, find_chromium
from tests.journeys.elsewhere import gateway, static_site

WATCH = """
window.shifts = []; window.ready = 0;
addEventListener("afterword:ready", () => (ready = performance.now()));
new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => (window.largest = list.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true });
window.long = 0;
new PerformanceObserver((list) => list.getEntries().forEach((task) => (long += task.duration)))
  .observe({ type: "longtask", buffered: true });
"""
TELL = """() => ({
  "first paint": performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  "largest paint": window.largest ?? 0,
  "page loaded": performance.getEntriesByType("navigation")[0].loadEventEnd,
  "long tasks": long,
  "discussion ready": ready,
  "layout shift": shifts.reduce((sum, { value }) => sum + value, 0),
})"""


def main() -> int:
    """Measure a running demo; 1 where a limit is passed or anything moved."""
    options = parse_options()
    sizes = [weigh(script) for script in (embed_script(), more_script(), count_script("/api/v1/counts/"))]
    print("gzipped bytes: before the first click {}, after it {}, counts {}".format(*sizes))
    origin: list[str] = []
    with (
        gateway(options.demo, lambda: origin[0]) as site,
        static_site(site, options.key) as address,
        sync_playwright() as playwright,
    ):
        origin.append(address)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=chromium_arguments())
        found = {name: look(browser, url, rounds=options.rounds) for name, url in pages(address)}
        browser.close()
    for name, figures in found.items():
        print(f"{name:28}", ", ".join(f"{what} {value:.4g}" for what, value in figures.items()))
    moved = any(figures["layout shift"] for figures in found.values())
    return int(moved or sizes[0] > 10_000 or sizes[0] + sizes[1] > 16_000)


def parse_options() -> argparse.Namespace:
    """Read which demo, which discussion and how often."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers.embed", description=__doc__)
    parser.add_argument("--demo", default="http://127.0.0.1:8000/")
    parser.add_argument("--key", default="articles.article.1")
    parser.add_argument("--rounds", type=int, default=15)
    return parser.parse_args()


def weigh(script: str) -> int:
    """Bytes as a server sends them."""
    return len(gzip.compress(script.encode(), 9, mtime=0))


def pages(address: str) -> Iterator[tuple[str, str]]:
    """The same page in three states."""
    yield "without it", f"{address}/?without"
    yield "with it, far below", f"{address}/far"
    yield "with it in sight", f"{address}/"


def look(browser: Browser, url: str, *, rounds: int) -> dict[str, float]:
    """Load the page anew so often, and take the medians."""
    told: list[dict[str, Any]] = []
    for _round in range(rounds):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(url)
        if "without" not in url and "far" not in url:
            page.locator("afterword-discussion .aw-list").wait_for()
        page.wait_for_timeout(500)
        told.append(page.evaluate(TELL))
        context.close()
    medians = {name: statistics.median(each[name] for each in told) for name in told[0]}
    return medians | {"layout shift": max(each["layout shift"] for each in told)}


if __name__ == "__main__":
    sys.exit(main())
