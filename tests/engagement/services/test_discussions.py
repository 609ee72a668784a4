import datetime as dt

import pytest
import time_machine
from django.utils.translation import override

from engagement.api import Comment, Discussion
from engagement.exceptions import DiscussionNotFound, HostNotRegistered
from engagement.services.discussions import (
    find_or_open_discussion,
    hide_discussion_of,
    set_discussion_status,
    sync_discussion,
    touch_discussion,
)
from tests.articles.models import Article, Review
from tests.factories import ArticleFactory, CommentFactory, DiscussionFactory, ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)


@time_machine.travel(NOON, tick=False)
def test_a_discussion_is_opened_with_what_the_article_says():
    article = ArticleFactory(title="The harbour", published_at=NOON - dt.timedelta(days=1), language="en")
    discussion = sync_discussion(obj=article)
    assert (discussion.key, discussion.host, discussion.host_pk) == (
        f"articles.article.{article.pk}",
        "articles.article",
        str(article.pk),
    )
    assert (discussion.title, discussion.url, discussion.section, discussion.tags, discussion.language) == (
        "The harbour",
        f"/articles/{article.pk}/",
        "Harbour",
        ["ferries", "quays"],
        "en",
    )
    assert (discussion.article_published_at, discussion.article_modified_at) == (NOON - dt.timedelta(days=1), NOON)
    assert (discussion.status, discussion.comment_count, discussion.version) == (Discussion.Status.OPEN, 0, 2)
    assert discussion.prompt.proposal.question == "Should the old quay be kept?"


def test_two_host_models_stand_side_by_side():
    article, review = ArticleFactory(), ReviewFactory(slug="a-boat", name="A boat")
    sync_discussion(obj=article)
    discussion = sync_discussion(obj=review)
    assert (discussion.key, discussion.title, discussion.url) == (
        "articles.review.a-boat",
        "A boat",
        "/reviews/a-boat/",
    )
    assert Discussion.objects.count() == 2


def test_an_article_that_did_not_change_changes_nothing(announced):
    article = ArticleFactory()
    before = sync_discussion(obj=article).version
    with announced() as heard:
        assert sync_discussion(obj=article).version == before
    assert heard == []


def test_an_edited_article_brings_its_discussion_up_to_date_and_tells_readers(announced):
    article = ReviewFactory(name="A boat")
    before = sync_discussion(obj=article).version
    article.name = "Another boat"
    with announced() as heard:
        discussion = sync_discussion(obj=article)
    assert (discussion.title, discussion.version) == ("Another boat", before + 1)
    assert heard == [("discussion_changed", {"discussion_id": discussion.pk})]


def test_a_key_survives_the_field_it_was_made_of():
    review = ReviewFactory(slug="a-boat")
    discussion = sync_discussion(obj=review)
    Review.objects.update(slug="another-boat")
    review.refresh_from_db()
    assert sync_discussion(obj=review) == discussion
    assert Discussion.objects.get().key == "articles.review.a-boat"
    assert Discussion.objects.get().url == "/reviews/another-boat/"


def test_what_is_too_long_for_its_column_is_cut():
    article = ArticleFactory.build(pk=7, section="s" * 300, language="l" * 60, title="t" * 900)
    discussion = sync_discussion(obj=article)
    assert (len(discussion.title), len(discussion.section), len(discussion.language)) == (500, 100, 35)


def test_the_language_of_an_article_that_names_none_is_the_sites_and_not_the_editors(settings):
    settings.LANGUAGE_CODE = "en-gb"
    with override("de"):
        assert sync_discussion(obj=ReviewFactory()).language == "en-gb"


def test_an_object_of_no_host_has_no_discussion():
    with pytest.raises(HostNotRegistered):
        sync_discussion(obj=UserFactory())
    assert Discussion.objects.count() == 0


def test_a_discussion_is_found_by_its_key():
    discussion = DiscussionFactory()
    assert find_or_open_discussion(key=discussion.key) == discussion


