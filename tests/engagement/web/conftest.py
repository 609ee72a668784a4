"""What the tests of the readers' pages share."""

import re

import lxml.html
import pytest
from django.test import Client

from engagement import gates
from tests.factories import DiscussionFactory


@pytest.fixture(autouse=True)
def alone(engagement_alone):
    """What other apps answer and do is tested with them."""


@pytest.fixture
def rule():
    """Let a gate answer so from here on."""

    def register(admission, **ruling):
        gates.register("tests", lambda draft: gates.Ruling(admission=admission, **ruling))

    return register


@pytest.fixture
def browser():
    """A client that, unlike Django's own for tests, is not let off the CSRF check."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def discussion(db):
    """A discussion that nobody has written in yet."""
    return DiscussionFactory()


@pytest.fixture
def post(browser):
    """Post the comment form; give the response."""

    def post(discussion, body="The quay should stay.", *, client=browser, headers=None, **fields):
        sent = {"author_name": "Ada", "body": body, **fields}
        return client.post(address(discussion, "comments/"), sent, headers=headers)

    return post


def address(discussion, part=""):
    """Where a discussion's page, or a part of it, is."""
    return f"/discussions/d/{discussion.key}/{part}"


def page_of(response):
    """The response's HTML as a tree."""
    return lxml.html.document_fromstring(response.content.decode())


def text_of(element):
    """What a reader reads, on one line."""
    return " ".join(element.text_content().split())


def written_in(page):
    """The forms of a page in which something is written; comments have a form each that is a button alone."""
    return [form for form in page.forms if form.get("data-aw-respect") is None]


def values_of(form):
    """What a browser would send of a form that nobody touched."""
    return {name: form.inputs[name].value or "" for name in form.inputs.keys()}  # noqa: SIM118  It iterates elements.


def token_in(location):
    """The author's token of an address."""
    return re.fullmatch(r"/discussions/mine/([^/]+)/(?:#c-\d+)?", location).group(1)


def tokenless(location):
    """An address without the author's token."""
    return re.sub(r"(?<=/mine/)[^/]+/", "", location)
