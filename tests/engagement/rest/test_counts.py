"""Counts for a list of articles: in one request and in the same number of queries for one key and for a hundred."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Discussion, add_alias, merge_discussions, set_discussion_status
from tests.articles.models import Article
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory, ReviewFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/counts/"


def ask(api, *keys, **headers):
    return api.get(ADDRESS, [("key", key) for key in keys], headers=headers)


@pytest.fixture
def discussion():
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    return root.discussion


def test_counts_come_by_key_in_the_order_asked(api, discussion):
    review = DiscussionFactory(article=ReviewFactory())
    response = ask(api, review.key, discussion.key)
    assert response.status_code == 200
    assert response.json() == {"counts": {review.key: 0, discussion.key: 2}}
    assert list(response.json()["counts"]) == [review.key, discussion.key]
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert not response.cookies


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(lambda d: set_discussion_status(discussion_id=d.pk, status="hidden"), id="hidden"),
        pytest.param(lambda d: Article.objects.update(draft=True), id="draft"),
        pytest.param(lambda d: Article.objects.all().delete(), id="deleted"),
        pytest.param(lambda d: Discussion.objects.filter(pk=d.pk).update(host="gone.model"), id="host gone"),
    ],
)
def test_what_readers_may_not_see_is_absent_as_is_what_is_unknown(api, discussion, hide):
    hide(discussion)
    assert ask(api, discussion.key, "nothing.of.that.name", "no key", "a\x00b", "x" * 300).json() == {"counts": {}}


def test_old_keys_count_what_they_lead_to(api, discussion):
    source = DiscussionFactory()
    merge_discussions(source_id=source.pk, target_id=discussion.pk)
    add_alias(key="old", discussion_id=discussion.pk)
    assert ask(api, "old", source.key, discussion.key).json() == {
        "counts": {"old": 2, source.key: 2, discussion.key: 2}
    }


def test_a_discussion_without_an_object_counts(api):
    Discussion.objects.create(key="by-hand", comment_count=3)
    assert ask(api, "by-hand").json() == {"counts": {"by-hand": 3}}


def test_a_key_that_is_none_of_its_models_any_more_spoils_no_other(api, discussion):
    Discussion.objects.create(key="odd", host="articles.article", host_pk="not a number", comment_count=3)
    assert ask(api, "odd", discussion.key).json() == {"counts": {discussion.key: 2}}


def test_a_hundred_keys_take_as_many_queries_as_two(api, discussion):
    def count(keys):
        with CaptureQueriesContext(connection) as captured:
            assert len(ask(api, *keys).json()["counts"]) == len(keys)
        return len(captured)

    review = DiscussionFactory(article=ReviewFactory())
    few = count([discussion.key, review.key])
    ArticleFactory.create_batch(98)
    many = [DiscussionFactory(article=article).key for article in Article.objects.exclude(pk=discussion.host_pk)]
    assert count([discussion.key, review.key, *many]) == few


@pytest.mark.parametrize("keys", [[], [f"k{number}" for number in range(101)], ["k"] * 101])
def test_none_and_too_many_are_refused(api, keys):
    response = ask(api, *keys)
    assert response.status_code == 400
    assert response.json()["errors"] == {"key": ["Give from 1 to 100 keys."]}


def test_a_client_that_has_the_answer_gets_none(api, discussion):
    first = ask(api, discussion.key)
    known = {"If-None-Match": first["ETag"]}
    again = ask(api, discussion.key, **known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    PublishedCommentFactory(discussion=discussion)
    changed = ask(api, discussion.key, **known)
    assert changed.json() == {"counts": {discussion.key: 3}}
    assert ask(api, discussion.key, **{"If-Match": '"other"'}).status_code == 412
