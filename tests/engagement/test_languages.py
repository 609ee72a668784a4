import datetime as dt

import lxml.html
import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from engagement import hosts
from engagement.languages import language_of, speaking
from engagement.models import Discussion
from engagement.tokens import make_author_token
from tests.articles.models import Article
from tests.engagement.web.conftest import address, page_of, text_of
from tests.factories import (
    ArticleFactory,
    DiscussionFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    ReviewFactory,
)
from tests.memory import forget_everything


@pytest.fixture(autouse=True)
def alone(engagement_alone):
    """What other apps answer and do is tested with them."""


def discussion_in(language):
    return DiscussionFactory(article=ArticleFactory(language=language, authors="Tilda Marrow"))


def render(article):
    request = RequestFactory().get("/")
    source = "{% load afterword i18n %}{% get_current_language as before %}{{ before }}{% discussion article %}"
    return engines["django"].from_string(source).render({"article": article}, request)


@pytest.mark.parametrize(
    ("active", "article", "spoken"),
    [
        pytest.param("en", "de", "de", id="the article's"),
        pytest.param("en", "de-AT", "de", id="the language of a region that has none of its own"),
        pytest.param("en", "ES_mx", "es-mx", id="a region of its own, however it is spelt"),
        pytest.param("de", "ar", "ar", id="from right to left"),
        pytest.param("de", "en", "en", id="back to English"),
        pytest.param("en-gb", "en", "en-gb", id="a site's own English serves for English"),
        pytest.param("fr", "", "fr", id="an article that says none"),
        pytest.param("en", "nl", "en", id="a language that Django knows and we do not"),
        pytest.param("de", "tlh", "de", id="a language that nobody knows"),
        pytest.param("de", "../../etc/passwd", "de", id="no language at all"),
        pytest.param("de", "x" * 1000, "de", id="no language, at length"),
    ],
)
def test_readers_are_spoken_to_in_the_articles_language_where_its_words_are_known(active, article, spoken):
    with translation.override(active):
        with speaking(article):
            assert translation.get_language() == spoken
        assert translation.get_language() == active


def test_a_site_may_speak_its_own_language_everywhere(settings):
    settings.ENGAGEMENT = {"SECTION_LANGUAGE": "site"}

    with translation.override("fr"), speaking("de"):
        assert translation.get_language() == "fr"


def test_a_site_without_a_language_does_not_speak_it(settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]

    with translation.override("en"), speaking("de"):
        assert translation.get_language() == "en"


def test_what_is_said_in_the_sites_language_for_want_of_words_is_not_spoken(settings):
    settings.LANGUAGES = [("de", "German"), ("de-at", "Austrian"), ("nl", "Dutch")]
    settings.LANGUAGE_CODE = "de"

    with translation.override("de"):
        with speaking("nl"):
            assert translation.get_language() == "de"
        with speaking("de-AT"):
            assert translation.get_language() == "de-at"


@pytest.mark.django_db
def test_a_host_that_names_no_language_leaves_the_active_one(monkeypatch):
    assert language_of(discussion_in("ar")) == "ar"
    assert language_of(DiscussionFactory(article=ReviewFactory())) == ""
    monkeypatch.setattr(hosts, "_hosts", {})
    assert language_of(Discussion(key="made by the API", language="de")) == "de"


