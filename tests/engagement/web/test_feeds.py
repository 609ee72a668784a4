import datetime as dt

import lxml.etree
import pytest

from engagement.models import Comment
from tests.engagement.web.conftest import address
from tests.factories import ArticleFactory, DiscussionFactory, PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, discussion):
    response = client.get(address(discussion, "feed/"))
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return lxml.etree.fromstring(response.content).findall(f"{ATOM}entry")


def test_the_feed_gives_published_comments_newest_first(client, discussion):
    root = PublishedCommentFactory(discussion=discussion, author_name="Ada", body="One *word*.")
    reply = PublishedCommentFactory(parent=root, author_name="Ben")
    PendingCommentFactory(discussion=discussion)
    noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    Comment.objects.filter(pk=root.pk).update(published_at=noon)
    newest, oldest = entries(client, discussion)
    assert newest.findtext(f"{ATOM}id") == f"http://testserver/discussions/c/{reply.pk}/#c-{reply.pk}"
    assert {part.tag.removeprefix(ATOM): part.text for part in oldest if part.text} == {
        "title": f"Ada on {discussion.title}",
        "published": "2026-03-01T12:00:00+00:00",
        "updated": "2026-03-01T12:00:00+00:00",
        "id": f"http://testserver/discussions/c/{root.pk}/#c-{root.pk}",
        "summary": "<p>One <em>word</em>.</p>",
    }
    assert oldest.findtext(f"{ATOM}author/{ATOM}name") == "Ada"
    assert oldest.find(f"{ATOM}author/{ATOM}email") is None


def test_a_feed_is_xml_whatever_readers_type(client):
    discussion = DiscussionFactory(article=ArticleFactory(title="A\x08 & B <i>\u202e"))
    PublishedCommentFactory(
        discussion=discussion, body="\x08 \x1b \ufffe ]]> <b> & \x85", author_name="A\x0b\ufffe\u202eda"
    )
    (entry,) = entries(client, discussion)
    assert entry.findtext(f"{ATOM}title") == "A da on A & B <i>"


def test_a_feed_ends(client, discussion):
    for _comment in range(51):
        PublishedCommentFactory(discussion=discussion)
    assert len(entries(client, discussion)) == 50
