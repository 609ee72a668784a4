import json

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from engagement.api import Comment, Visibility, change_visibility, make_author_token
from engagement.models import Reaction
from engagement.rest.v1.views import reactions
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"
GUEST = {"Afterword-Guest": TOKEN}


@pytest.fixture
def comment():
    return PublishedCommentFactory()


@pytest.fixture
def account():
    """A client that is signed in, with its CSRF token in ``headers``."""
    client = Client(enforce_csrf_checks=True)
    client.user = UserFactory()
    client.force_login(client.user)
    request = RequestFactory().get("/")
    client.proof = {"X-CSRFToken": get_token(request)}
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    return client


def url_of(comment):
    return f"/api/v1/comments/{comment.pk}/reaction/"


def kind_of(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    return response.status_code, problem["type"].rpartition(":")[2], problem.get("code")


def count():
    return Comment.objects.values_list("respect_count", flat=True).order_by("pk").first()


def test_a_guest_respects_once_and_takes_it_back(api, comment):
    answers = [
        api.generic(method, url_of(comment), headers=GUEST) for method in ("PUT", "PUT", "DELETE", "DELETE", "PUT")
    ]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"respected": respected, "respect": number})
        for respected, number in ((True, 1), (True, 1), (False, 0), (False, 0), (True, 1))
    ]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert not any(answer.cookies for answer in answers)
    assert Reaction.objects.get().account is None


def test_an_account_respects_as_itself_with_its_csrf_token(account, comment):
    assert account.put(url_of(comment), headers=GUEST).status_code == 403
    assert not Reaction.objects.exists()
    answer = account.put(url_of(comment), headers=GUEST | account.proof)
    assert (answer.status_code, answer.json()) == (200, {"respected": True, "respect": 1})
    assert Reaction.objects.get().account == account.user
    assert account.delete(url_of(comment), headers=account.proof).json() == {"respected": False, "respect": 0}


def test_a_guest_without_a_token_is_told_what_is_needed(api, comment):
    for method in ("PUT", "DELETE"):
        assert kind_of(api.generic(method, url_of(comment))) == (403, "respect-refused", "token")
    assert not Reaction.objects.exists()


def test_nobody_respects_their_own(api, account, comment):
    own = PublishedCommentFactory(user=account.user)
    assert kind_of(account.put(url_of(own), headers=account.proof)) == (403, "respect-refused", "own")
    proof = {"Authorization": f"Bearer {make_author_token(comment.pk)}"}
    assert kind_of(api.put(url_of(comment), headers=GUEST | proof)) == (403, "respect-refused", "own")
    assert not Reaction.objects.exists()
    assert api.put(url_of(own), headers=GUEST | proof).json()["respect"] == 1


def test_a_page_of_another_site_respects_nothing(api, comment):
    foreign = {"Origin": "https://evil.example"}
    for method in ("PUT", "DELETE"):
        assert kind_of(api.generic(method, url_of(comment), headers=GUEST | foreign)) == (403, "foreign-origin", None)
    assert not Reaction.objects.exists()


def test_what_readers_may_not_see_is_not_respected(api):
    waiting = PublishedCommentFactory()
    change_visibility(comment_id=waiting.pk, to=Visibility.HELD)
    tombstone = PublishedCommentFactory()
    PublishedCommentFactory(parent=tombstone)
    change_visibility(comment_id=tombstone.pk, to=Visibility.HELD)
    article = ArticleFactory()
    draft = PublishedCommentFactory(discussion=DiscussionFactory(article=article))
    article.draft = True
    article.save()
    for comment in (waiting, tombstone, draft):
        assert kind_of(api.put(url_of(comment), headers=GUEST)) == (404, "comment-not-found", None)
    assert api.put("/api/v1/comments/999999/reaction/", headers=GUEST).status_code == 404
    assert not Reaction.objects.exists()


def test_too_many_are_told_when_to_come_back(api, settings):
    settings.ENGAGEMENT = {"RESPECT_LIMITS": [(1, 3600)]}
    comments = PublishedCommentFactory.create_batch(2)
    assert api.put(url_of(comments[0]), headers=GUEST).status_code == 200
    refused = api.put(url_of(comments[1]), headers=GUEST)
    assert kind_of(refused) == (429, "respect-too-fast", None)
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert Reaction.objects.count() == 1


def test_a_publishers_throttles_hold(api, comment, settings):
    cache.clear()
    settings.ENGAGEMENT = {"API_THROTTLES": ["tests.engagement.rest.test_throttles.TwoAnHour"]}
    answers = [api.put(url_of(comment), headers=GUEST).status_code for _ in range(3)]
    cache.clear()
    assert answers == [200, 200, 429]


def test_a_database_that_is_down_for_a_moment_is_a_503(api, comment, monkeypatch, caplog):
    def fail(**_given):
        raise OperationalError(TOKEN)

    monkeypatch.setattr(reactions, "respect_comment", fail)
    response = api.put(url_of(comment), headers=GUEST)
    assert kind_of(response) == (503, "unavailable", None)
    assert TOKEN not in caplog.text


def test_a_comment_tells_how_many_respect_it_and_a_tombstone_does_not(api, comment):
    reply = PublishedCommentFactory(parent=comment)
    for shown in (comment, reply):
        api.put(url_of(shown), headers=GUEST)
    page = f"/api/v1/discussions/{comment.discussion.key}/comments/"
    (root,) = api.get(page).json()["results"]
    assert (root["respect"], root["replies"]["results"][0]["respect"]) == (1, 1)
    assert api.get(f"/api/v1/comments/{reply.pk}/").json()["respect"] == 1
    change_visibility(comment_id=comment.pk, to=Visibility.HELD)
    (root,) = api.get(page).json()["results"]
    assert (root["tombstone"], root["respect"]) == (True, 0)


def test_a_cache_learns_of_it_at_once(api, comment):
    page = f"/api/v1/discussions/{comment.discussion.key}/comments/?sort=top"
    known = {"If-None-Match": api.get(page).headers["ETag"]}
    assert api.get(page, headers=known).status_code == 304
    api.put(url_of(comment), headers=GUEST)
    assert api.get(page, headers=known).status_code == 200


def test_a_body_is_not_needed_and_not_read(api, comment):
    sent = json.dumps({"respected": False})
    response = api.put(url_of(comment), sent, content_type="application/json", headers=GUEST)
    assert response.json() == {"respected": True, "respect": 1}
