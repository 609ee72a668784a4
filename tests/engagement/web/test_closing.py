"""What readers see of a discussion that closes by itself, and what caches make of it."""

import datetime as dt

import pytest
import time_machine
from django.test import override_settings

from engagement.api import Comment
from tests.engagement.web.conftest import address, page_of, text_of
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

PUBLISHED = dt.datetime(2026, 4, 18, 18, 0, tzinfo=dt.UTC)
ENDS = dt.datetime(2026, 5, 18, 18, 0, tzinfo=dt.UTC)
BEFORE = ENDS - dt.timedelta(seconds=1)


@pytest.fixture
def comment():
    with time_machine.travel(PUBLISHED, tick=False):
        discussion = DiscussionFactory(article=ArticleFactory(published_at=PUBLISHED))
        return PublishedCommentFactory(discussion=discussion)


@pytest.fixture(autouse=True)
def closes():
    with override_settings(ENGAGEMENT={"CLOSE_AFTER_DAYS": 30}):
        yield


def at(moment):
    return time_machine.travel(moment, tick=False)


def test_readers_are_told_until_when_it_is_open(client, comment):
    with at(BEFORE):
        page = page_of(client.get(address(comment.discussion)))
    notes = [text_of(note) for note in page.find_class("aw-note")]
    assert "The discussion is open until May 18, 2026, 6 p.m., and can be read after that." in notes
    assert len(page.forms) == 1


def test_then_they_are_told_that_it_closed_and_can_read_everything(client, comment):
    with at(ENDS):
        page = page_of(client.get(address(comment.discussion)))
        thread = page_of(client.get(f"/discussions/c/{comment.pk}/?reply=1"))
        reply = client.get(address(comment.discussion, f"fragment/?reply={comment.pk}"))
    for shown in (page, thread):
        assert text_of(shown.find_class("aw-state")[0]) == (
            "This discussion closed on May 18, 2026, 6 p.m., and you can still read everything."
        )
        assert not shown.forms
        assert "open until" not in text_of(shown)
        assert shown.get_element_by_id(f"c-{comment.pk}") is not None
    assert reply.status_code == 404


def test_a_form_sent_too_late_comes_back_with_its_text(post, comment):
    with at(ENDS):
        response = post(comment.discussion, "Too late, alas.")
    assert response.status_code == 403
    assert "Too late, alas." in response.content.decode()
    assert "was closed in the meantime" in response.content.decode()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("part", ["", "fragment/", "feed/"])
def test_what_a_cache_holds_from_before_is_not_good_any_more(client, comment, part):
    with at(BEFORE):
        first = client.get(address(comment.discussion, part))
        known = {"If-None-Match": first["ETag"]}
        assert client.get(address(comment.discussion, part), headers=known).status_code == 304
    with at(ENDS):
        then = client.get(address(comment.discussion, part), headers=known)
        assert then.status_code == 200
        assert client.get(address(comment.discussion, part), headers={"If-None-Match": then["ETag"]}).status_code == 304
        by_date = {"If-Modified-Since": first["Last-Modified"]}
        assert client.get(address(comment.discussion, part), headers=by_date).status_code == 200
        assert then["Last-Modified"] == "Mon, 18 May 2026 18:00:00 GMT"


def test_the_api_says_the_same(client, comment):
    address = f"/api/v1/discussions/{comment.discussion.key}/"
    with at(BEFORE):
        before = client.get(address)
        assert (before.json()["status"], before.json()["closes_at"]) == ("open", "2026-05-18T18:00:00Z")
    with at(ENDS):
        then = client.get(address, headers={"If-None-Match": before["ETag"]})
        assert (then.status_code, then.json()["status"]) == (200, "closed")
        assert then.json()["closes_at"] == "2026-05-18T18:00:00Z"
        assert then.json()["version"] == before.json()["version"]
        sent = {"body": "Too late.", "author_name": "Ada"}
        refused = client.post(f"{address}comments/", sent, content_type="application/json")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:problem-type:afterword:discussion-closed")
    assert Comment.objects.count() == 1


def test_where_nobody_knows_when_it_closed_no_moment_is_told(client, comment):
    with override_settings(ENGAGEMENT={"CLOSED_SECTIONS": ["Harbour"]}):
        page = page_of(client.get(address(comment.discussion)))
    (state,) = page.find_class("aw-state")
    assert text_of(state) == "This discussion is closed. You can still read everything."
