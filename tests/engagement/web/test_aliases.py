"""Old keys: pages say where to go, and the API answers at once."""

import pytest
from django.template import Context, Template

from engagement.api import Comment, add_alias, merge_discussions
from tests.articles.models import Article
from tests.engagement.web.conftest import page_of, text_of
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged():
    """Two discussions of which the first is merged into the second."""
    source, target = DiscussionFactory(), DiscussionFactory()
    comment = PublishedCommentFactory(discussion=source, body="What was said there.")
    merge_discussions(source_id=source.pk, target_id=target.pk)
    add_alias(key="an~alias", discussion_id=target.pk)
    return source, target, comment


@pytest.mark.parametrize("part", ["", "fragment/", "feed/"])
@pytest.mark.parametrize("query", ["", "?sort=oldest&a=%C3%A4&a=b"])
def test_pages_of_an_old_key_are_at_the_present_one(client, merged, part, query):
    source, target, _comment = merged
    for key in (source.key, "an~alias"):
        response = client.get(f"/discussions/d/{key}/{part}{query}")
        assert response.status_code == 301
        assert response["Location"] == f"/discussions/d/{target.key}/{part}{query}"
        assert response["Cache-Control"] == "public, max-age=3600"
        assert not response.cookies
        assert client.get(response["Location"]).status_code == 200


def test_a_form_of_an_old_page_is_taken(post, merged):
    source, target, _comment = merged
    response = post(source, "I had the old page open.")
    assert response.status_code == 303
    assert Comment.objects.order_by("-pk").first().discussion == target


def test_links_to_comments_go_on_working(client, merged):
    _source, target, comment = merged
    page = page_of(client.get(f"/discussions/c/{comment.pk}/"))
    assert "What was said there." in text_of(page)
    assert page.get_element_by_id("discussion").get("data-aw") == target.key


def test_the_old_article_shows_what_is_said_about_the_other(merged):
    source, _target, _comment = merged
    article = Article.objects.get(pk=source.host_pk)
    template = Template("{% load afterword %}{% comment_count article %} {% discussion article %}")
    assert "What was said there." in template.render(Context({"article": article}))
    assert template.render(Context({"article": article})).startswith("1 ")


def test_the_other_articles_embargo_holds_for_both(client, merged):
    source, target, _comment = merged
    Article.objects.filter(pk=target.host_pk).update(draft=True)
    for key in (source.key, "an~alias", target.key):
        assert client.get(f"/discussions/d/{key}/").status_code == 404
        assert client.get(f"/api/v1/discussions/{key}/").status_code == 404


def test_the_api_answers_with_the_discussion_under_its_present_key(client, merged):
    source, target, comment = merged
    present = client.get(f"/api/v1/discussions/{target.key}/")
    for key in (source.key, "an~alias"):
        response = client.get(f"/api/v1/discussions/{key}/")
        assert response.status_code == 200
        assert response.json() == present.json()
        assert response.json()["key"] == target.key
        comments = client.get(f"/api/v1/discussions/{key}/comments/?sort=oldest").json()
        assert [root["id"] for root in comments["results"]] == [comment.pk]
    sent = {"body": "By the old key.", "author_name": "Ada"}
    posted = client.post("/api/v1/discussions/an~alias/comments/", sent, content_type="application/json")
    assert (posted.status_code, posted.json()["discussion"]) == (201, target.key)


def test_an_etag_of_the_one_is_none_of_the_other(client, merged):
    _source, target, _comment = merged
    third = DiscussionFactory()
    before = client.get(f"/api/v1/discussions/{third.key}/")
    merge_discussions(source_id=third.pk, target_id=target.pk)
    response = client.get(f"/api/v1/discussions/{third.key}/", headers={"If-None-Match": before["ETag"]})
    assert (response.status_code, response.json()["key"]) == (200, target.key)