def test_the_discussion_of_an_imported_article_is_opened_by_its_first_reader():
    Article.objects.bulk_create([ArticleFactory.build()])
    key = f"articles.article.{Article.objects.get().pk}"
    discussion = find_or_open_discussion(key=key)
    assert (discussion.key, discussion.prompt.proposal.question) == (key, "Should the old quay be kept?")


@pytest.mark.parametrize(
    "key",
    [
        "articles.article.404",
        "articles.article.x",
        "articles.article.",
        "articles.review.none",
        "unknown",
        "",
        "9" * 199,
    ],
)
def test_a_key_that_names_nothing_opens_nothing(key):
    with pytest.raises(DiscussionNotFound):
        find_or_open_discussion(key=key)
    assert Discussion.objects.count() == 0


@pytest.mark.parametrize("spelling", ["articles.article.0{}", "articles.article. {}", "articles.article.+{}"])
def test_another_spelling_of_a_key_names_nothing(spelling):
    Article.objects.bulk_create([ArticleFactory.build()])
    with pytest.raises(DiscussionNotFound):
        find_or_open_discussion(key=spelling.format(Article.objects.get().pk))
    assert Discussion.objects.count() == 0


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param({"draft": True}, id="draft"),
        pytest.param({"published_at": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)}, id="embargo"),
    ],
)
def test_the_discussion_of_an_article_that_is_not_public_is_not_opened(hidden):
    Article.objects.bulk_create([ArticleFactory.build(**hidden)])
    with pytest.raises(DiscussionNotFound):
        find_or_open_discussion(key=f"articles.article.{Article.objects.get().pk}")
    assert Discussion.objects.count() == 0


def test_an_object_is_found_by_its_new_key_too_and_nothing_is_written():
    review = ReviewFactory(slug="a-boat")
    discussion = sync_discussion(obj=review)
    Review.objects.update(slug="another-boat", name="Not synced")
    assert find_or_open_discussion(key="articles.review.another-boat") == discussion
    assert Discussion.objects.get().title == discussion.title


@pytest.mark.parametrize("status", [Discussion.Status.CLOSED, Discussion.Status.HIDDEN])
def test_a_discussion_is_closed_once_and_tells_readers_once(announced, status):
    discussion = DiscussionFactory()
    with announced() as heard:
        assert set_discussion_status(discussion_id=discussion.pk, status=status) is True
        assert set_discussion_status(discussion_id=discussion.pk, status=status) is False
    assert heard == [("discussion_changed", {"discussion_id": discussion.pk})]
    closed = Discussion.objects.get()
    assert (closed.status, closed.version, closed.is_open) == (status, discussion.version + 1, False)


def test_a_status_that_does_not_exist_changes_nothing():
    discussion = DiscussionFactory()
    with pytest.raises(ValueError, match="ajar"):
        set_discussion_status(discussion_id=discussion.pk, status="ajar")
    assert Discussion.objects.get().status == Discussion.Status.OPEN


def test_hiding_the_discussion_of_a_deleted_object_keeps_its_comments():
    comment = CommentFactory()
    other = DiscussionFactory()
    hide_discussion_of(host=comment.discussion.host, host_pk=comment.discussion.host_pk)
    assert Discussion.objects.get(pk=comment.discussion_id).status == Discussion.Status.HIDDEN
    assert Discussion.objects.get(pk=other.pk).status == Discussion.Status.OPEN
    assert Comment.objects.get() == comment


def test_touching_a_discussion_raises_its_version_and_counts(announced):
    discussion = DiscussionFactory()
    with announced() as heard:
        touch_discussion(discussion_id=discussion.pk, comments=3)
        touch_discussion(discussion_id=discussion.pk, comments=-1)
        touch_discussion(discussion_id=discussion.pk)
    touched = Discussion.objects.get()
    assert (touched.comment_count, touched.version) == (2, discussion.version + 3)
    assert touched.changed_at > discussion.changed_at
    assert [name for name, _ids in heard] == ["discussion_changed"] * 3
