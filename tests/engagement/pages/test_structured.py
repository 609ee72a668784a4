import datetime as dt
import json

import lxml.html
import pytest
from django.db import connection
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from engagement import hosts
from engagement.api import Visibility, change_visibility, find_discussion_of
from engagement.models import Comment
from engagement.pages.structured import absolute_from, as_script, describe_comment
from tests.articles.models import Article
from tests.engagement.rest.test_queries import fill
from tests.engagement.web.conftest import address, page_of
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory
from tests.memory import forget_everything

AT = dt.datetime(2026, 3, 2, 12, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def alone(engagement_alone):
    """What other apps answer and do is tested with them."""


@pytest.fixture
def article(db):
    article = ArticleFactory(title="The quay", authors="Tilda Marrow", published_at=AT)
    DiscussionFactory(article=article)
    return article


def data_in(page):
    return [json.loads(script.text) for script in page.iterfind(".//script[@type='application/ld+json']")]


def render(source, article, path="/articles/1/"):
    request = RequestFactory().get(path)
    html = engines["django"].from_string("{% load afterword %}" + source).render({"article": article}, request)
    return data_in(lxml.html.document_fromstring(f"<main>{html}</main>"))


def test_a_comment_is_described_by_what_its_page_shows():
    comment = Comment(html="<p>Keep <em>it</em>.</p>", published_at=AT, edited_at=AT + dt.timedelta(hours=1))

    data = describe_comment(comment, name="Ada", url="https://example.org/c/1/", replies=[{"@type": "Comment"}])

    assert data == {
        "@type": "Comment",
        "url": "https://example.org/c/1/",
        "author": {"@type": "Person", "name": "Ada"},
        "datePublished": "2026-03-02T12:30:00+00:00",
        "dateModified": "2026-03-02T13:30:00+00:00",
        "text": "Keep it.",
        "comment": [{"@type": "Comment"}],
    }


def test_the_newsroom_is_no_person_and_what_is_not_there_is_left_out():
    data = describe_comment(Comment(html="<p>No.</p>", published_at=AT, from_newsroom=True), name="N", url="/c/2/")

    assert data["author"] == {"@type": "Organization", "name": "N"}
    assert set(data) == {"@type", "url", "author", "datePublished", "text"}


def test_nothing_leaves_the_block_of_data():
    html = as_script({"text": "</script><script>alert(1)//&\u2028\u2029 <!-- “ü”"})

    assert html.count("<") == 2
    assert html == (
        '<script type="application/ld+json">{"text":"\\u003c/script\\u003e\\u003cscript\\u003ealert(1)//'
        '\\u0026\\u2028\\u2029 \\u003c!-- “ü”"}</script>\n'
    )


@pytest.mark.parametrize(
    ("base", "url", "absolute"),
    [
        ("https://example.org/a/1/", "/c/1/#c-1", "https://example.org/c/1/#c-1"),
        ("https://example.org/a/1/", "https://other.example/", "https://other.example/"),
        ("", "/c/1/", "/c/1/"),
    ],
)
def test_addresses_are_completed_by_the_sites_own(base, url, absolute):
    assert absolute_from(base)(url) == absolute


def test_the_tag_joins_the_comments_to_the_article(article):
    root = PublishedCommentFactory(discussion=find_discussion_of(article), author_name="Ada", body="Keep it.")
    reply = PublishedCommentFactory(parent=root, author_name="Ben", body="Why?")

    (data,) = render("{% discussion article %}", article)

    root.refresh_from_db()
    reply.refresh_from_db()
    key = find_discussion_of(article).key
    assert data == {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": f"http://testserver/articles/{article.pk}/",
        "discussionUrl": f"http://testserver/discussions/d/{key}/",
        "commentCount": 2,
        "comment": [
            {
                "@type": "Comment",
                "url": f"http://testserver/discussions/c/{root.pk}/#c-{root.pk}",
                "author": {"@type": "Person", "name": "Ada"},
                "datePublished": root.published_at.isoformat(timespec="seconds"),
                "text": "Keep it.",
                "comment": [
                    {
                        "@type": "Comment",
                        "url": f"http://testserver/discussions/c/{reply.pk}/#c-{reply.pk}",
                        "author": {"@type": "Person", "name": "Ben"},
                        "datePublished": reply.published_at.isoformat(timespec="seconds"),
                        "text": "Why?",
                    }
                ],
            }
        ],
    }


def test_the_publisher_says_what_the_article_is_called_among_machines(article, monkeypatch):
    monkeypatch.setattr(hosts, "_hosts", dict(hosts._hosts))
    hosts.register(Article, json_ld_id=lambda article: f"https://example.org/articles/{article.pk}/#article")

    (data,) = render("{% discussion article %}", article)

    assert data["@id"] == f"https://example.org/articles/{article.pk}/#article"


def test_without_the_setting_the_section_brings_none_and_the_other_tag_does(article, settings):
    settings.ENGAGEMENT = {"STRUCTURED_DATA": False}

    assert render("{% discussion article %}", article) == []
    (data,) = render("{% discussion_jsonld article %}{% discussion article %}", article)
    assert data["commentCount"] == 0


def test_both_tags_of_a_template_ask_once(article, django_assert_num_queries, settings):
    settings.ENGAGEMENT = {"STRUCTURED_DATA": False}
    forget_everything()
    with CaptureQueriesContext(connection) as one:
        render("{% discussion article %}", article)
    forget_everything()
    with django_assert_num_queries(len(one)):
        render("{% discussion_jsonld article %}{% discussion article %}", article)


def test_a_hidden_article_says_nothing(article):
    article.draft = True
    article.save()

    assert render("{% discussion_jsonld article %}", article) == []


def test_replies_to_what_does_not_show_stand_in_its_place(article):
    root = PublishedCommentFactory(discussion=find_discussion_of(article), body="Gone.")
    PublishedCommentFactory(parent=root, body="Stays.")
    change_visibility(comment_id=root.pk, to=Visibility.REJECTED)

    (data,) = render("{% discussion article %}", article)

    assert [comment["text"] for comment in data["comment"]] == ["Stays."]
    assert "Gone." not in json.dumps(data)


def test_more_comments_take_no_more_queries(client, article, django_assert_num_queries):
    discussion = find_discussion_of(article)
    fill(discussion, 20)
    forget_everything()
    with CaptureQueriesContext(connection) as few:
        client.get(address(discussion))
    fill(discussion, 100)
    forget_everything()
    with django_assert_num_queries(len(few)):
        client.get(address(discussion))


def test_a_discussions_own_page_is_a_posting_with_its_comments(client, article):
    discussion = find_discussion_of(article)
    root = PublishedCommentFactory(discussion=discussion, body="Keep it.")

    (data,) = data_in(page_of(client.get(address(discussion))))

    assert [comment["text"] for comment in data.pop("comment")] == ["Keep it."]
    assert data == {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "@id": f"http://testserver{address(discussion)}",
        "url": f"http://testserver{address(discussion)}",
        "headline": "The quay",
        "text": "Should the old quay be kept? Tell us in the comments below!",
        "datePublished": "2026-03-02T12:30:00+00:00",
        "about": {"@type": "Article", "@id": f"http://testserver/articles/{article.pk}/"},
        "commentCount": 1,
        "author": [{"@type": "Person", "name": "Tilda Marrow"}],
    }
    (thread,) = data_in(page_of(client.get(f"/discussions/c/{root.pk}/")))
    assert thread["@id"] == data["@id"]
    assert [comment["text"] for comment in thread["comment"]] == ["Keep it."]


@pytest.mark.django_db
def test_where_nobody_is_named_the_site_has_written_it(client, settings):
    settings.ENGAGEMENT = {"SITE_NAME": "The Gazette"}
    discussion = DiscussionFactory(article=ArticleFactory(authors=""))

    (data,) = data_in(page_of(client.get(address(discussion))))

    assert data["author"] == [{"@type": "Organization", "name": "The Gazette"}]


@pytest.mark.django_db
def test_what_is_not_stored_yet_is_no_posting(client):
    article = ArticleFactory()
    Article.objects.filter(pk=article.pk).update(title="Never synced")

    page = page_of(client.get(f"/discussions/d/articles.article.{article.pk}/"))

    assert data_in(page) == []
