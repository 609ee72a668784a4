import datetime as dt
import logging

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import transaction

from engagement import hosts, receivers
from engagement.api import Comment, Discussion
from tests.articles.models import Article, Review
from tests.factories import ArticleFactory, PublishedCommentFactory, ReviewFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

WHO_PAYS = "<p>It is settled.</p><p>Who should pay for the quay? Tell us in the comments below!</p>"


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """What is done in it is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_saving_an_article_opens_its_discussion_and_proposes_its_prompt(commit):
    with commit():
        article = ArticleFactory()
        assert not Discussion.objects.exists()
    discussion = Discussion.objects.get()
    assert discussion.key == f"articles.article.{article.pk}"
    assert discussion.prompt.proposal.question == "Should the old quay be kept?"


def test_editing_an_article_proposes_anew(commit):
    with commit():
        article = ArticleFactory()
    with commit():
        article.body = WHO_PAYS
        article.save()
    assert Discussion.objects.get().prompt.proposal.question == "Who should pay for the quay?"


def test_what_was_not_written_is_not_read(commit):
    with commit():
        article = ArticleFactory(title="The harbour")
    with commit():
        article.title, article.body = "Another title", WHO_PAYS
        article.save(update_fields=["title"])
    discussion = Discussion.objects.get()
    assert discussion.title == "Another title"
    assert discussion.prompt.proposal.question == "Should the old quay be kept?"


def test_values_that_are_not_yet_of_their_fields_type_are_read_as_they_are_stored(commit):
    with commit():
        ArticleFactory(published_at="2026-03-02T12:00:00Z")
    assert Discussion.objects.get().article_published_at == dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def test_a_save_that_is_rolled_back_opens_nothing(commit):
    with commit(), transaction.atomic():
        ArticleFactory()
        transaction.set_rollback(True)
    assert not Discussion.objects.exists()


def test_an_article_that_is_gone_before_the_commit_opens_nothing(commit):
    with commit():
        ArticleFactory().delete()
    assert not Discussion.objects.exists()


def test_fixtures_are_left_to_sync_prompts(commit, tmp_path):
    with commit():
        path = tmp_path / "reviews.json"
        path.write_text(serialize("json", [ReviewFactory.build(pk=7)]))
        call_command("loaddata", path, verbosity=0)
    assert Review.objects.get().pk == 7
    assert not Discussion.objects.exists()


def test_deleting_an_article_closes_and_hides_its_discussion_and_nothing_cascades(commit):
    with commit():
        article, other = ArticleFactory(), ArticleFactory()
    root = PublishedCommentFactory(discussion=Discussion.objects.get(host_pk=article.pk))
    with commit():
        Article.objects.filter(pk=article.pk).delete()
    discussion = Discussion.objects.get(pk=root.discussion_id)
    assert (discussion.status, discussion.is_open, discussion.comment_count) == (Discussion.Status.HIDDEN, False, 1)
    assert Comment.objects.get() == root
    assert Discussion.objects.get(host_pk=other.pk).status == Discussion.Status.OPEN


def test_a_second_host_model_is_followed_too(commit):
    with commit():
        review = ReviewFactory(slug="a-boat")
    with commit():
        review.delete()
    discussion = Discussion.objects.get()
    assert (discussion.key, discussion.status) == ("articles.review.a-boat", Discussion.Status.HIDDEN)


@pytest.fixture
def opinion():
    class Opinion(Article):
        class Meta:
            proxy = True
            app_label = "articles"

    yield Opinion
    del apps.all_models["articles"]["opinion"]
    apps.clear_cache()


def test_a_proxy_of_a_host_model_is_followed_too(commit, opinion):
    receivers.follow_hosts()
    with commit():
        opinion.objects.create(title="An opinion", body=WHO_PAYS)
    discussion = Discussion.objects.get()
    assert (discussion.host, discussion.prompt.proposal.question) == (
        "articles.article",
        "Who should pay for the quay?",
    )
    assert receivers.is_followed(opinion) is True


def test_other_models_are_left_alone(commit):
    with commit():
        UserFactory()
    assert not Discussion.objects.exists()
    assert receivers.is_followed(Article) is True
    assert receivers.is_followed(type(UserFactory.build())) is False


@pytest.mark.parametrize("act", [lambda review: review.save(), lambda review: review.delete()])
def test_what_fails_here_is_logged_and_does_not_stop_the_publisher(commit, caplog, monkeypatch, act):
    with commit():
        review = ReviewFactory()
    monkeypatch.setattr(hosts, "_hosts", {model: host for model, host in hosts._hosts.items() if model is not Review})
    with caplog.at_level(logging.ERROR), commit():
        act(review)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert Discussion.objects.get().status == Discussion.Status.OPEN
