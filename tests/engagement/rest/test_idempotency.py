import uuid

import pytest
from django.test import Client

from engagement.api import Comment, Visibility, change_visibility, set_discussion_status
from tests.factories import DiscussionFactory, PublishedCommentFactory

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


@pytest.mark.django_db
def test_a_repeated_key_gives_the_comment_that_is_stored(post):
    discussion = DiscussionFactory()
    first = post(discussion, headers={"Idempotency-Key": KEY})
    again = post(discussion, headers={"Idempotency-Key": KEY})
    assert (first.status_code, again.status_code) == (201, 200)
    told, told_again = first.json(), again.json()
    assert told.pop("token")
    assert told_again.pop("token")
    assert told_again == told
    assert Comment.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"headers": {"Idempotency-Key": KEY}}, {"idempotency_key": KEY}, id="header, then body"),
        pytest.param(
            {"idempotency_key": KEY}, {"headers": {"Idempotency-Key": f'"{KEY}"'}}, id="body, then quoted header"
        ),
        pytest.param(
            {"idempotency_key": KEY},
            {"headers": {"Idempotency-Key": KEY}, "idempotency_key": KEY},
            id="body, then both",
        ),
    ],
)
def test_the_key_is_the_same_wherever_it_stands(post, first, second):
    discussion = DiscussionFactory()
    assert post(discussion, **first).status_code == 201
    assert post(discussion, **second).status_code == 200
    assert Comment.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"body": "Other words."}, id="other words"),
        pytest.param({"author_name": "Brit"}, id="another name"),
        pytest.param({"author_email": "ada@example.org"}, id="another address"),
    ],
)
def test_a_key_of_another_comment_is_a_conflict(post, change):
    discussion = DiscussionFactory()
    post(discussion, idempotency_key=KEY)
    response = post(discussion, **{"body": "The quay should stay.", "idempotency_key": KEY, **change})
    assert response.status_code == 409
    assert response.json() == {
        "type": "urn:problem-type:afterword:idempotency-conflict",
        "title": "The idempotency key belongs to another comment",
        "status": 409,
        "detail": "Nothing was stored. A new comment needs a new key; a repeated one must be sent unchanged.",
        "errors": {"idempotency_key": ["This key was used for another comment."]},
    }
    assert Comment.objects.count() == 1
    assert Comment.objects.get().body == "The quay should stay."


@pytest.mark.django_db
def test_a_key_of_another_discussion_or_another_parent_is_a_conflict(post):
    discussion = DiscussionFactory()
    root = PublishedCommentFactory(discussion=discussion)
    post(discussion, idempotency_key=KEY)
    assert post(DiscussionFactory(), idempotency_key=KEY).status_code == 409
    assert post(discussion, idempotency_key=KEY, parent=root.pk).status_code == 409
    assert Comment.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["short", "k" * 81, "spaced out key", "ключ-ключ", "key\x00key-key", "ab\ud800cdefgh"])
def test_a_key_that_is_none_is_refused_at_its_field(post, key):
    response = post(DiscussionFactory(), idempotency_key=key)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["idempotency_key"]
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_two_different_keys_for_one_comment_are_refused(post):
    response = post(DiscussionFactory(), idempotency_key=KEY, headers={"Idempotency-Key": "another-key"})
    assert response.status_code == 400
    assert response.json()["errors"] == {"idempotency_key": ["The header and the body give different keys."]}
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_a_retry_learns_what_became_of_the_comment_meanwhile(post):
    discussion = DiscussionFactory()
    posted = post(discussion, idempotency_key=KEY)
    change_visibility(comment_id=posted.json()["id"], to=Visibility.SPAM)
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    again = post(discussion, idempotency_key=KEY)
    assert again.status_code == 200
    assert again.json()["visibility"] == "spam"


@pytest.mark.django_db
def test_the_same_words_at_once_without_a_key_are_one_comment(post):
    discussion = DiscussionFactory()
    assert [post(discussion).status_code for _ in range(2)] == [201, 200]
    assert Comment.objects.count() == 1


def test_of_many_requests_at_once_with_one_key_one_stores_and_all_learn_of_it(race, settings):
    settings.ENGAGEMENT = {"POST_LIMITS": ((100, 3600),)}
    discussion = DiscussionFactory()
    address = f"/api/v1/discussions/{discussion.key}/comments/"
    sent = {"body": "The quay should stay.", "author_name": "Ada", "idempotency_key": str(uuid.uuid4())}

    responses = race(*[lambda: Client().post(address, sent, content_type="application/json")] * 6)

    assert sorted(response.status_code for response in responses) == [200] * 5 + [201]
    assert len({response.json()["id"] for response in responses}) == 1
    assert Comment.objects.count() == 1


def test_of_two_comments_at_once_with_one_key_one_is_stored_and_the_other_told_of_the_conflict(race):
    discussion = DiscussionFactory()
    address = f"/api/v1/discussions/{discussion.key}/comments/"
    key = str(uuid.uuid4())

    def posting(body):
        sent = {"body": body, "author_name": "Ada", "idempotency_key": key}
        return lambda: Client().post(address, sent, content_type="application/json")

    responses = race(posting("Keep it."), posting("Tear it down."))

    assert sorted(response.status_code for response in responses) == [201, 409]
    assert Comment.objects.count() == 1
