"""Queues and cards by the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Comment, edit_comment
from moderation.models import Queue
from moderation.services.acts import assign
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db

CASES = "/api/v1/moderation/cases/"


def test_the_queue_is_told_in_its_order(desk, make_waiting):
    first = make_waiting(author_name="Mara", body="The quay *must* stay.")
    second = make_waiting(parent=PublishedCommentFactory(author_name="Ada"), author_name="Nils")
    page = desk.get(CASES, {"order": "oldest"}).json()
    assert (page["queue"], page["total"], page["next"]) == ("waiting", 2, None)
    assert [item["comment"] for item in page["results"]] == [first.pk, second.pk]
    item = page["results"][0]
    assert (item["author"], item["excerpt"]) == ({"name": "Mara", "is_guest": True}, "The quay must stay.")
    assert (item["visibility"], item["revision"], item["queue"], item["latest"]) == ("held", 1, "waiting", None)
    assert len(item["reasons"]) == 1
    assert item["url"] == f"http://testserver{CASES}{first.pk}/"
    assert page["results"][1]["parent"]["author"] == "Ada"


def test_pages_follow_one_another_without_a_gap(desk, fill_queue):
    made = fill_queue(52)
    page = desk.get(CASES, {"queue": "waiting"}).json()
    following = desk.get(page["next"]).json()
    found = [item["comment"] for item in page["results"] + following["results"]]
    assert (found, following["next"], page["total"]) == ([comment.pk for comment in made], None, 52)


def test_longer_queues_take_no_more_queries(desk, make_waiting, fill_queue):
    make_waiting()
    with CaptureQueriesContext(connection) as few:
        desk.get(CASES)
    fill_queue(20)
    with CaptureQueriesContext(connection) as many:
        desk.get(CASES)
    assert len(many) == len(few)


@pytest.mark.parametrize("queue", [*Queue.values, "all"])
def test_every_queue_is_there(desk, queue):
    page = desk.get(CASES, {"queue": queue}).json()
    assert (page["queue"], page["results"]) == (queue, [])


def test_mine_is_whoever_asks(desk, moderator, make_waiting):
    mine, _other = make_waiting(), make_waiting()
    assign(comment_id=mine.pk, moderator_id=moderator.pk, to=moderator.pk)
    page = desk.get(CASES, {"mine": "1"}).json()
    assert ([item["comment"] for item in page["results"]], page["total"]) == ([mine.pk], 1)


def test_a_filter_narrows_the_list_and_stays_in_its_links(desk, make_waiting, fill_queue):
    other = make_waiting(author_name="Nils")
    fill_queue(51)
    page = desk.get(CASES, {"author": "Nils", "article": [other.discussion.key, "elsewhere"], "section": "Harbour"})
    assert ([item["comment"] for item in page.json()["results"]], page.json()["total"]) == ([other.pk], 1)
    page = desk.get(CASES, {"queue": "all", "order": "newest", "reason": "held", "younger": "1h"}).json()
    assert (page["total"], page["results"][-1]["comment"] != other.pk) == (52, True)
    following = desk.get(page["next"]).json()
    assert ([item["comment"] for item in following["results"]][-1], following["total"]) == (other.pk, 52)
    assert desk.get(CASES, {"section": "Nowhere"}).json()["results"] == []


def test_what_was_decided_says_how(desk, make_waiting, send):
    comment = make_waiting()
    send(comment, "reject", reason="off_topic")
    page = desk.get(CASES, {"queue": "decided"}).json()
    (item,) = page["results"]
    assert (page["total"], item["comment"], item["latest"]["reason_words"]) == (1, comment.pk, "It is off topic")
    assert item["decided_at"] is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("queue", "inbox"),
        ("cursor", "x"),
        ("quue", "spam"),
        ("page", "2"),
        ("order", "sideways"),
        ("reason", "signal"),
        ("older", "2y"),
        ("mine", "yes"),
        ("author", "x" * 255),
        ("search", "x" * 501),
        ("article", "\x00"),
    ],
)
def test_what_chooses_nothing_is_refused_at_its_parameter(desk, make_waiting, name, value):
    make_waiting()
    response = desk.get(CASES, {name: value})
    assert response.status_code == 400
    assert response.json()["type"] == "urn:problem-type:afterword:invalid-parameter"
    assert list(response.json()["errors"]) == [name]


def test_a_card_has_all_that_a_decision_needs(desk, make_waiting, send):
    parent = PublishedCommentFactory(author_name="Ada", body="Keep it.")
    comment = make_waiting(parent=parent, author_name="Mara", author_email="mara@example.org", body="It *must*.")
    send(comment, "spam")
    card = desk.get(f"{CASES}{comment.pk}/").json()
    assert (card["comment"], card["visibility"], card["revision"]) == (comment.pk, "spam", 1)
    assert (card["body"], card["html"]) == ("It *must*.", "<p>It <em>must</em>.</p>")
    assert [item["author"] for item in card["context"]] == ["Ada"]
    assert (card["author"]["email"], card["author"]["comments"]) == ("mara@example.org", 1)
    assert (card["case"]["queue"], [line["action"] for line in card["history"]]) == ("decided", ["spam"])
    assert card["reject_reasons"][0] == {"code": "attack", "words": "It attacks a person"}
    assert desk.post(card["undo_url"]).status_code == 201
    comment.refresh_from_db()
    assert send(comment, "approve").json()["case_url"].endswith(f"{CASES}{comment.pk}/")


def test_a_card_says_what_the_checks_saw_and_where(desk, make_spam):
    comment = make_spam()
    card = desk.get(f"{CASES}{comment.pk}/").json()
    assert card["findings"]
    assert {"check", "saw", "says", "revision", "alike", "at", "marks"} == set(card["findings"][0])
    assert "spam" in {line["says"] for line in card["findings"]}


def test_a_card_says_what_its_author_replaced(desk, make_waiting):
    comment = make_waiting(body="The quay must stay.")
    edit_comment(comment_id=comment.pk, body="The quay may go.", revision=1)
    card = desk.get(f"{CASES}{comment.pk}/").json()
    assert (card["body"], card["revision"], card["edited_at"] is not None) == ("The quay may go.", 2, True)
    assert card["revisions"] == [
        {"revision": 1, "body": "The quay must stay.", "replaced_at": card["edited_at"]},
    ]


def test_reading_writes_nothing(desk, make_waiting, state):
    comment = make_waiting()
    before = state()
    desk.get(CASES)
    desk.get(f"{CASES}{comment.pk}/")
    assert state() == before
    assert Comment.objects.get(pk=comment.pk).visibility == "held"
