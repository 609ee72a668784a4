"""What the tests of the editors' pages share: an editor, the last day of March, and figures made by hand."""

import datetime as dt

import lxml.html
import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client

from engagement.models import PromptTally
from tests.engagement.measuring.past import day, make_comment, make_wording
from tests.factories import UserFactory

NOW = dt.datetime(2026, 3, 31, 12, 0, tzinfo=dt.UTC)
PAGE = "/engagement/"
MARCH = "from=2026-03-01&to=2026-03-31"


def make_editor(**fields):
    user = UserFactory(**fields)
    user.user_permissions.add(Permission.objects.get(codename="view_prompt"))
    return user


def tally(wording, number, **counts):
    """What was told of a wording on that day of March."""
    for kind, told in counts.items():
        PromptTally.objects.create(wording=wording, day=day(number).date(), kind=kind, count=told)


@pytest.fixture
def now(db, settings):
    settings.TIME_ZONE = "UTC"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(now):
    """A browser in which an editor is signed in."""
    client = Client()
    client.force_login(make_editor())
    return client


@pytest.fixture
def quay():
    """One prompt whose figures are known to the last digit."""
    wording = make_wording(created=day(1, 8), article_published=day(1, 8))
    tally(wording, 1, rendered=400, seen=300, started=9)
    tally(wording, 3, rendered=100, seen=100, started=3, stance=20)
    root = make_comment(wording, at=day(1, 9), author=UserFactory())
    make_comment(parent=root, at=day(1, 11), from_newsroom=True)
    make_comment(wording, at=day(3), author_email="cleo@example.org")
    make_comment(wording, at=day(3), visibility="rejected")
    make_comment(wording, at=day(3), visibility="spam")
    return wording


def read(response):
    """The page as a tree."""
    return lxml.html.document_fromstring(response.content.decode())


def texts_of(tree, selector):
    """The words of each element there, with single spaces."""
    return [" ".join(element.text_content().split()) for element in tree.cssselect(selector)]


def rows_of(tree, place):
    return [texts_of(row, "th, td:not(.ed-share)") for row in tree.cssselect(f"{place} tbody tr")]
