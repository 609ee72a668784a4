"""What the embed costs a page: bytes, requests, layout shift and the page's own milestones, with and without it."""

import argparse
import gzip
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from engagement.pages.scripts import count_script, embed_script, more_script
from tests.chromium import chromium_arguments, find_chromium
from tests.journeys.elsewhere import static_site
from tests.stack import embedding_demo

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 750_000 / 8}
"""Lighthouse's own: 150 ms there and back, 1.6 Mbit/s down."""

SLOWER = 4
"""So much slower a middling phone's processor is taken to be."""

PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True}
STYLE = Path(__file__).parents[2] / "engagement" / "static" / "engagement" / "afterword.css"
WATCH = """
window.shifts = []; window.ready = 0; window.largest = 0; window.blocked = 0;
addEventListener("afterword:ready", () => (ready = performance.now()));
new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => (largest = list.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (blocked += duration - 50)))
  .observe({ type: "longtask", buffered: true });
"""
TELL = """() => ({
  "first paint": performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  "largest paint": largest,
  "page loaded": performance.getEntriesByType("navigation")[0].loadEventEnd,
  "discussion ready": ready,
  "blocked": blocked,
  "layout shift": shifts.reduce((sum, { value }) => sum + value, 0),
})"""


def main() -> int:
    """Measure a demo of its own; 1 where a limit is passed or anything moved."""
    options = parse_options()
    first = embed_script("/api/v1/discussions/", "/api/v1/session/")
    sizes = [weigh(script) for script in (first, more_script(), count_script("/api/v1/counts/"), STYLE.read_text())]
    print("gzipped bytes: before the first click {}, after it {}, counts {}, style {}".format(*sizes))
    with (
        tempfile.TemporaryDirectory() as folder,
        embedding_demo(Path(folder) / "var") as demo,
        static_site(demo.elsewhere, demo.url.rstrip("/"), options.key) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=chromium_arguments())
        found = {name: look(browser, url, rounds=options.rounds) for name, url in pages(address)}
        browser.close()
    for name, figures in found.items():
        print(f"{name:18}", ", ".join(f"{what} {value:.4g}" for what, value in figures.items()))
    moved = any(figures["layout shift"] for figures in found.values())
    return int(moved or sizes[0] > 10_000 or sizes[0] + sizes[1] > 16_000 or sizes[3] > 6_000)


def parse_options() -> argparse.Namespace:
    """Read which discussion and how often."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers.embed", description=__doc__)
    parser.add_argument("--key", default="articles.article.1")
    parser.add_argument("--rounds", type=int, default=5)
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
    """Load the page anew so often, on a slow phone in a slow net, and take the medians; of the shift the worst."""
    told = [visit(browser, url) for _round in range(rounds)]
    medians = {name: statistics.median(each[name] for each in told) for name in told[0]}
    return medians | {"layout shift": max(each["layout shift"] for each in told)}


def visit(browser: Browser, url: str) -> dict[str, float]:
    """Load the page once, with nothing kept from before."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    received = slow_down(context.new_cdp_session(page))
    page.add_init_script(WATCH)
    page.goto(url)
    if "without" not in url and "far" not in url:
        page.locator("afterword-discussion .aw-list").wait_for()
    settle(page)
    told: dict[str, float] = page.evaluate(TELL)
    context.close()
    return told | {"requests": len(received), "bytes": sum(received)}


def slow_down(session: CDPSession) -> list[float]:
    """Slow the processor and the net down; returns what will have come over it, one number a request."""
    received: list[float] = []

    def note(event: dict[str, Any]) -> None:
        received.append(event["encodedDataLength"])

    session.on("Network.loadingFinished", note)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return received


def settle(page: Page) -> None:
    """Wait until nothing is under way any more, and a little longer for what may still move."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


if __name__ == "__main__":
    sys.exit(main())
