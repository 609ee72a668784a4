"""Takes the documents' pictures from a demo of its own: ``make pictures``."""

# ruff: noqa: INP001

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.chromium import chromium_arguments, find_chromium
from tests.stack import running_demo

PICTURE = Path(__file__).with_name("discussion.png")
EMBED_PICTURE = Path(__file__).with_name("embed.png")
SAID = (
    "From our kitchen the quay is a stage every night. Let it rest from midnight on, all but the lamp at the slipway."
)
ARTICLE = "articles/mill-bridge/"
WIDTH, SCALE = 800, 1.6
"""1,280 pixels in the end."""

MARGIN = 12
CLOSING = "article.story > p:nth-last-of-type(2)"
LAST = "#comments > .aw-list > li:nth-child(2) > article > .aw-text"


def main() -> None:
    """Start a demo, and keep the end of an article and the page of another site."""
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
        page.goto(f"{demo.url}elsewhere/")
        take_embed(page)
        chromium.close()


def take(page: Page) -> None:
    """Keep what stands from the article's closing paragraph to the second comment."""
    first, last = (page.locator(selector).bounding_box() for selector in (CLOSING, LAST))
    if first is None or last is None:
        raise LookupError("the page has neither its closing paragraph nor its comments")
    top, bottom = first["y"] - MARGIN, last["y"] + last["height"] + MARGIN
    page.screenshot(path=PICTURE, full_page=True, clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top})


def take_embed(page: Page) -> None:
    """Keep another site's page as a reader finds it who has signed in and written."""
    form = page.locator("#discussion > form")
    sign_in(page)
    form.locator("[name=body]").fill(SAID)
    form.get_by_role("button", name="Post comment").click()
    state = page.locator("#comments .aw-state")
    expect(state).to_contain_text("Published", timeout=60_000)
    page.reload()
    sign_in(page)
    expect(page.locator("#comments article")).to_be_visible()
    below = page.locator("body > footer").bounding_box()
    if below is None:
        raise LookupError("the page has no footer")
    page.screenshot(path=EMBED_PICTURE, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": below["y"]})


def sign_in(page: Page) -> None:
    """As the demo's other site does."""
    page.get_by_role("button", name="Sign in as Ada").click()
    expect(page.locator("#discussion > form")).to_contain_text("Commenting as Ada")


if __name__ == "__main__":
    main()
