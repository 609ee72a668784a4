import json

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.api import Visibility, change_visibility, set_discussion_status
from engagement.models import Comment, Discussion
from engagement.queries.news import MOST
from tests.engagement.rest.test_queries import fill
from tests.engagement.web.conftest import address, page_of
from tests.factories import ArticleFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


def told(client, discussion):
    return client.get(address(discussion, "version/")).json()


def test_the_version_comes_with_the_count_and_the_newest(client, discussion):
    assert told(client, discussion) == {"version": discussion.version, "count": 0, "newest": []}
    root = PublishedCommentFactory(discussion=discussion)
    reply = PublishedCommentFactory(parent=root)
    discussion.refresh_from_db()
    stamps = {comment.pk: int(comment.published_at.timestamp() * 1000) for comment in Comment.objects.all()}
    assert told(client, discussion) == {
        "version": discussion.version,
        "count": 2,
        "newest": [[reply.pk, root.pk, stamps[reply.pk]], [root.pk, 0, stamps[root.pk]]],
    }
    change_visibility(comment_id=reply.pk, to=Visibility.HELD)
    assert told(client, discussion)["newest"] == [[root.pk, 0, stamps[root.pk]]]


def test_it_is_the_same_for_everyone_sets_no_cookie_and_any_cache_may_keep_it_for_seconds(discussion):
    PublishedCommentFactory(discussion=discussion)
    somebody = Client()
    somebody.force_login(UserFactory(is_staff=True))
    response, other = (client.get(address(discussion, "version/")) for client in (Client(), somebody))
    assert response.content == other.content
    assert dict(response.headers) == dict(other.headers)
    assert response["Cache-Control"] == "public, max-age=5, s-maxage=5, stale-while-revalidate=5"
    assert "Vary" not in response
    assert not other.cookies


def test_who_has_the_version_gets_no_body_and_costs_no_look_at_comments(client, discussion):
    PublishedCommentFactory(discussion=discussion)
    place = address(discussion, "version/")
    tag = client.get(place)["ETag"]
    with CaptureQueriesContext(connection) as again:
        client.get(place)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(place, headers={"If-None-Match": tag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
    assert response["Cache-Control"] == "public, max-age=5, s-maxage=5, stale-while-revalidate=5"
    assert (len(again), len(queries)) == (1, 1)
    PublishedCommentFactory(discussion=discussion)
    with CaptureQueriesContext(connection) as changed:
        assert client.get(place, headers={"If-None-Match": tag}).status_code == 200
    assert "ORDER BY" in changed[-1]["sql"], "the comments are looked at once for each version"


def test_it_costs_and_weighs_as_much_at_a_thousand_comments_as_at_twenty(client, discussion):
    place = address(discussion, "version/")

    def measure():
        Discussion.objects.update(version=F("version") + 1)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(place)
        assert len(response.json()["newest"]) == MOST
        return len(queries), len(response.content)

    client.get(place)
    fill(discussion, 20)
    few = measure()
    fill(discussion, 980)
    many = measure()
    assert many[0] == few[0]
    assert many[1] < 700


def test_the_wait_of_the_pages_bounds_how_long_a_cache_may_keep_it(client, discussion, settings):
    settings.ENGAGEMENT = {"LIVE_SECONDS": 60}
    response = client.get(address(discussion, "version/"))
    assert response["Cache-Control"] == "public, max-age=30, s-maxage=30, stale-while-revalidate=30"


def test_an_article_that_was_never_synced_has_a_version_too_and_asking_opens_nothing(client):
    article = ArticleFactory()
    Discussion.objects.all().delete()
    response = client.get(f"/discussions/d/articles.article.{article.pk}/version/")
    assert response.json() == {"version": 0, "count": 0, "newest": []}
    assert not Discussion.objects.exists()


def test_what_nobody_may_see_is_not_found(client, discussion):
    tag = client.get(address(discussion, "version/"))["ETag"]
    set_discussion_status(discussion_id=discussion.pk, status="hidden")
    assert client.get(address(discussion, "version/"), headers={"If-None-Match": tag}).status_code == 404
    assert client.get("/discussions/d/nothing/version/").status_code == 404


def test_it_is_only_looked_at(client, discussion):
    assert client.post(address(discussion, "version/")).status_code == 405


def test_a_page_tells_its_script_where_and_how_often_to_ask(client, discussion, settings):
    settings.ENGAGEMENT = {"LIVE_SECONDS": 7}
    comment = PublishedCommentFactory(discussion=discussion)
    discussion.refresh_from_db()
    for place in (address(discussion), f"/discussions/c/{comment.pk}/"):
        news = json.loads(page_of(client.get(place)).get_element_by_id("discussion").get("data-aw-news"))
        assert news["url"] == address(discussion, "version/")
        assert news["fragment"] == address(discussion, "fragment/")
        assert news["since"] == int(discussion.changed_at.timestamp() * 1000)
        assert news["seconds"] == 7
        assert news["words"]["show"] == ["Show %s new comments", "Show %s new comment", *["Show %s new comments"] * 5]
        assert news["words"]["comments"][1] == "%s comment"
