import base64
import datetime as dt
import json

import pytest
from django.urls import reverse

from engagement.api import Comment, Visibility, change_visibility, erase_comment, feature_comment, lock_branch
from tests.factories import (
    CommentFactory,
    DiscussionFactory,
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
)

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def url_of(discussion, query=""):
    return f"/api/v1/discussions/{discussion.key}/comments/{query}"


def permalink(comment):
    return f"http://testserver{reverse('engagement:comment', kwargs={'pk': comment.pk})}#c-{comment.pk}"


def publish_at(comment, minute):
    Comment.objects.filter(pk=comment.pk).update(published_at=MORNING + dt.timedelta(minutes=minute))


def walk(api, address):
    """Every page of a list, from one next link to the next."""
    while address:
        page = api.get(address).json()
        yield page
        address = page["next"]


def test_a_page_tells_its_roots_each_with_its_first_replies(api):
    discussion = DiscussionFactory()
    root = PublishedCommentFactory(
        discussion=discussion, author_name="Ada", author_url="https://ada.example", body="Keep *the* quay."
    )
    reply = PublishedCommentFactory(parent=root, author_name="Brit", body="Why?")
    for minute, comment in enumerate((root, reply)):
        publish_at(comment, minute)
    Comment.objects.filter(pk=reply.pk).update(edited_at=MORNING + dt.timedelta(hours=1))

    response = api.get(url_of(discussion))

    assert response.status_code == 200
    assert response.json() == {
        "sort": "newest",
        "total": 2,
        "results": [
            {
                "id": root.pk,
                "parent": None,
                "root": None,
                "depth": 0,
                "tombstone": False,
                "author": {"name": "Ada", "url": "https://ada.example"},
                "html": "<p>Keep <em>the</em> quay.</p>",
                "published_at": "2026-03-02T09:00:00Z",
                "edited_at": None,
                "featured": False,
                "newsroom": False,
                "badge": None,
                "stance": None,
                "locked": False,
                "respect": 0,
                "permalink": permalink(root),
                "replies": {
                    "total": 1,
                    "results": [
                        {
                            "id": reply.pk,
                            "parent": root.pk,
                            "root": root.pk,
                            "depth": 1,
                            "tombstone": False,
                            "author": {"name": "Brit", "url": ""},
                            "html": "<p>Why?</p>",
                            "published_at": "2026-03-02T09:01:00Z",
                            "edited_at": "2026-03-02T10:00:00Z",
                            "featured": False,
                            "newsroom": False,
                            "badge": None,
                            "stance": None,
                            "locked": False,
                            "respect": 0,
                            "permalink": permalink(reply),
                        }
                    ],
                    "more": 0,
                    "next": None,
                },
            }
        ],
        "next": None,
    }


def test_what_the_house_added_is_told_and_of_a_tombstone_the_lock_alone(api):
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    Comment.objects.filter(pk=reply.pk).update(from_newsroom=True)
    feature_comment(comment_id=root.pk, featured=True)
    lock_branch(comment_id=root.pk, locked=True)

    def marks_of(told):
        return told["featured"], told["newsroom"], told["locked"]

    (told,) = api.get(url_of(root.discussion)).json()["results"]
    assert (marks_of(told), marks_of(told["replies"]["results"][0])) == ((True, False, True), (False, True, False))
    assert marks_of(api.get(f"/api/v1/comments/{reply.pk}/").json()) == (False, True, False)
    change_visibility(comment_id=root.pk, to=Visibility.HELD)
    (told,) = api.get(url_of(root.discussion)).json()["results"]
    assert (told["tombstone"], marks_of(told)) == (True, (False, False, True))


def test_an_empty_discussion_has_an_empty_page(api):
    assert api.get(url_of(DiscussionFactory())).json() == {"sort": "newest", "total": 0, "results": [], "next": None}


def test_only_published_comments_are_told(api):
    discussion = DiscussionFactory()
    shown = PublishedCommentFactory(discussion=discussion)
    PendingCommentFactory(discussion=discussion)
    HeldCommentFactory(discussion=discussion)
    SpamCommentFactory(discussion=discussion)
    CommentFactory(discussion=discussion, visibility=Visibility.REJECTED)
    CommentFactory(discussion=discussion, visibility=Visibility.WITHDRAWN)
    HeldCommentFactory(parent=shown)
    PublishedCommentFactory()

    page = api.get(url_of(discussion)).json()

    assert [root["id"] for root in page["results"]] == [shown.pk]
    assert page["results"][0]["replies"] == {"total": 0, "results": [], "more": 0, "next": None}
    assert page["total"] == 1


