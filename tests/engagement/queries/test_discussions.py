import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement import hosts
from engagement.api import Discussion, find_discussion_of, get_public_discussion
from engagement.exceptions import DiscussionNotFound, HostNotRegistered
from engagement.queries.discussions import assert_public, is_public
from engagement.services.discussions import set_discussion_status, sync_discussion
from tests.articles.models import Article, Review
from tests.factories import ArticleFactory, DiscussionFactory, ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_public_discussion_is_found_by_its_stamp_with_its_prompt_and_wordings_and_its_article():
    discussion = DiscussionFactory()
    with CaptureQueriesContext(connection) as captured:
        found = get_public_discussion(discussion.key)
        assert found.prompt.proposal.question == "Should the old quay be kept?"
        assert found.prompt.chosen is None
    assert found == discussion
    assert len(captured) == 3
    with CaptureQueriesContext(connection) as captured:
        assert get_public_discussion(discussion.key) == discussion
    assert len(captured) == 1


def test_a_closed_discussion_can_be_read():
    discussion = DiscussionFactory()
    set_discussion_status(discussion_id=discussion.pk, status=Discussion.Status.CLOSED)
    assert get_public_discussion(discussion.key) == discussion


@pytest.mark.parametrize(
    "make_private",
    [
        pytest.param(lambda d: Discussion.objects.update(status="hidden"), id="hidden"),
        pytest.param(lambda d: Article.objects.update(draft=True), id="draft"),
        pytest.param(
            lambda d: Article.objects.update(published_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC)), id="embargoed"
        ),
        pytest.param(lambda d: Article.objects.all().delete(), id="deleted"),
        pytest.param(lambda d: Discussion.objects.update(host="articles.gone"), id="of a model that is gone"),
    ],
)
def test_a_discussion_that_is_not_public_now_is_not_found(make_private):
    discussion = DiscussionFactory()
    make_private(discussion)
    with pytest.raises(DiscussionNotFound):
        get_public_discussion(discussion.key)


def test_an_unknown_key_is_not_found():
    with pytest.raises(DiscussionNotFound):
        get_public_discussion("unknown")


def test_a_discussion_of_no_host_is_public_unless_it_is_hidden():
    discussion = Discussion.objects.create(key="elsewhere")
    assert_public(discussion)
    discussion.status = Discussion.Status.HIDDEN
    with pytest.raises(DiscussionNotFound):
        assert_public(discussion)


def test_a_discussion_is_found_by_its_object():
    article, review = ArticleFactory(), ReviewFactory()
    discussion = sync_discussion(obj=article)
    assert find_discussion_of(article) == discussion
    assert find_discussion_of(review) is None
    with pytest.raises(HostNotRegistered):
        find_discussion_of(UserFactory())


def test_whether_an_object_is_public_its_own_field_says():
    assert is_public(ReviewFactory()) is True
    assert is_public(ReviewFactory(is_live=False)) is False
    assert is_public(ArticleFactory(draft=True)) is False
    assert is_public(UserFactory()) is False


def test_a_model_that_left_shows_nothing_any_more(monkeypatch):
    review = ReviewFactory()
    discussion = sync_discussion(obj=review)
    monkeypatch.setattr(hosts, "_hosts", {model: host for model, host in hosts._hosts.items() if model is not Review})
    assert is_public(review) is False
    with pytest.raises(DiscussionNotFound):
        assert_public(discussion)
