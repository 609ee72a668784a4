import gc
import tracemalloc
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Comment, Discussion, Prompt
from engagement.management.commands import sync_prompts
from engagement.services import syncing
from engagement.services.prompts import reword_prompt
from tests.articles.models import Article, Review
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory, ReviewFactory

pytestmark = pytest.mark.django_db

WHO_PAYS = "<p>It is settled.</p><p>Who should pay for the quay? Tell us in the comments below!</p>"


def sync(*args):
    out, err = StringIO(), StringIO()
    call_command("sync_prompts", *args, stdout=out, stderr=err)
    return out.getvalue().splitlines()


def imported(model, factory, count):
    model.objects.bulk_create(factory.build() for _ in range(count))


def test_imported_objects_are_given_discussions_and_prompts():
    imported(Article, ArticleFactory, 3)
    imported(Review, ReviewFactory, 2)
    assert sync() == [
        "articles.article: 3 created, 0 updated, 0 unchanged, 0 hidden, 0 failed",
        "articles.review: 2 created, 0 updated, 0 unchanged, 0 hidden, 0 failed",
    ]
    assert Discussion.objects.count() == 5
    assert Prompt.objects.exclude(proposal=None).count() == 5


def test_doing_it_again_changes_nothing():
    imported(Article, ArticleFactory, 3)
    sync()
    before = list(Discussion.objects.order_by("pk").values())
    assert sync("articles.article") == ["articles.article: 0 created, 0 updated, 3 unchanged, 0 hidden, 0 failed"]
    assert list(Discussion.objects.order_by("pk").values()) == before


def test_a_bulk_update_is_caught_up_with():
    imported(Article, ArticleFactory, 3)
    sync()
    changed = Article.objects.first()
    Article.objects.filter(pk=changed.pk).update(body=WHO_PAYS)
    assert sync("articles.article") == ["articles.article: 0 created, 1 updated, 2 unchanged, 0 hidden, 0 failed"]
    prompt = Prompt.objects.get(discussion__host_pk=changed.pk)
    assert prompt.proposal.question == "Who should pay for the quay?"


def test_an_editors_words_stay_and_the_new_proposal_counts_as_an_update():
    discussion = DiscussionFactory()
    reword_prompt(prompt_id=discussion.prompt.pk, question="Mine?", call_to_action="", lead="", by=None)
    Article.objects.update(body=WHO_PAYS)
    assert sync("articles.article") == ["articles.article: 0 created, 1 updated, 0 unchanged, 0 hidden, 0 failed"]
    prompt = Prompt.objects.get()
    assert (prompt.chosen.question, prompt.proposal.question) == ("Mine?", "Who should pay for the quay?")


def test_one_host_is_synced_by_its_label_in_any_case():
    imported(Article, ArticleFactory, 1)
    imported(Review, ReviewFactory, 1)
    assert sync("articles.Review") == ["articles.review: 1 created, 0 updated, 0 unchanged, 0 hidden, 0 failed"]
    assert Discussion.objects.get().host == "articles.review"


def test_an_unknown_host_is_named_with_those_that_are_known():
    with pytest.raises(CommandError) as caught:
        sync("articles.page")
    assert str(caught.value) == "articles.page is not registered. Registered are: articles.article, articles.review."


def test_discussions_of_objects_that_are_gone_are_hidden_once_and_keep_their_comments():
    gone = PublishedCommentFactory().discussion
    there = DiscussionFactory()
    Article.objects.filter(pk=gone.host_pk)._raw_delete("default")
    assert sync("articles.article") == ["articles.article: 0 created, 0 updated, 1 unchanged, 1 hidden, 0 failed"]
    assert sync("articles.article") == ["articles.article: 0 created, 0 updated, 1 unchanged, 0 hidden, 0 failed"]
    assert Discussion.objects.get(pk=gone.pk).status == Discussion.Status.HIDDEN
    assert Discussion.objects.get(pk=there.pk).status == Discussion.Status.OPEN
    assert Comment.objects.count() == 1


def test_the_discussions_of_another_host_are_left_alone():
    DiscussionFactory()
    Article.objects.all()._raw_delete("default")
    sync("articles.review")
    assert Discussion.objects.get().status == Discussion.Status.OPEN


def test_an_object_that_cannot_be_read_is_told_and_stops_no_other(monkeypatch):
    imported(Article, ArticleFactory, 3)
    broken = Article.objects.all()[1]
    Article.objects.filter(pk=broken.pk).update(title="Broken")

    def address(article):
        if article.title == "Broken":
            message = "no address"
            raise LookupError(message)
        return "/"

    monkeypatch.setattr(Article, "get_absolute_url", address)
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 objects could not be read"):
        call_command("sync_prompts", "articles.article", stdout=out, stderr=err)
    assert out.getvalue() == "articles.article: 2 created, 0 updated, 0 unchanged, 0 hidden, 1 failed\n"
    assert err.getvalue() == f"articles.article {broken.pk}: LookupError: no address\n"
    assert Discussion.objects.count() == 2


def test_every_batch_is_read_and_progress_is_told(monkeypatch):
    monkeypatch.setattr(syncing, "_BATCH", 2)
    monkeypatch.setattr(sync_prompts, "_EVERY", 3)
    imported(Article, ArticleFactory, 7)
    assert sync("articles.article") == [
        "articles.article: 3 so far",
        "articles.article: 6 so far",
        "articles.article: 7 created, 0 updated, 0 unchanged, 0 hidden, 0 failed",
    ]
    Article.objects.filter(pk__in=[article.pk for article in Article.objects.all()[2:]])._raw_delete("default")
    assert sync("articles.article")[-1] == "articles.article: 0 created, 0 updated, 2 unchanged, 5 hidden, 0 failed"


def test_an_unchanged_object_costs_a_fixed_number_of_queries():
    imported(Article, ArticleFactory, 2)
    sync()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            sync("articles.article")
        return len(captured)

    two = queries()
    imported(Article, ArticleFactory, 4)
    sync()
    six = queries()
    imported(Article, ArticleFactory, 4)
    sync()
    assert queries() - six == six - two


def test_memory_does_not_grow_with_the_number_of_objects(monkeypatch):
    monkeypatch.setattr(syncing, "_BATCH", 3)

    def peak():
        # What earlier tests left behind must not be collected, or not, in the middle of the measurement.
        gc.collect()
        tracemalloc.start()
        sync("articles.article")
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    long_body = WHO_PAYS.replace("It is settled.", "It is settled. " * 1000)
    Article.objects.bulk_create(ArticleFactory.build(body=long_body) for _ in range(3))
    sync()
    three = peak()
    Article.objects.bulk_create(ArticleFactory.build(body=long_body) for _ in range(21))
    sync()
    # All 24 at once would take nearly twice as much.
    assert peak() < three * 1.5
