"""Experiments on the page of a prompt: what it will take, how it stands, and its end."""

import datetime as dt

import lxml.html
import pytest
from django.urls import reverse
from django.utils import timezone

from engagement.api import Experiment, Prompt, end_experiment
from engagement.models import PromptTally
from tests.engagement.compared import FIRST, OTHER, THIRD, compare, wordings_of
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db

SENT = {
    "decision": "experiment",
    "metric": "started",
    "lift": "0.5",
    "style": "closed",
    "question_2": OTHER,
    "style_2": "personal",
}


@pytest.fixture(autouse=True)
def measured(settings):
    settings.ENGAGEMENT = {"MEASURE": True}


@pytest.fixture
def discussion():
    return DiscussionFactory()


@pytest.fixture
def prompt(discussion):
    return discussion.prompt


def page_of(prompt):
    return reverse("admin:afterword_engagement_prompt_change", args=[prompt.pk])


def tally(wording_id, number=0, **counts):
    for kind, told in counts.items():
        day = timezone.localdate() - dt.timedelta(days=number)
        PromptTally.objects.create(wording_id=wording_id, day=day, kind=kind, count=told)


def test_how_the_words_ask_that_are_shown_is_chosen_beforehand_and_of_no_others(editor, read, prompt):
    tree = lxml.html.document_fromstring(read(page_of(prompt)))
    chosen = {
        select.get("name"): [option.get("value") for option in select.cssselect("option[selected]")]
        for select in tree.cssselect("select[id^=id_experiment_style]")
    }
    assert chosen == {"style": ["closed"], "style_2": [""], "style_3": [""], "style_4": [""]}
    ids = [each.get("id") for each in tree.cssselect("#content [id]")]
    assert len(set(ids)) == len(ids)


def test_an_editor_starts_one_from_the_page(editor, client, prompt):
    sent = {**SENT, "question_3": THIRD, "style_3": "short", "lead_3": "Two words are enough."}
    response = client.post(page_of(prompt), sent)
    assert (response.status_code, response["Location"]) == (302, page_of(prompt))
    experiment = Experiment.objects.get()
    assert (experiment.by, experiment.metric, experiment.lift) == (editor, "started", 0.5)
    assert [(arm.style, arm.wording.question, arm.wording.lead) for arm in experiment.arms.all()] == [
        ("closed", FIRST, ""),
        ("personal", OTHER, ""),
        ("short", THIRD, "Two words are enough."),
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"question_2": " "}, "Write at least one more wording."),
        ({"question_2": FIRST, "call_to_action_2": "Tell us in the comments below!"}, "Two wordings say the same."),
        ({"question_2": "", "lead_2": "The quay."}, "A prompt needs a question or a call to action."),
        ({"metric": "stance"}, "This prompt offers no stances to choose."),
        ({"lift": "9"}, "Select a valid choice."),
        ({"style": ""}, "This field is required."),
        ({"style_2": ""}, "Say of each wording how it asks."),
    ],
    ids=str,
)
def test_what_cannot_be_compared_comes_back_with_the_reason(editor, client, prompt, change, problem):
    before = Prompt.objects.values().get(pk=prompt.pk)
    response = client.post(page_of(prompt), SENT | change)
    page = response.content.decode()
    assert response.status_code == 200
    assert problem in page
    assert "Nothing was changed." in page
    assert not Experiment.objects.exists()
    assert Prompt.objects.values().get(pk=prompt.pk) == before


def test_before_it_starts_the_page_says_what_it_takes(editor, client, read, prompt):
    assert "Too little was measured in this section yet" in read(page_of(prompt))
    tally(DiscussionFactory().prompt.proposal_id, 1, seen=1000, started=20)
    assert "alone it can never decide. Compare by style, over many articles." in read(page_of(prompt))
    tally(prompt.proposal_id, 1, seen=10**6, started=20000)
    response = client.post(page_of(prompt), {**SENT, "check": "1"})
    page = response.content.decode()
    assert "To find a difference of 50 % this takes about " in page
    assert "Nothing was changed." not in page
    assert OTHER in page
    assert not Experiment.objects.exists()


def test_the_page_tells_how_it_stands_and_what_can_be_said(editor, read, discussion, prompt):
    experiment = compare(discussion)
    assert "Not yet: 0 of about " in read(page_of(prompt))
    one, two = wordings_of(experiment)
    tally(one, seen=9000, started=250)
    tally(two, seen=9000, started=410)
    page = read(page_of(prompt))
    assert f"“{OTHER}” by " in page
    for cell in ("<td>9000</td>", "<td>410</td>", "<td>4.6 %</td>", "<td>closed question</td>"):
        assert cell in page.replace("9,000", "9000")
    assert "Start comparing" not in page


@pytest.mark.parametrize(
    ("keep", "kept", "words"), [("1", 1, OTHER), ("0", 0, FIRST), ("", None, "Nothing was decided.")]
)
def test_an_editor_ends_it_and_keeps_one_or_none(editor, client, read, discussion, prompt, keep, kept, words):
    experiment = compare(discussion)
    sent = {"decision": "end_experiment", "experiment": experiment.pk, "keep": keep}
    assert client.post(page_of(prompt), sent).status_code == 302
    experiment.refresh_from_db()
    assert (experiment.state, experiment.kept) == ("ended", kept)
    page = read(page_of(prompt))
    assert words in page
    assert "Start comparing" in page


def test_one_that_somebody_else_ended_is_not_ended_otherwise(editor, client, discussion, prompt):
    experiment = compare(discussion)
    end_experiment(experiment_id=experiment.pk, keep=1, by=None)
    response = client.post(page_of(prompt), {"decision": "end_experiment", "experiment": experiment.pk, "keep": "0"})
    assert "This experiment has ended already. Please look again." in response.content.decode()
    experiment.refresh_from_db()
    assert experiment.kept == 1


@pytest.mark.parametrize("number", ["", "nonsense", "999999"])
def test_one_that_is_not_there_ends_nothing(editor, client, discussion, prompt, number):
    experiment = compare(discussion)
    response = client.post(page_of(prompt), {"decision": "end_experiment", "experiment": number, "keep": "0"})
    assert response.status_code == 200
    assert "Nothing was changed." in response.content.decode()
    experiment.refresh_from_db()
    assert experiment.state == "running"


def test_another_prompts_page_ends_it_not(editor, client, discussion):
    experiment = compare(discussion)
    other = DiscussionFactory().prompt
    response = client.post(page_of(other), {"decision": "end_experiment", "experiment": experiment.pk, "keep": "0"})
    assert "Nothing was changed." in response.content.decode()
    experiment.refresh_from_db()
    assert experiment.state == "running"


def test_who_may_only_look_sees_it_and_starts_and_ends_nothing(sign_in_with, client, read, discussion, prompt):
    sign_in_with("view_prompt")
    assert "Start comparing" not in read(page_of(prompt))
    assert client.post(page_of(prompt), SENT).status_code == 403
    experiment = compare(discussion)
    page = read(page_of(prompt))
    assert "Not yet" in page
    assert "End it" not in page
    sent = {"decision": "end_experiment", "experiment": experiment.pk, "keep": ""}
    assert client.post(page_of(prompt), sent).status_code == 403
    experiment.refresh_from_db()
    assert experiment.state == "running"


def test_words_cannot_be_changed_on_the_page_meanwhile(editor, client, discussion, prompt):
    compare(discussion)
    response = client.post(page_of(prompt), {"decision": "off"})
    assert "An experiment compares these words. End it first." in response.content.decode()
    prompt.refresh_from_db()
    assert prompt.mode == "accepted"
