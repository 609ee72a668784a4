import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation
from django.views.decorators.http import condition

from engagement import slots
from engagement.models import Discussion
from engagement.web.conditional import article_etag, article_last_modified
from tests.articles.models import Article, Review
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory, ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = ArticleFactory()
    DiscussionFactory(article=article)
    return article


def test_the_tag_stays_while_nothing_changes(article):
    tag = article_etag(article)
    assert tag.startswith('W/"')
    assert article_etag(Article.objects.get()) == tag


@pytest.mark.parametrize("change", ["body", "comment", "setting", "notice", "language", "extra"])
def test_the_tag_changes_with_everything_that_readers_see(article, settings, monkeypatch, change):
    monkeypatch.setattr(slots, "_fillers", {name: {} for name in slots.NAMES})
    tag = article_etag(article, "theme-1")
    if change == "body":
        article.body += "<p>Correction: it was Wednesday.</p>"
    elif change == "comment":
        PublishedCommentFactory(discussion=Discussion.objects.get())
    elif change == "notice":
        slots.fill(slots.FORM_NOTICE, "tests", lambda context: "Read by us all.")
    elif change == "setting":
        settings.ENGAGEMENT = {"DEFAULT_SORT": "oldest"}
    language = "de" if change == "language" else "en"
    with translation.override(language):
        assert article_etag(article, "theme-2" if change == "extra" else "theme-1") != tag


def test_the_tag_changes_with_a_publishers_template(article, settings, tmp_path):
    (tmp_path / "engagement").mkdir()
    own = tmp_path / "engagement" / "tombstone.html"
    own.write_text("<p>Gone.</p>")
    before = article_etag(article)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert article_etag(article) != before


def test_where_readers_may_not_see_it_there_is_nothing_to_compare(article):
    article.draft = True
    assert article_etag(article) is None
    assert article_last_modified(article) is None


def test_last_modified_is_the_later_of_article_and_discussion(article):
    noon = timezone.now().replace(microsecond=0)
    Discussion.objects.update(changed_at=noon)
    article.modified_at = noon - dt.timedelta(hours=1)
    article.published_at = noon - dt.timedelta(hours=2)
    assert article_last_modified(article) == noon
    article.modified_at = noon + dt.timedelta(seconds=1)
    assert article_last_modified(article) == article.modified_at


def test_a_model_without_dates_that_was_never_synced_was_never_modified():
    review = ReviewFactory()
    Discussion.objects.all().delete()
    assert article_last_modified(review) is None
    assert article_etag(review) is not None
    assert Review.objects.count() == 1


def test_it_fits_djangos_own_decorator(article):
    view = condition(
        etag_func=lambda request: article_etag(article, request.GET.urlencode()),
        last_modified_func=lambda request: article_last_modified(article),
    )(lambda request: HttpResponse("page"))
    first = view(RequestFactory().get("/"))
    again = view(RequestFactory().get("/", headers={"If-None-Match": first["ETag"]}))
    assert (first.status_code, again.status_code) == (200, 304)
