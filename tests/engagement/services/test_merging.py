"""Two discussions become one, and keys lead to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import (
    AuthorData,
    CannotMerge,
    Comment,
    Discussion,
    DiscussionNotFound,
    KeyTaken,
    Visibility,
    add_alias,
    change_visibility,
    find_discussion_of,
    get_public_discussion,
    merge_discussions,
    post_comment,
    set_discussion_status,
    sync_discussion,
)
from engagement.models import DiscussionAlias
from engagement.services.discussions import find_or_open_discussion
from engagement.services.recount import recount
from tests.articles.models import Article
from tests.engagement.counting import assert_everything_counts
from tests.engagement.rest.test_queries import fill
from tests.factories import (
    ArticleFactory,
    DiscussionFactory,
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]


def merge(source, target):
    return merge_discussions(source_id=source.pk, target_id=target.pk)


def rows():
    return list(Discussion.objects.order_by("pk").values()), list(Comment.objects.order_by("pk").values())


@pytest.fixture
def source():
    return DiscussionFactory()


@pytest.fixture
def target():
    return DiscussionFactory()


def test_every_comment_moves_and_everything_counts(source, target, announced):
    root = PublishedCommentFactory(discussion=source)
    replies = [PublishedCommentFactory(parent=root) for _ in range(3)]
    waiting = PendingCommentFactory(parent=replies[0])
    held = HeldCommentFactory(discussion=source)
    there = PublishedCommentFactory(discussion=target)
    versions = dict(Discussion.objects.values_list("pk", "version"))
    with announced() as heard:
        assert merge(source, target) == 6
    assert set(Comment.objects.values_list("discussion", flat=True)) == {target.pk}
    source.refresh_from_db()
    target.refresh_from_db()
    assert (source.comment_count, source.status, source.merged_into) == (0, "hidden", target)
    assert (target.comment_count, target.status, target.merged_into) == (5, "open", None)
    assert (source.version, target.version) == (versions[source.pk] + 1, versions[target.pk] + 1)
    assert heard == [
        ("discussion_changed", {"discussion_id": source.pk}),
        ("discussion_changed", {"discussion_id": target.pk}),
        ("discussion_merged", {"source_id": source.pk, "target_id": target.pk}),
    ]
    assert_everything_counts()
    for comment in (waiting, held):
        change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    PublishedCommentFactory(parent=Comment.objects.get(pk=there.pk))
    assert Discussion.objects.get(pk=target.pk).comment_count == 8
    assert_everything_counts()


def test_thousands_of_comments_move_in_as_many_statements_as_ten(source, target):
    def count(one, other):
        with CaptureQueriesContext(connection) as captured:
            moved = merge(one, other)
        return moved, len(captured)

    small = DiscussionFactory()
    fill(small, 10)
    Discussion.objects.filter(pk=small.pk).update(comment_count=10)
    fill(source, 5000)
    Discussion.objects.filter(pk=source.pk).update(comment_count=5000)
    # What filling by hand left uncounted in threads is neither more nor less afterwards.
    found = list(recount(repair=False))
    few, statements = count(small, target)
    many, same = count(source, target)
    assert (few, many) == (10, 5000)
    assert same == statements
    assert Discussion.objects.get(pk=target.pk).comment_count == 5010
    assert list(recount(repair=False)) == found
    assert {difference.kind for difference in found} == {"comment"}


def test_a_counter_that_was_wrong_is_not_carried_over(source, target):
    PublishedCommentFactory(discussion=source)
    Discussion.objects.filter(pk=source.pk).update(comment_count=7)
    merge(source, target)
    assert Discussion.objects.get(pk=target.pk).comment_count == 1


def test_wished_twice_it_moves_nothing_more(source, target):
    PublishedCommentFactory(discussion=source)
    merge(source, target)
    before = rows()
    assert merge(source, target) == 0
    assert rows() == before


def test_what_cannot_become_one_is_refused_and_nothing_changes(source, target):
    third, fourth = DiscussionFactory(), DiscussionFactory()
    PublishedCommentFactory(discussion=source)
    merge(third, target)
    before = rows()
    for one, other in ((source, source), (source, third), (third, source), (third, fourth), (target, third)):
        with pytest.raises(CannotMerge):
            merge(one, other)
    for one, other in ((source.pk, 10**6), (10**6, target.pk)):
        with pytest.raises(DiscussionNotFound):
            merge_discussions(source_id=one, target_id=other)
    assert rows() == before


def test_what_was_merged_is_found_by_its_key_and_by_its_article(source, target):
    article = Article.objects.get(pk=source.host_pk)
    merge(source, target)
    assert get_public_discussion(source.key) == target
    assert find_or_open_discussion(key=source.key) == target
    assert find_discussion_of(article) == target
    assert sync_discussion(obj=article) == target
    article.title = "Another title"
    article.save()
    assert sync_discussion(obj=article) == target
    assert Discussion.objects.get(pk=source.pk).status == "hidden"


def test_one_step_leads_to_the_last_of_several(source, target):
    last = DiscussionFactory()
    add_alias(key="old:source", discussion_id=source.pk)
    add_alias(key="old:target", discussion_id=target.pk)
    merge(source, target)
    merge(target, last)
    for key in ("old:source", "old:target", source.key, target.key, last.key):
        assert get_public_discussion(key) == last
    assert set(Discussion.objects.exclude(pk=last.pk).values_list("merged_into", flat=True)) == {last.pk}


def test_a_post_to_what_was_merged_stands_in_the_other(source, target):
    root = PublishedCommentFactory(discussion=source)
    merge(source, target)
    posted = post_comment(
        discussion_id=source.pk, body="I still had the old page.", author=AuthorData(name="Ada"), parent_id=root.pk
    )
    assert posted.comment.discussion == target
    assert_everything_counts()


@pytest.mark.parametrize("status", ["open", "closed"])
def test_nobody_opens_what_was_merged(source, target, status):
    merge(source, target)
    before = rows()
    assert set_discussion_status(discussion_id=source.pk, status=status) is False
    assert rows() == before


def test_deleting_the_merged_article_changes_nothing_for_readers(source, target):
    merge(source, target)
    Article.objects.get(pk=source.host_pk).delete()
    assert get_public_discussion(source.key) == target


def test_an_alias_leads_to_its_discussion(target):
    assert add_alias(key="articles/old-quay".replace("/", ":"), discussion_id=target.pk) is True
    assert add_alias(key="articles:old-quay", discussion_id=target.pk) is False
    assert get_public_discussion("articles:old-quay") == target
    assert find_or_open_discussion(key="articles:old-quay") == target


def test_an_alias_of_what_was_merged_leads_to_the_other(source, target):
    merge(source, target)
    assert add_alias(key="old", discussion_id=source.pk) is True
    assert DiscussionAlias.objects.get().discussion == target
    assert add_alias(key=source.key, discussion_id=target.pk) is False


@pytest.mark.parametrize("key", ["", "a/b", "a b", "x" * 201, "a\n", "?a"])
def test_what_is_no_key_is_no_alias(target, key):
    with pytest.raises(KeyTaken):
        add_alias(key=key, discussion_id=target.pk)
    assert not DiscussionAlias.objects.exists()


def test_a_key_leads_to_one_discussion(source, target):
    add_alias(key="old", discussion_id=source.pk)
    with pytest.raises(KeyTaken):
        add_alias(key="old", discussion_id=target.pk)
    with pytest.raises(KeyTaken):
        add_alias(key=source.key, discussion_id=target.pk)
    with pytest.raises(DiscussionNotFound):
        add_alias(key="older", discussion_id=10**6)
    assert list(DiscussionAlias.objects.values_list("key", "discussion")) == [("old", source.pk)]


def test_a_discussions_own_key_counts_before_an_alias(target):
    article = ArticleFactory.build(pk=4711)
    add_alias(key="articles.article.4711", discussion_id=target.pk)
    article.save()
    own = sync_discussion(obj=article)
    assert own.key == "articles.article.4711"
    assert get_public_discussion("articles.article.4711") == own
