"""Experiments by time slot on the page of a prompt."""

import datetime as dt

import lxml.html
import pytest
from django.utils import timezone

from engagement.api import Experiment
from tests.engagement.admin.test_experiments import SENT, page_of, tally
from tests.engagement.compared import FIRST, OTHER, compare, slot_of, wordings_of
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def measured(settings):
    settings.ENGAGEMENT = {"MEASURE": True}
    settings.TIME_ZONE = "UTC"


@pytest.fixture
def discussion():
    return DiscussionFactory()


@pytest.fixture
def prompt(discussion):
    return discussion.prompt


def test_an_editor_chooses_how_wordings_are_assigned(editor, client, read, prompt):
    page = read(page_of(prompt))
    assert '<option value="" selected>a coin in each browser</option>' in page
    assert '<option value="3">time slots of 3 hours</option>' in page
    assert client.post(page_of(prompt), {**SENT, "slot_hours": "3"}).status_code == 302
    experiment = Experiment.objects.get()
    assert (experiment.assignment, experiment.slot_hours, experiment.by) == ("slot", 3, editor)


@pytest.mark.parametrize(
    ("hours", "more", "problem"),
    [
        ("5", {}, "Select a valid choice."),
        ("12", {"question_3": "Yes or no?", "style_3": "short"}, "A day has fewer time slots than there are wordings."),
    ],
)
def test_slots_that_cannot_be_come_back_with_the_reason(editor, client, prompt, hours, more, problem):
    page = client.post(page_of(prompt), {**SENT, **more, "slot_hours": hours}).content.decode()
    assert problem in page
    assert "Nothing was changed." in page
    assert not Experiment.objects.exists()


def test_before_it_starts_the_page_says_how_many_days_it_takes(editor, client, prompt):
    tally(prompt.proposal_id, 1, seen=10_000, started=200)
    page = client.post(page_of(prompt), {**SENT, "slot_hours": "3", "check": "1"}).content.decode()
    assert "days, and the article will be read for about 1 of them: alone it can never decide." in page
    assert "differs from slot to slot by about 33 %." in page
    assert '<option value="3" selected>' in page
    assert not Experiment.objects.exists()


def test_the_page_tells_how_it_stands_and_what_readers_see_now(editor, read, discussion, prompt, time_machine):
    time_machine.move_to("2026-04-01T12:00:00+00:00", tick=False)
    experiment = compare(discussion, slot_hours=6)
    for place, words in enumerate((FIRST, OTHER)):
        time_machine.move_to(slot_of(experiment, place), tick=False)
        page = read(page_of(prompt))
        [now] = lxml.html.document_fromstring(page).cssselect("[aria-labelledby=aw-prompt-now]")
        assert words in now.text_content()
    assert "by time slots of 6 hours" in page
    assert "Not yet: about 0 % of what a verdict takes." in page
    one, two = wordings_of(experiment)
    for number in range(20):
        tally(one, number, seen=900, started=25 + number % 2)
        tally(two, number, seen=900, started=41 + number % 3)
    time_machine.move_to(timezone.now() + dt.timedelta(days=1), tick=False)
    assert f"“{OTHER}” by " in read(page_of(prompt))


def test_by_a_coin_the_page_says_so(editor, read, discussion, prompt):
    compare(discussion)
    assert "by a coin in each browser" in read(page_of(prompt))
