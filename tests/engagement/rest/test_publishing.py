"""Publishers' servers put discussions, and what they signed opens one; readers see them like any other."""

import logging
import time

import pytest
from django.test import Client

from engagement.api import Comment, Discussion
from engagement.services.publisher_tokens import create_publisher_token, revoke_publisher_token
from tests.engagement.services.test_publishing import SENT, sign
from tests.factories import CommentFactory, DiscussionFactory, StaffFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/discussions/paper:quay/"


@pytest.fixture
def made():
    return create_publisher_token(name="cms")


@pytest.fixture
def put(api, made):
    def put(address=ADDRESS, token=made.token, **changes):
        sent = {**SENT, **changes}
        return api.put(
            address,
            sent,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    return put


@pytest.fixture
def open_signed(api, made):
    def open_signed(*, headers=None, **changes):
        values = {name: value for name, value in SENT.items() if name != "body"}
        values |= {"key": "paper:quay", "exp": int(time.time()) + 3600, **changes}
        sent = {"signed": sign(made, values)}
        return api.post("/api/v1/discussions/", sent, content_type="application/json", headers=headers)

    return open_signed


def test_putting_opens_and_the_same_again_changes_nothing(put):
    first = put()
    assert first.status_code == 201
    assert first.headers["Location"] == f"http://testserver{ADDRESS}"
    assert first.headers["Cache-Control"] == "private, no-store"
    assert first.json()["prompt"]["question"] == "Should the old quay be kept?"
    before = Discussion.objects.values().get()
    again = put()
    assert (again.status_code, again.json()) == (200, first.json())
    assert Discussion.objects.values().get() == before


def test_readers_find_it_read_it_and_post_in_it(put, post, api, client):
    discussion = Discussion.objects.get(key=put().json()["key"])
    assert post(discussion, author_name="Cleo").status_code == 201
    assert api.get(f"{ADDRESS}comments/").json()["total"] == 1
    page = client.get("/discussions/d/paper:quay/").content.decode()
    assert "Should the old quay be kept?" in page
    assert "Ada Byron and Brit Ek" in page
    assert '"name":"Ada Byron"' in page.replace('": "', '":"')
    assert "https://paper.example/quay" in page


def test_no_guest_writes_as_its_author(put, post):
    discussion = Discussion.objects.get(key=put().json()["key"])
    response = post(discussion, author_name="Ada Byron")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["author_name"]
    assert not Comment.objects.exists()


@pytest.mark.parametrize("token", ["", "awp_00000000_no", "x"])
def test_without_a_valid_token_nothing_is_put(put, token):
    response = put(token=token)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="publisher"'
    assert response.headers["Content-Type"] == "application/problem+json"
    assert not Discussion.objects.exists()


def test_a_revoked_token_puts_nothing(put, made):
    revoke_publisher_token(kid=made.kid)
    assert put().status_code == 401
    assert not Discussion.objects.exists()


def test_an_account_puts_nothing_whoever_it_is(made):
    browser = Client()
    browser.force_login(StaffFactory())
    assert browser.put(ADDRESS, SENT, content_type="application/json").status_code == 401
    assert not Discussion.objects.exists()


def test_a_registered_models_key_is_refused(put):
    discussion = DiscussionFactory()
    before = Discussion.objects.values().get()
    response = put(f"/api/v1/discussions/{discussion.key}/")
    assert response.status_code == 409
    assert response.json()["type"] == "urn:problem-type:afterword:key-of-host"
    assert Discussion.objects.values().get() == before


def test_errors_are_told_by_field(put):
    response = put(url="/quay", tags="quays", titel="The old quay")
    assert response.status_code == 400
    assert response.json()["type"] == "urn:problem-type:afterword:invalid-discussion"
    assert set(response.json()["errors"]) == {"url", "tags", "titel"}
    assert not Discussion.objects.exists()


def test_too_many_are_a_429_that_says_when(put, settings):
    settings.ENGAGEMENT = {"PUBLISHER_LIMITS": ((1, 3600),)}
    assert put().status_code == 201
    response = put(title="Another")
    assert response.status_code == 429
    assert response.json()["type"] == "urn:problem-type:afterword:publishing-too-fast"
    assert int(response.headers["Retry-After"]) > 0
    assert Discussion.objects.get().title == "The old quay"


def test_markup_in_what_is_put_is_text(put, client):
    put(title="<script>alert(1)</script>", authors=["<b>Ada</b>"])
    page = client.get("/discussions/d/paper:quay/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>Ada</b>" not in page


def test_no_token_stands_in_the_log(put, made, caplog):
    with caplog.at_level(logging.DEBUG):
        put()
        put(token=made.token[:-1])
    assert made.token[:-1] not in caplog.text


def test_a_reader_opens_what_was_signed(open_signed):
    response = open_signed()
    assert response.status_code == 201
    assert response.json()["key"] == "paper:quay"
    again = open_signed(title="Another")
    assert (again.status_code, again.json()) == (200, response.json())


def test_a_reader_of_a_named_origin_opens_it_and_no_other(open_signed, settings):
    settings.ENGAGEMENT = {"EMBED_ORIGINS": ("https://paper.example",)}
    assert open_signed(headers={"Origin": "https://evil.example"}).status_code == 403
    assert not Discussion.objects.exists()
    response = open_signed(headers={"Origin": "https://paper.example"})
    assert response.status_code == 201
    assert response.headers["Access-Control-Allow-Origin"] == "https://paper.example"


def test_a_signature_that_does_not_count_is_a_403_that_says_which(open_signed, made):
    response = open_signed(exp=1)
    assert response.status_code == 403
    assert response.json()["type"] == "urn:problem-type:afterword:bad-signature"
    assert response.json()["code"] == "expired"
    revoke_publisher_token(kid=made.kid)
    assert open_signed().json()["code"] == "not-genuine"
    assert not Discussion.objects.exists()


def test_a_hidden_discussion_is_not_there_for_whoever_brings_a_signature(open_signed):
    open_signed()
    Discussion.objects.update(status="hidden")
    assert open_signed().status_code == 404


def test_a_reader_opens_nothing_without(api):
    for sent in ({}, {"signed": None}, {"signed": 5}, {**SENT, "key": "paper:quay"}):
        assert api.post("/api/v1/discussions/", sent, content_type="application/json").status_code == 400
    author = CommentFactory()
    assert api.post(f"{ADDRESS}comments/", {"body": "a"}, content_type="application/json").status_code == 404
    assert list(Discussion.objects.all()) == [author.discussion]
