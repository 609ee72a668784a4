import pytest

from engagement.api import Visibility, change_visibility
from tests.factories import (
    CommentFactory,
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
)

pytestmark = pytest.mark.django_db


def url_of(comment):
    return f"/api/v1/comments/{comment.pk}/"


def ids(page):
    return [comment["id"] for comment in page["results"]]


def test_a_comment_is_told_with_its_discussion_and_where_its_replies_are(api):
    root = PublishedCommentFactory(author_name="Ada", body="Keep it.")
    reply = PublishedCommentFactory(parent=root, author_name="Brit", body="Why?")

    told = api.get(url_of(reply)).json()

    page = api.get(f"/api/v1/discussions/{root.discussion.key}/comments/").json()
    (in_its_page,) = page["results"][0]["replies"]["results"]
    assert told == {
        **in_its_page,
        "discussion": root.discussion.key,
        "replies_url": f"http://testserver/api/v1/comments/{reply.pk}/replies/",
    }
    assert told["author"] == {"name": "Brit", "url": ""}
    assert (told["parent"], told["root"], told["depth"]) == (root.pk, root.pk, 1)


@pytest.mark.parametrize(
    "make",
    [PendingCommentFactory, HeldCommentFactory, SpamCommentFactory, lambda: CommentFactory(visibility="rejected")],
)
@pytest.mark.parametrize("tail", ["", "replies/"])
def test_a_comment_that_does_not_show_is_not_found_as_if_it_never_was(api, make, tail):
    comment = make()
    response = api.get(f"{url_of(comment)}{tail}")
    never = api.get(f"/api/v1/comments/{comment.pk + 1000}/{tail}")
    assert (response.status_code, never.status_code) == (404, 404)
    assert response.content == never.content
    assert response.json()["type"] == "urn:problem-type:afterword:comment-not-found"


@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 2**64, 10**30])
@pytest.mark.parametrize("tail", ["", "replies/"])
def test_a_number_that_no_comment_has_is_not_found(api, number, tail):
    assert api.get(f"/api/v1/comments/{number}/{tail}").status_code == 404


def test_a_tombstone_is_told_as_one(api):
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    change_visibility(comment_id=root.pk, to=Visibility.HELD)
    told = api.get(url_of(root)).json()
    assert (told["tombstone"], told["author"], told["html"]) == (True, None, "")


def test_under_a_root_stands_its_whole_thread_by_place(api):
    root = PublishedCommentFactory()
    first = PublishedCommentFactory(parent=root)
    second = PublishedCommentFactory(parent=root)
    below = PublishedCommentFactory(parent=first)
    HeldCommentFactory(parent=root)
    PublishedCommentFactory()

    page = api.get(f"{url_of(root)}replies/").json()

    assert page["total"] == 3
    assert page["next"] is None
    assert ids(page) == [first.pk, second.pk, below.pk]
    assert [reply["parent"] for reply in page["results"]] == [root.pk, root.pk, first.pk]


def test_under_a_reply_stand_its_direct_answers(api):
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    PublishedCommentFactory(parent=root)
    answer = PublishedCommentFactory(parent=reply)
    PublishedCommentFactory(parent=answer)
    HeldCommentFactory(parent=reply)

    page = api.get(f"{url_of(reply)}replies/").json()

    assert page["total"] == 1
    assert ids(page) == [answer.pk]


@pytest.mark.parametrize("under", ["root", "reply"])
def test_next_links_lead_through_all_replies_once(api, settings, under):
    settings.ENGAGEMENT = {"REPLIES_PER_PAGE": 2}
    root = PublishedCommentFactory()
    comment = root if under == "root" else PublishedCommentFactory(parent=root)
    replies = [PublishedCommentFactory(parent=comment) for _ in range(5)]

    pages, address = [], f"{url_of(comment)}replies/"
    while address:
        page = api.get(address).json()
        pages.append(page)
        address = page["next"]

    assert [pk for page in pages for pk in ids(page)] == [reply.pk for reply in replies]
    assert [len(page["results"]) for page in pages] == [2, 2, 1]
    assert {page["total"] for page in pages} == {5}


def test_a_reply_published_meanwhile_is_neither_skipped_nor_told_twice(api, settings):
    settings.ENGAGEMENT = {"REPLIES_PER_PAGE": 2}
    root = PublishedCommentFactory()
    replies = [PublishedCommentFactory(parent=root) for _ in range(3)]
    first = api.get(f"{url_of(root)}replies/").json()
    change_visibility(comment_id=replies[0].pk, to=Visibility.REJECTED)
    late = PublishedCommentFactory(parent=replies[1])
    second = api.get(first["next"]).json()
    assert ids(first) == [replies[0].pk, replies[1].pk]
    assert ids(second) == [replies[2].pk, late.pk]


@pytest.mark.parametrize("cursor", ["x", "é", "e30", "WyJuZXdlc3QiLDEsMV0", "WyJzZXEiLCJhIiwxXQ"])
@pytest.mark.parametrize("under", ["root", "reply"])
def test_a_cursor_that_no_page_of_replies_gave_is_refused_by_name(api, cursor, under):
    comment = PublishedCommentFactory()
    if under == "reply":
        comment = PublishedCommentFactory(parent=comment)
    response = api.get(f"{url_of(comment)}replies/", {"cursor": cursor})
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["cursor"]
