import datetime as dt
import gzip

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement import hosts
from engagement.api import Visibility, change_visibility, set_discussion_status
from engagement.models import Comment, Discussion, SentText, Submission
from tests.engagement.rest.test_queries import fill
from tests.engagement.web.conftest import address, page_of, text_of, written_in
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory, ReviewFactory, UserFactory
from tests.memory import forget_everything

pytestmark = pytest.mark.django_db


def ids_in(page):
    return [li.get("id") for li in page.find_class("aw-list")[0].findall("li")]


def public_addresses(discussion, comment):
    return [
        address(discussion),
        address(discussion, "?sort=oldest"),
        address(discussion, "fragment/"),
        address(discussion, f"fragment/?thread={comment.pk}"),
        address(discussion, f"fragment/?reply={comment.pk}"),
        address(discussion, "feed/"),
        f"/discussions/c/{comment.pk}/",
        f"/discussions/c/{comment.pk}/?reply=1",
        "/discussions/privacy/",
    ]


def test_the_page_leads_back_to_the_article_and_asks_its_question(client):
    discussion = DiscussionFactory(article=ArticleFactory(title="The old quay", authors="Tilda Marrow"))
    page = page_of(client.get(address(discussion)))
    assert (text_of(page.find("body//h1")), page.find("body//h1/a").get("href")) == (
        "Back to the article: The old quay",
        discussion.url,
    )
    assert page.get_element_by_id("aw-q").text_content() == "Should the old quay be kept?"
    assert text_of(page.find_class("aw-cta")[0]) == "Tell us in the comments below!"
    assert text_of(page.find_class("aw-by")[0]) == "Tilda Marrow asks."
    assert text_of(page.get_element_by_id("comments")) == (
        "No comments yet Tilda Marrow would like to hear from you. Be the first to answer."
    )
    assert not page.find_class("aw-sort")


def test_replies_nest_to_the_publishers_depth_and_go_flat_beyond_it(client, discussion, settings):
    settings.ENGAGEMENT = {"REPLY_DEPTH": 2}
    chain = [PublishedCommentFactory(discussion=discussion, author_name="A")]
    for name in "BCD":
        chain.append(PublishedCommentFactory(parent=chain[-1], author_name=name))
    page = page_of(client.get(address(discussion)))
    depths = [len(list(page.get_element_by_id(f"c-{comment.pk}").iterancestors("li"))) for comment in chain]
    assert depths == [0, 1, 2, 2]
    flat = page.get_element_by_id(f"c-{chain[3].pk}")
    assert text_of(flat.find_class("aw-to")[0]) == "in reply to C"
    assert [comment.get("data-aw-flat") for comment in page.iter("li")] == [None, None, "", ""]


def test_a_comment_shows_name_link_time_and_text(client, discussion):
    comment = PublishedCommentFactory(
        discussion=discussion, author_name="Ada", author_url="example.org/ada", body="One *word*."
    )
    Comment.objects.filter(pk=comment.pk).update(published_at=dt.datetime(2031, 3, 14, 8, 12, tzinfo=dt.UTC))
    shown = page_of(client.get(address(discussion))).get_element_by_id(f"c-{comment.pk}")
    name = shown.find_class("aw-name")[0].find("a")
    assert (name.text_content(), name.get("href"), name.get("rel")) == (
        "Ada",
        "https://example.org/ada",
        "nofollow ugc noopener",
    )
    when = shown.find(".//time")
    assert (when.get("datetime"), when.text) == ("2031-03-14T08:12:00+00:00", "March 14, 2031, 8:12 a.m.")
    assert when.getparent().get("href") == f"/discussions/c/{comment.pk}/#c-{comment.pk}"
    assert shown.find_class("aw-text")[0].get("dir") == "auto"
    assert text_of(shown.find_class("aw-text")[0]) == "One word."


def test_the_e_mail_address_and_everything_made_from_it_stay_unseen(client, discussion):
    first, second = (
        PublishedCommentFactory(discussion=discussion, author_name="Ada", author_email=f"{name}@example.org")
        for name in ("one", "two")
    )
    html = client.get(address(discussion)).content.decode()
    assert "@example.org" not in html
    page = page_of(client.get(address(discussion)))
    faces = [page.get_element_by_id(f"c-{c.pk}").find(".//svg/path").get("d") for c in (first, second)]
    assert faces[0] == faces[1]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("withdrawn", "This comment was withdrawn by its author."),
        ("erased", "This comment was deleted."),
        ("rejected", "This comment is hidden."),
        ("spam", "This comment is hidden."),
        ("held", "This comment is hidden."),
    ],
)
def test_what_is_gone_leaves_a_line_while_replies_hang_on_it(client, discussion, to, words):
    root = PublishedCommentFactory(discussion=discussion, author_name="Vanished", body="Gone words")
    reply = PublishedCommentFactory(parent=root)
    change_visibility(comment_id=root.pk, to=Visibility(to))
    html = client.get(address(discussion)).content.decode()
    page = page_of(client.get(address(discussion)))
    assert text_of(page.get_element_by_id(f"c-{root.pk}").find_class("aw-gone")[0]) == words
    assert page.get_element_by_id(f"c-{reply.pk}").find_class("aw-c")
    assert "Vanished" not in html
    assert "Gone words" not in html
    change_visibility(comment_id=reply.pk, to=Visibility.WITHDRAWN)
    assert words not in client.get(address(discussion)).content.decode()


