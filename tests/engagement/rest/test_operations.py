"""Every operation there is, and that there is no other."""

import pytest
from django.test import Client
from django.urls import reverse

from engagement.api import Comment, Discussion, make_author_token
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.urls import urlpatterns
from tests.factories import CommentFactory, DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]

ANYBODY = {
    ("discussion", "GET"): 200,
    ("discussion", "HEAD"): 200,
    # Without what a publisher signed it is refused: test_publishing.py.
    ("discussions", "POST"): 400,
    ("discussions", "OPTIONS"): 204,
    ("discussion-comments", "GET"): 200,
    ("discussion-comments", "HEAD"): 200,
    ("discussion-comments", "POST"): 201,
    ("discussion-follows", "POST"): 202,
    ("discussion-follows", "OPTIONS"): 204,
    # Tells a stranger nothing, and takes no stance without a guest's token: test_stances.py.
    ("discussion-stance", "GET"): 200,
    ("discussion-stance", "HEAD"): 200,
    ("discussion-stance", "PUT"): 403,
    ("discussion-stance", "DELETE"): 403,
    ("discussion-stance", "OPTIONS"): 204,
    ("comment", "GET"): 200,
    ("comment", "HEAD"): 200,
    ("replies", "GET"): 200,
    ("replies", "HEAD"): 200,
    # Without a guest's token it is refused: test_reactions.py.
    ("reaction", "PUT"): 403,
    ("reaction", "DELETE"): 403,
    ("reaction", "OPTIONS"): 204,
    ("counts", "GET"): 200,
    ("counts", "HEAD"): 200,
    ("schema", "GET"): 200,
    ("schema", "HEAD"): 200,
    ("schema", "OPTIONS"): 204,
    ("docs", "GET"): 200,
    ("docs", "HEAD"): 200,
    ("docs", "OPTIONS"): 204,
    ("discussion", "OPTIONS"): 204,
    ("discussion-comments", "OPTIONS"): 204,
    ("comment", "OPTIONS"): 204,
    ("replies", "OPTIONS"): 204,
    ("counts", "OPTIONS"): 204,
    # Anybody may hear what can be asked; the answer is for editors alone: test_earnings.py.
    ("prompt-earnings", "OPTIONS"): 204,
    # Off until the publisher sets it up, and then with a token alone: test_session.py.
    ("session", "POST"): 404,
    ("session", "OPTIONS"): 204,
}
AUTHORS = {
    ("status", "GET"): 200,
    ("status", "HEAD"): 200,
    ("status", "OPTIONS"): 204,
    # Takes a publisher's token: test_publishing.py.
    ("discussion", "PUT"): 401,
    ("prompt-earnings", "GET"): 401,
    ("prompt-earnings", "HEAD"): 401,
    # To end sessions takes one.
    ("session", "DELETE"): 401,
    # Of somebody else's comment.
    ("comment", "PATCH"): 403,
    ("comment", "DELETE"): 403,
}

NAMES = [pattern.name for pattern in urlpatterns]


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = {"FOLLOW": True, "SITE_URL": "https://news.example.org"}


@pytest.fixture
def addresses():
    root = PublishedCommentFactory()
    places = {
        "discussions": {},
        "discussion": {"key": root.discussion.key},
        "discussion-comments": {"key": root.discussion.key},
        "discussion-follows": {"key": root.discussion.key},
        "discussion-stance": {"key": root.discussion.key},
        "comment": {"pk": root.pk},
        "replies": {"pk": root.pk},
        "reaction": {"pk": root.pk},
        "counts": {},
        "prompt-earnings": {},
        "session": {},
        "status": {},
        "schema": {},
        "docs": {},
    }
    addresses = {name: reverse(f"engagement-api:{name}", kwargs=places[name]) for name in NAMES}
    return {**addresses, "counts": f"{addresses['counts']}?key={root.discussion.key}"}


def call(method, address, **headers):
    sent = '{"body": "The quay should stay.", "author_name": "Ada", "email": "ada@example.org"}'
    return Client(enforce_csrf_checks=True).generic(
        method, address, sent, content_type="application/json", headers=headers
    )


def test_every_address_is_one_of_these():
    assert NAMES == [
        "discussions",
        "discussion",
        "discussion-comments",
        "discussion-follows",
        "discussion-stance",
        "comment",
        "replies",
        "reaction",
        "counts",
        "prompt-earnings",
        "session",
        "status",
        "schema",
        "docs",
    ]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", NAMES)
def test_without_any_authority_nothing_can_be_done_but_what_is_listed(addresses, name, method):
    before = Comment.objects.count()
    response = call(method, addresses[name])
    expected = ANYBODY.get((name, method))
    if expected is None:
        assert response.status_code == (401 if (name, method) in AUTHORS else 405)
        assert response.headers["Content-Type"] == "application/problem+json"
    else:
        assert response.status_code == expected
    assert Comment.objects.count() == before + (expected == 201)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", NAMES)
def test_an_authors_token_opens_nothing_but_the_status(addresses, name, method):
    token = make_author_token(CommentFactory().pk)
    response = call(method, addresses[name], Authorization=f"Bearer {token}")
    expected = {**ANYBODY, **AUTHORS}.get((name, method), 405)
    assert response.status_code == expected


@pytest.mark.parametrize("name", NAMES)
def test_what_can_be_done_is_told_without_how_it_is_made(addresses, name):
    response = call("OPTIONS", addresses[name], Authorization=f"Bearer {make_author_token(CommentFactory().pk)}")
    assert response.status_code == 204
    assert response.content == b""
    listed = {method for place, method in {**ANYBODY, **AUTHORS} if place == name}
    assert set(response.headers["Allow"].split(", ")) == listed


@pytest.mark.parametrize("pattern", urlpatterns, ids=NAMES)
def test_every_view_says_who_may_call_it_and_leaves_transactions_to_the_services(pattern):
    view = pattern.callback.cls
    assert issubclass(view, ApiView)
    assert "permission_classes" in vars(view)
    assert pattern.callback._non_atomic_requests == {"default"}


@pytest.mark.parametrize("tail", ["", "comments/"])
def test_a_key_may_hold_what_keys_hold(tail):
    discussion = DiscussionFactory()
    for key in ("a", "news:2026~03@x.y-z_1", "статья.7", "K" * 200):
        Discussion.objects.filter(pk=discussion.pk).update(key=key)
        assert call("GET", f"/api/v1/discussions/{key}/{tail}").status_code == 200