@pytest.mark.parametrize("visibility", [Visibility.HELD, Visibility.SPAM, Visibility.REJECTED, Visibility.WITHDRAWN])
def test_a_comment_that_went_leaves_a_tombstone_without_text_or_author_while_replies_hang_on_it(api, visibility):
    root = PublishedCommentFactory(
        body="What was here before", author_name="Nobody's name", author_url="https://gone.example"
    )
    reply = PublishedCommentFactory(parent=root)
    publish_at(root, 0)
    change_visibility(comment_id=root.pk, to=visibility)

    response = api.get(url_of(root.discussion))

    (told,) = response.json()["results"]
    replies = told.pop("replies")
    assert told == {
        "id": root.pk,
        "parent": None,
        "root": None,
        "depth": 0,
        "tombstone": True,
        "author": None,
        "html": "",
        "published_at": "2026-03-02T09:00:00Z",
        "edited_at": None,
        "featured": False,
        "newsroom": False,
        "badge": None,
        "stance": None,
        "locked": False,
        "respect": 0,
        "permalink": permalink(root),
    }
    assert [reply["id"] for reply in replies["results"]] == [reply.pk]
    assert response.json()["total"] == 1
    for secret in (b"What was here", b"Nobody", b"gone.example"):
        assert secret not in response.content


def test_nothing_of_an_erased_comment_is_told(api):
    root = PublishedCommentFactory(body="What was here before", author_name="Somebody")
    PublishedCommentFactory(parent=root)
    erase_comment(comment_id=root.pk)
    (told,) = api.get(url_of(root.discussion)).json()["results"]
    assert (told["tombstone"], told["author"], told["html"]) == (True, None, "")


def test_replies_are_told_flat_each_behind_what_it_answers_however_deep(api):
    root = PublishedCommentFactory()
    chain = [root]
    for _ in range(5):
        chain.append(PublishedCommentFactory(parent=chain[-1]))

    (told,) = api.get(url_of(root.discussion)).json()["results"]

    replies = told["replies"]["results"]
    assert [reply["id"] for reply in replies] == [comment.pk for comment in chain[1:]]
    assert [reply["parent"] for reply in replies] == [comment.pk for comment in chain[:-1]]
    assert [reply["depth"] for reply in replies] == [1, 2, 3, 4, 5]
    assert {reply["root"] for reply in replies} == {root.pk}


def test_replies_beyond_the_first_are_counted_and_linked(api, settings):
    settings.ENGAGEMENT = {"REPLIES_PER_ROOT": 2, "REPLIES_PER_PAGE": 2}
    root = PublishedCommentFactory()
    replies = [PublishedCommentFactory(parent=root) for _ in range(5)]

    (told,) = api.get(url_of(root.discussion)).json()["results"]

    first = told["replies"]
    assert (first["total"], first["more"]) == (5, 3)
    assert [reply["id"] for reply in first["results"]] == [reply.pk for reply in replies[:2]]
    pages = list(walk(api, first["next"]))
    assert [[reply["id"] for reply in page["results"]] for page in pages] == [
        [reply.pk for reply in replies[2:4]],
        [replies[4].pk],
    ]


def test_replies_are_linked_and_not_told_where_the_publisher_shows_none(api, settings):
    settings.ENGAGEMENT = {"REPLIES_PER_ROOT": 0}
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    (told,) = api.get(url_of(root.discussion)).json()["results"]
    assert told["replies"] == {
        "total": 1,
        "results": [],
        "more": 1,
        "next": f"http://testserver/api/v1/comments/{root.pk}/replies/",
    }
    assert [found["id"] for found in api.get(told["replies"]["next"]).json()["results"]] == [reply.pk]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "CBA"),
        ("?sort=top", "CBA"),
        ("?sort=newest", "CBA"),
        ("?sort=oldest", "ABC"),
        ("?sort=replies", "BCA"),
        ("?sort=", "CBA"),
    ],
)
def test_roots_come_in_the_order_that_was_asked_for(api, query, order):
    discussion = DiscussionFactory()
    roots = {name: PublishedCommentFactory(discussion=discussion, author_name=name) for name in "ABC"}
    for minute, root in enumerate(roots.values()):
        publish_at(root, minute)
    for name in "BBC":
        PublishedCommentFactory(parent=roots[name])
    page = api.get(url_of(discussion, query)).json()
    assert "".join(root["author"]["name"] for root in page["results"]) == order
    assert page["sort"] == (query.removeprefix("?sort=") or "newest")


def test_the_publisher_says_which_order_holds_where_none_is_asked_for(api, settings):
    settings.ENGAGEMENT = {"DEFAULT_SORT": "oldest"}
    discussion = DiscussionFactory()
    roots = [PublishedCommentFactory(discussion=discussion) for _ in range(2)]
    page = api.get(url_of(discussion)).json()
    assert page["sort"] == "oldest"
    assert [root["id"] for root in page["results"]] == [root.pk for root in roots]


