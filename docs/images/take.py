"""Takes the README's picture from a demo of its own: ``make pictures``."""

# ruff: noqa: INP001

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.chromium import chromium_arguments, find_chromium
from tests.stack import running_demo

PICTURE = Path(__file__).with_name("discussion.png")
ARTICLE = "articles/mill-bridge/"
WIDTH, SCALE = 800, 1.6
"""1,280 pixels in the end."""

MARGIN = 12
CLOSING = "article.story > p:nth-last-of-type(2)"
LAST = "#comments > .aw-list > li:nth-child(2) > article > .aw-text"


def main() -> None:
    """Start a demo, open an article, and keep its end."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_demo(Path(folder) / "var") as demo,
        sync_playwright() as driver,
    ):
        chromium = driver.chromium.launch(executable_path=find_chromium(), args=chromium_arguments())
        page = chromium.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=SCALE)
        page.goto(f"{demo.url}{ARTICLE}")
        page.evaluate("() => document.fonts.ready.then(() => true)")
        take(page)
        chromium.close()


def take(page: Page) -> None:
    """Keep what stands from the article's closing paragraph to the second comment."""
    first, last = (page.locator(selector).bounding_box() for selector in (CLOSING, LAST))
    if first is None or last is None:
        raise LookupError("the page has neither its closing paragraph nor its comments")
    top, bottom = first["y"] - MARGIN, last["y"] + last["height"] + MARGIN
    page.screenshot(path=PICTURE, full_page=True, clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top})


if __name__ == "__main__":
    main()