def test_more_replies_are_counted_and_linked(client, discussion, settings):
    settings.ENGAGEMENT = {"REPLIES_PER_ROOT": 2}
    root = PublishedCommentFactory(discussion=discussion)
    for _reply in range(5):
        PublishedCommentFactory(parent=root)
    (more,) = page_of(client.get(address(discussion))).find_class("aw-more")
    assert text_of(more) == "Show 3 more replies"
    assert more.get("href") == f"/discussions/c/{root.pk}/#c-{root.pk}"
    part = page_of(client.get(more.get("data-aw-thread")))
    assert len(part.findall(".//li")) == 6


def test_pages_follow_one_another_in_every_order(client, discussion, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 2}
    roots = [PublishedCommentFactory(discussion=discussion) for _root in range(5)]
    PublishedCommentFactory(parent=roots[1])
    wanted = {
        "top": [4, 3, 2, 1, 0],
        "newest": [4, 3, 2, 1, 0],
        "oldest": [0, 1, 2, 3, 4],
        "replies": [1, 4, 3, 2, 0],
    }
    for sort, order in wanted.items():
        seen, link = [], address(discussion, f"?sort={sort}")
        while link:
            page = page_of(client.get(link))
            seen += ids_in(page)
            assert text_of(page.find(".//nav//*[@aria-current]")) == {"replies": "Most replies"}.get(sort, sort.title())
            link = next((a.get("href") for a in page.find_class("aw-btn") if a.get("rel") == "next"), None)
        assert seen == [f"c-{roots[place].pk}" for place in order]


@pytest.mark.parametrize(
    "query",
    [
        "?sort=worst",
        "?cursor=rubbish",
        "?cursor=WyJvbGRlc3QiLDEsMV0",
        "?sort=newest&cursor=WyJuZXdlc3QiLCI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjU5IiwxXQ",
        "?sort=newest&cursor=WyJuZXdlc3QiLDEsMV0",
        "?sort=%00&cursor=%ff%00",
        "?cursor=" + "9" * 3000,
        "?cursor=W1tbW1tbW1tbW1tbW1tbW1tbW1tb",
    ],
)
def test_a_cursor_or_an_order_that_does_not_fit_gives_the_first_page(client, discussion, query):
    comment = PublishedCommentFactory(discussion=discussion)
    for part in ("", "fragment/"):
        assert ids_in(page_of(client.get(address(discussion, part + query)))) == [f"c-{comment.pk}"]
    assert client.get(f"/discussions/c/{comment.pk}/{query}").status_code == 200
    assert client.get(address(discussion, f"fragment/{query}&thread={comment.pk}")).status_code == 200


def test_public_pages_are_the_same_for_everyone_and_set_no_cookie(discussion):
    comment = PublishedCommentFactory(discussion=discussion)
    editor = UserFactory(is_staff=True, first_name="Eve")
    editor.user_permissions.set(Permission.objects.all())
    somebody = Client(headers={"User-Agent": "Mozilla/5.0", "Accept-Language": "en"})
    somebody.force_login(editor)
    for place in public_addresses(discussion, comment):
        nobody = Client().get(place)
        response = somebody.get(place)
        assert (response.status_code, response.content) == (200, nobody.content), place
        assert dict(response.headers) == dict(nobody.headers)
        assert "public" in response["Cache-Control"]
        assert "Vary" not in response
        assert not response.cookies
        assert b"csrf" not in response.content


@pytest.mark.parametrize("change", ["comment", "status", "title", "setting"])
def test_a_page_is_sent_again_only_when_it_changed(client, discussion, settings, change):
    comment = PublishedCommentFactory(discussion=discussion)
    places = [place for place in public_addresses(discussion, comment) if "privacy" not in place]
    tags = {place: client.get(place)["ETag"] for place in places}
    assert len(set(tags.values())) == len(places)
    for place, tag in tags.items():
        response = client.get(place, headers={"If-None-Match": tag})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
        assert response["Cache-Control"] == "public, max-age=0, s-maxage=10"
    if change == "comment":
        PublishedCommentFactory(parent=comment)
    elif change == "status":
        set_discussion_status(discussion_id=discussion.pk, status="closed")
    elif change == "title":
        article = ArticleFactory._meta.model.objects.get()
        article.title = "Another title"
        article.save()
    else:
        settings.ENGAGEMENT = {"REPLY_DEPTH": 1}
    for place, tag in tags.items():
        response = client.get(place, headers={"If-None-Match": tag})
        assert response.status_code in {200, 404}, place
        assert response.headers.get("ETag") != tag


