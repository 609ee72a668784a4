"""A real browser for the journeys: Chromium once, a context of its own for every test, and axe."""

from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.chromium import chromium_arguments, find_chromium

DESKTOP = {"width": 1280, "height": 900}
OPTIONS = {"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce"}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="package")
def browser():
    """Chromium, kept for this package alone.

    While it runs this thread has an event loop, and Django's ORM refuses to work in one.
    """
    program = find_chromium()
    if program is None:
        pytest.fail("Chromium was not found; on Debian: apt-get install chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=chromium_arguments())
        yield chromium
        chromium.close()


@pytest.fixture
def faults():
    """What went wrong in the browser behind the test's back; the test fails at its end if anything stands here.

    Answers such as 403 or 409 that a test provokes are not among them.
    """
    found = []
    yield found
    assert found == []


@pytest.fixture
def open_page(browser, faults):
    """Open a page in a context of its own, with Playwright's options: ``open_page(color_scheme="dark")``."""
    with ExitStack() as contexts:

        def open_one(**options):
            context = browser.new_context(**(OPTIONS | options))
            contexts.callback(context.close)
            context.set_default_timeout(10_000)
            page = context.new_page()
            watch(page, faults)
            return page

        yield open_one


@pytest.fixture
def page(open_page):
    """A desktop's page, light, with script."""
    return open_page()


@pytest.fixture
def phone(open_page):
    """A phone's page: narrow, and it is touched."""
    return open_page(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture
def plain_page(open_page):
    """A page without JavaScript."""
    return open_page(java_script_enabled=False)


@pytest.fixture
def axe():
    """Assert that axe finds nothing to object to: ``axe(page)``, or in a part of it, ``axe(page, "#discussion")``."""

    def assert_accessible(page, part=None):
        found = Axe().run(page, context=part).response["violations"]
        objections = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['target']} {node['html'][:160]}"
            for violation in found
            for node in violation["nodes"]
        ]
        assert objections == []

    return assert_accessible


def watch(page, faults):
    """Note script errors, refusals of the Content-Security-Policy and requests that leave this machine."""
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on("console", lambda message: note_message(message, faults))
    page.on("request", lambda request: note_request(request, faults))


def note_message(message, faults):
    """Note what the console shows as an error; a refused request shows there too, and the test knows about it."""
    if message.type == "error" and not message.text.startswith("Failed to load resource:"):
        faults.append(f"console: {message.text}")


def note_request(request, faults):
    """Note a request to anywhere else."""
    parts = urlsplit(request.url)
    if parts.scheme not in {"data", "blob", "about"} and parts.hostname not in {"127.0.0.1", "localhost"}:
        faults.append(f"request to {parts.hostname}")
