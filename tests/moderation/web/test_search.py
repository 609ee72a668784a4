"""The search box: what is looked for stays in the address, on every page and after every decision."""

import pytest
from django.urls import reverse

from moderation.services.indexing import index_comment
from tests.moderation.web.pages import read, text_of, texts_of

QUEUE = "/moderation/"


@pytest.fixture
def indexed(make_waiting):
    def make(**fields):
        comment = make_waiting(**fields)
        index_comment(comment_id=comment.pk)
        return comment

    return make


def test_the_list_shows_what_is_found_and_the_box_what_was_typed(desk, indexed):
    indexed(author_name="Mara", body="The ferry, in c++.")
    indexed(author_name="Nils", body="The quay.")
    tree = read(desk.get(QUEUE, {"search": ' "c++" '}))
    assert tree.cssselect("#ws-search")[0].value == '"c++"'
    assert texts_of(tree, ".ws-item h3 a") == []
    assert text_of(tree, ".ws-empty b") == "Nothing is found."
    tree = read(desk.get(QUEUE, {"search": "c++"}))
    assert texts_of(tree, ".ws-item h3 a") == ["Mara"]
    assert "search=c%2B%2B" in tree.cssselect(".ws-item h3 a")[0].get("href")
    assert texts_of(read(desk.get(QUEUE, {"search": " "})), ".ws-item h3 a") == ["Mara", "Nils"]


def test_after_a_decision_the_next_that_is_found_comes(desk, indexed, wish):
    first = indexed(author_name="Mara", body="A ferry")
    indexed(author_name="Nils", body="A quay")
    indexed(author_name="Oda", body="Ferries")
    address = reverse("moderation:decide", args=[first.pk])
    response = desk.post(f"{address}?queue=waiting&search=ferr", wish(first, "approve"), follow=True)
    assert text_of(read(response), "#who") == "Oda"


def test_pages_of_what_is_found_follow_each_other(desk, fill_queue):
    for comment in fill_queue(51):
        index_comment(comment_id=comment.pk)
    tree = read(desk.get(QUEUE, {"search": "quay"}))
    assert len(tree.cssselect(".ws-item")) == 50
    following = tree.cssselect(".ws-list > .ws-page")[0].get("href")
    assert "search=quay" in following
    assert len(read(desk.get(following)).cssselect(".ws-item")) == 1


@pytest.mark.parametrize(
    "typed", ["%00", "%ED%A0%80", "%FF", "%22" * 600, "%F0%9F%AB%A0", "ip:%00", "%27", "domain:%5B", "a" * 5000]
)
def test_nothing_that_is_typed_breaks_the_page(desk, indexed, typed):
    indexed()
    assert desk.get(f"{QUEUE}?queue=waiting&search={typed}").status_code == 200
