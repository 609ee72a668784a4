import datetime as dt

import lxml.html
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement import slots
from engagement.api import (
    find_discussion_of,
    merge_discussions,
    reword_prompt,
    set_discussion_status,
    switch_prompt_off,
    sync_discussion,
)
from engagement.exceptions import HostNotRegistered
from engagement.models import Comment, Discussion
from tests.engagement.rest.test_queries import fill
from tests.factories import (
    ArticleFactory,
    DiscussionFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    ReviewFactory,
    StaffFactory,
)
from tests.memory import forget_everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone(engagement_alone):
    """What other apps answer and do is tested with them."""


@pytest.fixture
def article():
    article = ArticleFactory(authors="Tilda Marrow")
    DiscussionFactory(article=article)
    return article


class Untouchable:
    """Fails whoever looks at it."""

    def __getattribute__(self, name):
        raise AssertionError(name)


def render(source, request=None, **context):
    return engines["django"].from_string("{% load afterword %}" + source).render(context, request)


def section_of(article, request=None):
    return lxml.html.document_fromstring(render("{% discussion article %}", request, article=article))


def test_one_tag_brings_everything(article):
    root = PublishedCommentFactory(discussion=find_discussion_of(article))
    page = section_of(article)
    assert page.find(".//link[@rel='stylesheet']").get("href") == "/static/engagement/afterword.css"
    modules = [script for script in page.iter("script") if script.get("type") != "application/ld+json"]
    scripts = [(script.get("type"), script.get("src"), script.text) for script in modules]
    assert scripts == [
        ("module", f"/static/engagement/{name}.js", None)
        for name in ("afterword", "form", "respect", "own", "reading", "preview", "live", "places", "marks")
    ]
    assert page.get_element_by_id("aw-i-reply") is not None
    assert page.get_element_by_id("aw-q").text_content() == "Should the old quay be kept?"
    assert page.get_element_by_id("aw-count").text_content().strip() == "1 comment"
    assert page.get_element_by_id(f"c-{root.pk}") is not None
    assert page.get_element_by_id("aw-leave").text_content() == "Leave a comment"
    form, respect = page.forms
    assert respect.action == f"/discussions/c/{root.pk}/respect/"
    assert {"body", "author_name", "author_email", "author_url", "parent"} <= set(form.inputs.keys())
    assert form.find_class("aw-legal")[0].find("a").get("href") == "/discussions/privacy/?language=en"
    assert not page.xpath("//@style | //style | //script[text()][not(@type='application/ld+json')]")


def test_the_section_is_the_same_for_every_reader(article, rf):
    discussion = find_discussion_of(article)
    PublishedCommentFactory(discussion=discussion)
    PendingCommentFactory(discussion=discussion)
    somebody, nobody = rf.get("/articles/1/"), rf.get("/articles/1/")
    somebody.user, nobody.user = StaffFactory(), AnonymousUser()
    somebody.session = Untouchable()
    somebody.META["CSRF_COOKIE"] = "x" * 32
    with timezone.override(dt.timezone(dt.timedelta(hours=9))):
        seen = render("{% discussion article %}", somebody, article=article)
    assert seen == render("{% discussion article %}", nobody, article=article)
    assert "csrf" not in seen
    assert "CSRF_COOKIE_NEEDS_UPDATE" not in somebody.META


def test_rendering_writes_nothing_and_asks_four_questions_at_any_size(article):
    discussion = find_discussion_of(article)
    counts = []
    for more in (10, 990):
        fill(discussion, more)
        forget_everything()
        with CaptureQueriesContext(connection) as queries:
            section_of(article)
        counts.append(len(queries))
        assert all(query["sql"].startswith("SELECT") for query in queries)
    assert Comment.objects.count() == 1000
    assert counts == [4, 4]


def test_an_article_that_was_never_synced_has_an_empty_section_that_takes_comments():
    article = ArticleFactory()
    Discussion.objects.all().delete()
    page = section_of(article)
    assert page.get_element_by_id("aw-count").text_content() == "No comments yet"
    assert page.forms[0].action == f"/discussions/d/articles.article.{article.pk}/comments/"
    assert not Discussion.objects.exists()


@pytest.mark.parametrize("how", ["draft", "embargo", "hidden"])
def test_where_readers_may_not_see_it_there_is_nothing(article, how):
    PublishedCommentFactory(discussion=find_discussion_of(article))
    if how == "draft":
        article.draft = True
    elif how == "embargo":
        article.published_at = timezone.now() + dt.timedelta(hours=1)
    else:
        set_discussion_status(discussion_id=Discussion.objects.get().pk, status="hidden")
    assert render("{% discussion article %}|{% comment_count article %}", article=article) == "|0"