def test_last_modified_is_when_the_discussion_changed(client, discussion):
    Discussion.objects.update(changed_at=dt.datetime(2026, 3, 1, 12, 0, 5, 999, tzinfo=dt.UTC))
    response = client.get(address(discussion))
    assert response["Last-Modified"] == "Sun, 01 Mar 2026 12:00:05 GMT"
    since = {"If-Modified-Since": response["Last-Modified"]}
    assert client.get(address(discussion), headers=since).status_code == 304
    PublishedCommentFactory(discussion=discussion)
    assert client.get(address(discussion), headers=since).status_code == 200


def test_every_page_asks_as_much_of_the_database_at_ten_comments_as_at_a_thousand(client, discussion, monkeypatch):
    monkeypatch.setattr(hosts, "LATELY", 3600)
    root = fill(discussion, 10)

    def counts():
        found = {}
        for place in public_addresses(discussion, root):
            forget_everything()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(place).status_code == 200
            found[place] = len(queries)
        return found

    few = counts()
    fill(discussion, 990)
    assert Comment.objects.count() == 1000
    assert counts() == few
    assert few[address(discussion)] == 5
    client.get(address(discussion))
    with CaptureQueriesContext(connection) as queries:
        client.get(address(discussion))
    assert len(queries) == 1


def test_a_full_page_stays_small(client, discussion):
    fill(discussion, 500)
    assert len(gzip.compress(client.get(address(discussion)).content)) < 20_000


def test_a_thousands_separator_gets_into_words_and_not_into_links(client, discussion, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    comment = PublishedCommentFactory(discussion=discussion)
    Submission.objects.all().delete()
    SentText.objects.all().delete()
    Comment.objects.filter(pk=comment.pk).update(id=1234567)
    Discussion.objects.update(comment_count=1234)
    html = client.get(address(discussion)).content.decode()
    assert 'id="c-1234567"' in html
    assert "1,234 comments" in html
    assert "1,234,567" not in html
    assert 'data-aw-left="3000"' in html


def test_an_article_that_was_never_synced_has_its_page(client):
    article = ArticleFactory()
    Discussion.objects.all().delete()
    place = f"/discussions/d/articles.article.{article.pk}/"
    page = page_of(client.get(place))
    assert page.forms[0].action == f"{place}comments/"
    assert client.get(f"{place}feed/").status_code == 200
    assert not Discussion.objects.exists(), "reading writes nothing"


def test_the_second_host_model_has_its_own_discussions(client):
    review = ReviewFactory()
    DiscussionFactory(article=review)
    page = page_of(client.get(f"/discussions/d/articles.review.{review.slug}/"))
    assert page.get_element_by_id("aw-q").text_content() == "Have you sailed in her?"


def hide(article, how):
    if how == "draft":
        article.draft = True
        article.save()
    elif how == "embargo":
        article.published_at = timezone.now() + dt.timedelta(hours=1)
        article.save()
    elif how == "deleted":
        article.delete()
    elif how == "hidden":
        set_discussion_status(discussion_id=Discussion.objects.get().pk, status="hidden")


@pytest.mark.parametrize("how", ["draft", "embargo", "deleted", "hidden"])
@pytest.mark.django_db(transaction=True)
def test_where_the_article_is_not_public_nothing_of_it_is(client, post, how):
    article = ArticleFactory()
    discussion = Discussion.objects.get()
    comment = PublishedCommentFactory(discussion=discussion)
    tags = {place: client.get(place)["ETag"] for place in public_addresses(discussion, comment)[:-1]}
    hide(article, how)
    for place, tag in tags.items():
        assert client.get(place).status_code == 404, place
        assert client.get(place, headers={"If-None-Match": tag}).status_code == 404, place
    assert post(discussion, "Let me in").status_code == 404
    assert Comment.objects.count() == 1


def test_unknown_keys_and_numbers_are_not_found(client, discussion):
    comment = PublishedCommentFactory()
    for place in (
        "/discussions/d/nothing/",
        "/discussions/d/articles.article.999999/",
        "/discussions/d/articles.article.x/",
        "/discussions/c/0/",
        f"/discussions/c/{10**30}/",
        address(discussion, f"fragment/?thread={comment.pk}"),
        address(discussion, f"fragment/?reply={comment.pk}"),
        address(discussion, "fragment/?reply=999999"),
    ):
        assert client.get(place).status_code == 404, place


def test_a_closed_discussion_can_be_read(client, discussion):
    comment = PublishedCommentFactory(discussion=discussion)
    with time_machine.travel(dt.datetime(2026, 5, 18, 18, 0, tzinfo=dt.UTC), tick=False):
        set_discussion_status(discussion_id=discussion.pk, status="closed")
    page = page_of(client.get(address(discussion)))
    assert not written_in(page)
    assert text_of(page.find_class("aw-state")[0]) == (
        "This discussion closed on May 18, 2026, 6 p.m., and you can still read everything."
    )
    acts = page.get_element_by_id(f"c-{comment.pk}").find_class("aw-act")
    assert not [act for act in acts if "Reply" in text_of(act)]
    assert not written_in(page_of(client.get(f"/discussions/c/{comment.pk}/?reply=1")))
    assert client.get(address(discussion, f"fragment/?reply={comment.pk}")).status_code == 404