@pytest.mark.parametrize("sort", ["top", "newest", "oldest", "replies"])
def test_next_links_lead_through_all_roots_once_even_where_the_sorted_value_is_equal(api, settings, sort):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 2}
    discussion = DiscussionFactory()
    roots = [PublishedCommentFactory(discussion=discussion) for _ in range(5)]
    Comment.objects.filter(discussion=discussion).update(published_at=MORNING)

    pages = list(walk(api, url_of(discussion, f"?sort={sort}")))

    assert [len(page["results"]) for page in pages] == [2, 2, 1]
    assert {page["total"] for page in pages} == {5}
    assert {page["sort"] for page in pages} == {sort}
    ids = [root["id"] for page in pages for root in page["results"]]
    assert ids == sorted((root.pk for root in roots), reverse=sort != "oldest")


def test_a_next_link_is_absolute_and_keeps_the_order(api, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 1}
    discussion = DiscussionFactory()
    PublishedCommentFactory.create_batch(2, discussion=discussion)
    address = api.get(url_of(discussion, "?sort=oldest&other=1"), headers={"Host": "127.0.0.1:8000"}).json()["next"]
    assert address.startswith(f"http://127.0.0.1:8000{url_of(discussion)}?sort=oldest&cursor=")


@pytest.mark.parametrize("sort", ["best", "NEWEST", "newest,oldest", "published_at", "\x00", "-id"])
def test_an_unknown_order_is_refused_with_the_orders_there_are(api, sort):
    response = api.get(url_of(DiscussionFactory()), {"sort": sort})
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "urn:problem-type:afterword:invalid-parameter",
        "title": "A parameter has a value that is not allowed",
        "status": 400,
        "detail": "The errors name the parameter and what it may be.",
        "errors": {"sort": ["Allowed are: top, newest, oldest, replies."]},
    }


def forge(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


BAD_CURSORS = [
    pytest.param("x", id="no base64"),
    pytest.param("é", id="not ASCII"),
    pytest.param("\x00", id="NUL"),
    pytest.param("e30", id="an object"),
    pytest.param("W" * 3000, id="long"),
    pytest.param(forge("oldest", "2026-03-02T09:00:00+00:00", 1), id="of another order"),
    pytest.param(forge("newest", 5, 1), id="a number for a date"),
    pytest.param(forge("newest", "2026-03-02T09:00:00", 1), id="no time zone"),
    pytest.param(forge("newest", "0001-01-01T00:00:00+23:59", 1), id="before the calendar"),
    pytest.param(forge("newest", "9999-12-31T23:59:59-23:59", 1), id="after the calendar"),
    pytest.param(forge("newest", "2026-03-02T09:00:00+00:00", 2**70), id="an id that no column holds"),
    pytest.param(forge("newest", "2026-03-02T09:00:00+00:00", True), id="no id"),
    pytest.param(forge("newest", None, 1), id="null"),
]


@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_a_cursor_that_no_page_gave_is_refused_by_name(api, cursor):
    discussion = DiscussionFactory()
    PublishedCommentFactory(discussion=discussion)
    for condition in ({}, {"If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 GMT"}):
        response = api.get(url_of(discussion), {"cursor": cursor}, headers=condition)
        assert response.status_code == 400
        assert response.json()["errors"] == {
            "cursor": ["This is no cursor of this list in this order. Take it from a next link, or leave it out."]
        }


def test_a_cursor_of_one_order_does_not_serve_another(api, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 1}
    discussion = DiscussionFactory()
    PublishedCommentFactory.create_batch(2, discussion=discussion)
    address = api.get(url_of(discussion, "?sort=newest")).json()["next"]
    assert api.get(address).status_code == 200
    for other in ("oldest", "replies"):
        assert api.get(address.replace("newest", other)).status_code == 400


def test_a_guest_without_a_name_has_an_empty_one(api, settings):
    settings.ENGAGEMENT = {"GUEST_NAME": "optional"}
    comment = PublishedCommentFactory(author_name="")
    (told,) = api.get(url_of(comment.discussion)).json()["results"]
    assert told["author"] == {"name": "", "url": ""}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("https://ada.example/me", "https://ada.example/me"),
        ("HTTP://ada.example", "HTTP://ada.example"),
        ("ada.example", "https://ada.example"),
        ("javascript:alert(1)", "https://javascript:alert(1)"),
        ("javascript://x/%0aalert(1)", "https://javascript://x/%0aalert(1)"),
        ("", ""),
    ],
)
def test_an_authors_website_is_a_web_address_whatever_the_row_holds(api, typed, told):
    comment = PublishedCommentFactory()
    Comment.objects.filter(pk=comment.pk).update(author_url=typed)
    (root,) = api.get(url_of(comment.discussion)).json()["results"]
    assert root["author"]["url"] == told
