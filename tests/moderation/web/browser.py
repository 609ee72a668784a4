"""A real browser for the moderators' pages, signed in, on a server that shares the tests' one connection."""

import threading

import pytest
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import sync_playwright

from tests.chromium import chromium_arguments, find_chromium


@pytest.fixture(scope="module")
def gate():
    """Lets one at a time to the database: cards claim themselves while keys are pressed, and all threads of the server
    share the tests' one connection. Between two tests it is shut, so that nothing is answered while tables are emptied.
    """
    gate, answer = threading.Lock(), WSGIHandler.get_response

    def answer_alone(handler, request):
        with gate:
            return answer(handler, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "get_response", answer_alone)
        gate.acquire()
        yield gate
        gate.release()


@pytest.fixture(scope="module")
def chromium(live_server):
    """Chromium, kept for this module alone.

    While it runs this thread has a loop, which Django's ORM takes for danger; here rows are read and written between
    the browser's steps, never during them.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=chromium_arguments())
        yield browser
        browser.close()


@pytest.fixture
def faults():
    """What the browser complained of."""
    return []


@pytest.fixture
def open_queue(live_server, chromium, client, faults, moderator, gate):
    """Opens the queue in a window of its own, signed in."""
    client.force_login(moderator)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    windows = []

    def open_queue(**options):
        window = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        windows.append(window)
        window.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = window.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
        page.goto(f"{live_server.url}/moderation/")
        return page

    gate.release()
    yield open_queue
    for window in windows:
        window.close()
    gate.acquire()


def is_fault(message):
    """Whether it is more than the icon that no site of the tests has."""
    return message.type == "error" and not message.location["url"].endswith("/favicon.ico")