def test_a_model_that_was_never_registered_is_an_error_that_says_so():
    with pytest.raises(HostNotRegistered, match="register_host"):
        section_of(StaffFactory())


def test_the_pages_own_query_chooses_the_page_of_the_thread(article, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 2}
    roots = [PublishedCommentFactory(discussion=find_discussion_of(article)) for _root in range(3)]

    def at(query):
        page = section_of(article, RequestFactory().get(f"/a/{query}"))
        links = [link.get("href") for link in page.xpath("//nav//a")]
        return [li.get("id") for li in page.find_class("aw-list")[0]], links

    ids, links = at("?p=17&sort=oldest")
    assert ids == [f"c-{roots[0].pk}", f"c-{roots[1].pk}"]
    assert links[:4] == [f"?p=17&sort={sort}#comments" for sort in ("top", "newest", "oldest", "replies")]
    assert links[4].startswith("?p=17&sort=oldest&cursor=")
    ids, links = at(links[4])
    assert ids == [f"c-{roots[2].pk}"]
    assert links[-1] == "?p=17&sort=oldest#comments"
    assert at("?sort=worst&cursor=rubbish")[0] == [f"c-{roots[2].pk}", f"c-{roots[1].pk}"]


def test_without_its_request_the_links_lead_to_the_discussions_own_page(article):
    PublishedCommentFactory(discussion=find_discussion_of(article))
    links = [link.get("href") for link in section_of(article).xpath("//nav//a")]
    assert links[0] == f"/discussions/d/articles.article.{article.pk}/?sort=top#comments"


def test_the_section_of_the_page_and_of_the_tag_are_one(client, article):
    PublishedCommentFactory(discussion=find_discussion_of(article))
    tag = render("{% discussion article %}", article=article)
    section = client.get(f"/discussions/d/articles.article.{article.pk}/fragment/").content.decode()
    # For search engines, which follow no script, the tag alone brings data along.
    assert tag.partition('<script type="application/ld+json">')[0] == section
    assert section in client.get(f"/discussions/d/articles.article.{article.pk}/").content.decode()


def test_without_a_prompt_the_section_has_a_heading_all_the_same():
    article = ArticleFactory(body="<p>Nothing is asked here.</p>", authors="Tilda Marrow")
    DiscussionFactory(article=article)
    page = section_of(article)
    assert (page.get_element_by_id("aw-q").tag, page.get_element_by_id("aw-q").text) == ("h2", "Discussion")
    assert not page.find_class("aw-by")


def test_a_prompt_that_only_calls_is_the_heading():
    article = ArticleFactory()
    prompt = DiscussionFactory(article=article).prompt
    reword_prompt(prompt_id=prompt.pk, question="", call_to_action="Tell <us>.", lead="It is late.", by=None)
    page = section_of(article)
    assert page.get_element_by_id("aw-q").text == "Tell <us>."
    assert page.find_class("aw-lead")[0].text == "It is late."
    assert not page.find_class("aw-cta")


def test_several_authors_ask_together(article):
    article.authors = ""
    assert not section_of(article).find_class("aw-by")
    article.authors = ("Tilda Marrow", "Ben Okri", "Cleo <b>")
    page = section_of(article)
    assert " ".join(page.find_class("aw-by")[0].text_content().split()) == "Tilda Marrow, Ben Okri and Cleo <b> ask."


def test_the_count_is_a_number(article):
    for _comment in range(2):
        PublishedCommentFactory(discussion=find_discussion_of(article))
    PendingCommentFactory(discussion=find_discussion_of(article))
    assert render("{% comment_count article %}", article=article) == "2"
    assert render("{% comment_count article as n %}{% if n > 1 %}many{% endif %}", article=article) == "many"
    Discussion.objects.update(host_pk="elsewhere")
    assert render("{% comment_count article %}", article=article) == "0"


def test_the_body_is_the_publishers_own_html(article):
    assert render("{% article_body article %}", article=article) == article.body
    review = ReviewFactory(text="<p>Fine.</p>")
    assert render("{% article_body article %}", article=review) == "<p>Fine.</p>"


def test_the_prompt_is_lifted_from_the_body_where_the_setting_says_so(article, settings):
    settings.ENGAGEMENT = {"LIFT_PROMPT_FROM_BODY": True}
    body = render("{% article_body article %}", article=article)
    assert "the quay stays as it is.</p>" in body
    assert "Should the old quay be kept?" not in body
    assert "Tell us in the comments below!" not in body


LINK = '\n<p class="afterword-link"><a href="#discussion">Answer in the discussion</a></p>\n'