@pytest.mark.django_db
def test_the_section_speaks_and_runs_as_its_article_whatever_the_page_around_it():
    article = ArticleFactory(language="ar", authors="ليلى")
    PublishedCommentFactory.create_batch(3, discussion=DiscussionFactory(article=article))

    with translation.override("en"):
        html = render(article)
        assert translation.get_language() == "en"

    page = lxml.html.document_fromstring(f"<main>{html}</main>")
    section = page.get_element_by_id("discussion")
    assert html.startswith("en")
    assert (section.get("lang"), section.get("dir")) == ("ar", "rtl")
    assert text_of(page.get_element_by_id("aw-count")) == "3 تعليقات"
    assert text_of(page.get_element_by_id("aw-leave")) == "اكتبوا تعليقًا"
    assert text_of(page.find_class("aw-by")[0]) == "سؤال من ليلى."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "تعليق واحد"), (2, "تعليقان"), (3, "3 تعليقات"), (11, "11 تعليقًا"), (100, "100 تعليق")],
)
def test_arabic_has_a_form_for_every_number(client, count, words):
    discussion = discussion_in("ar")
    PublishedCommentFactory(discussion=discussion)
    type(discussion).objects.filter(pk=discussion.pk).update(comment_count=count)

    page = page_of(client.get(address(discussion)))

    assert text_of(page.get_element_by_id("aw-count")) == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "heading", "moment"),
    [
        ("de", "Kommentar schreiben", "2. März 2026, 12:30"),
        ("fr", "Laisser un commentaire", "2 mars 2026, 12:30"),
        ("es", "Escriba un comentario", "2 de marzo de 2026, 12:30"),
        ("ar", "اكتبوا تعليقًا", "2 مارس، 2026، 12:30 م"),
    ],
)
def test_a_discussions_own_page_speaks_its_language(client, language, heading, moment):
    discussion = discussion_in(language)
    comment = PublishedCommentFactory(discussion=discussion)
    type(comment).objects.filter(pk=comment.pk).update(published_at=dt.datetime(2026, 3, 2, 12, 30, tzinfo=dt.UTC))

    page = page_of(client.get(address(discussion)))

    assert page.get("lang") == language
    assert text_of(page.get_element_by_id("aw-leave")) == heading
    assert text_of(page.get_element_by_id(f"c-{comment.pk}").find(".//time")) == moment


@pytest.mark.django_db
def test_readers_of_other_languages_get_the_same_page(client):
    discussion = discussion_in("de")

    one, other = (client.get(address(discussion), headers={"Accept-Language": each}) for each in ("fr", "ar"))

    assert (one.content, one["ETag"]) == (other.content, other["ETag"])
    assert "Vary" not in one


@pytest.mark.django_db
def test_fragments_feed_and_permalink_speak_it_too(client):
    discussion = discussion_in("de")
    comment = PublishedCommentFactory(discussion=discussion)

    assert "Kommentar schreiben" in client.get(address(discussion, "fragment/")).content.decode()
    assert "Antwort an" in client.get(address(discussion, f"fragment/?reply={comment.pk}")).content.decode()
    feed = client.get(address(discussion, "feed/")).content.decode()
    assert 'xml:lang="de"' in feed
    assert "Kommentare zu" in feed
    assert page_of(client.get(f"/discussions/c/{comment.pk}/")).get("lang") == "de"


@pytest.mark.django_db
def test_authors_are_answered_in_it(client):
    discussion = discussion_in("de")
    comment = PendingCommentFactory(discussion=discussion)

    mine = page_of(client.get(f"/discussions/mine/{make_author_token(comment.pk)}/"))
    refused = client.post(address(discussion, "comments/"), {"body": "", "author_name": "Ada"})

    assert mine.get("lang") == "de"
    assert "Nur Sie sehen das." in text_of(mine)
    assert refused.status_code == 422
    assert "Bitte schreiben Sie etwas." in text_of(page_of(refused))
    assert translation.get_language() == "en"


@pytest.mark.django_db
def test_the_page_about_data_speaks_the_language_of_the_section_that_led_there(client):
    section = page_of(client.get(address(discussion_in("fr"))))
    (link,) = section.xpath("//p[contains(@class, 'aw-legal')]/a/@href")

    assert link == "/discussions/privacy/?language=fr"
    assert page_of(client.get(link)).get("lang") == "fr"
    assert page_of(client.get("/discussions/privacy/?language=tlh")).get("lang") == "en"


@pytest.mark.django_db
def test_an_etag_changes_with_the_language(client):
    discussion = discussion_in("de")
    before = client.get(address(discussion))["ETag"]
    Article.objects.update(language="fr")
    forget_everything()

    assert client.get(address(discussion))["ETag"] != before