@pytest.mark.parametrize("lifted", [False, True])
def test_the_prompt_in_the_body_leads_to_the_discussion(article, settings, lifted):
    settings.ENGAGEMENT = {"LINK_PROMPT_IN_BODY": True, "LIFT_PROMPT_FROM_BODY": lifted}
    article.body += "<hr><p><em>Ada Quist writes about the harbour.</em></p>"
    article.save()
    sync_discussion(obj=article)
    body = render("{% article_body article %}", article=article)
    before, link, after = body.partition(LINK)
    assert link == LINK
    assert before.rstrip().endswith("the quay stays as it is.</p>" if lifted else "comments below!</p>")
    assert after == "<hr><p><em>Ada Quist writes about the harbour.</em></p>"


def test_where_no_paragraph_closes_the_link_stands_last(article, settings):
    settings.ENGAGEMENT = {"LINK_PROMPT_IN_BODY": True}
    article.body = "It was a long night.\n\nShould the old quay be kept? Tell us in the comments below!"
    article.save()
    sync_discussion(obj=article)
    assert render("{% article_body article %}", article=article) == article.body + LINK


@pytest.mark.parametrize("head", ["off", "edited", "unconfirmed", "hidden", "never synced", "edited article"])
def test_the_body_stays_whole_where_its_own_words_do_not_stand_at_the_head(article, settings, head):
    settings.ENGAGEMENT = {
        "LIFT_PROMPT_FROM_BODY": True,
        "LINK_PROMPT_IN_BODY": True,
        "PROMPTS_LIVE_UNCONFIRMED": head != "unconfirmed",
    }
    discussion = find_discussion_of(article)
    if head == "off":
        switch_prompt_off(prompt_id=discussion.prompt.pk, by=None)
    elif head == "edited":
        reword_prompt(prompt_id=discussion.prompt.pk, question="Keep it?", call_to_action="", lead="", by=None)
    elif head == "hidden":
        set_discussion_status(discussion_id=discussion.pk, status="hidden")
    elif head == "never synced":
        Discussion.objects.update(host_pk="elsewhere")
    elif head == "edited article":
        article.body = article.body.replace("old quay", "new quay")
    assert render("{% article_body article %}", article=article) == article.body


def test_slots_are_filled_by_others_and_escaped(article, monkeypatch):
    monkeypatch.setattr(slots, "_fillers", {name: {} for name in slots.NAMES})
    comment = PublishedCommentFactory(discussion=find_discussion_of(article))
    asked = []
    slots.fill(slots.COMMENT_ACTIONS, "tests", lambda context: asked.append(context["comment"]) or "<Report>")
    slots.fill(slots.FORM_NOTICE, "tests", lambda context: f"Checked in {context['discussion'].key}.")
    html = render("{% discussion article %}", article=article)
    assert asked == [comment]
    assert "&lt;Report&gt;" in html
    assert f"Checked in articles.article.{article.pk}. <a" in " ".join(html.split())


COUNTS = "{% comment_counts articles reviews as counts %}{% for a in articles %}{{ counts|count_of:a }} {% endfor %}|"
COUNTS += "{% for r in reviews %}{{ counts|count_of:r }} {% endfor %}"


def test_the_counts_of_a_list_come_in_one_query_whatever_its_length_and_kinds():
    articles = ArticleFactory.create_batch(30)
    review = ReviewFactory()
    for article, count in ((articles[0], 2), (articles[7], 1), (review, 1)):
        for _ in range(count):
            PublishedCommentFactory(discussion=DiscussionFactory(article=article))
    PendingCommentFactory(discussion=DiscussionFactory(article=articles[1]))
    with CaptureQueriesContext(connection) as captured:
        shown = render(COUNTS, articles=articles, reviews=[review])
    assert shown == "2 0 0 0 0 0 0 1 " + "0 " * 22 + "|1 "
    assert len(captured) == 1


def test_what_readers_may_not_see_counts_nothing(article):
    PublishedCommentFactory(discussion=find_discussion_of(article))
    hidden = ArticleFactory()
    PublishedCommentFactory(discussion=DiscussionFactory(article=hidden))
    set_discussion_status(discussion_id=find_discussion_of(hidden).pk, status="hidden")
    article.draft = True
    assert render(COUNTS, articles=[article, hidden], reviews=[]) == "0 0 |"
    article.draft = False
    assert render(COUNTS, articles=[article, hidden], reviews=[]) == "1 0 |"


def test_two_articles_of_one_discussion_both_count_it(article):
    other = ArticleFactory()
    PublishedCommentFactory(discussion=DiscussionFactory(article=other))
    merge_discussions(source_id=find_discussion_of(other).pk, target_id=find_discussion_of(article).pk)
    assert render(COUNTS, articles=[article, other], reviews=[]) == "1 1 |"


def test_an_empty_list_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert render(COUNTS, articles=[], reviews=[]) == "|"


def test_what_carries_no_discussion_has_no_count():
    with pytest.raises(HostNotRegistered):
        render(COUNTS, articles=[StaffFactory()], reviews=[])
