"""What pages, forms and the API carry while wordings are shown by time slot, and when caches must ask again."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.http import http_date

from engagement import gates
from engagement.api import Comment, end_experiment, set_discussion_status, set_stances
from engagement.web.conditional import article_etag, article_last_modified
from tests.articles.models import Article
from tests.engagement.compared import FIRST, OTHER, compare, shown_at, slot_of, wordings_of
from tests.engagement.templatetags.test_afterword import render
from tests.engagement.web.conftest import address, page_of, values_of, written_in
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

WORDS = (FIRST, OTHER)


@pytest.fixture(autouse=True)
def measured(settings, time_machine):
    settings.ENGAGEMENT = {"MEASURE": True}
    settings.TIME_ZONE = "UTC"
    time_machine.move_to("2026-04-01T12:00:00+00:00", tick=False)


@pytest.fixture
def experiment(discussion):
    return compare(discussion, slot_hours=3)


@pytest.fixture
def published(rule):
    rule(gates.Admission.PUBLISH)


def asked(html):
    """The words that a page asks in."""
    assert (FIRST in html) != (OTHER in html), "it asks in one wording and carries no other"
    return FIRST if FIRST in html else OTHER


@pytest.mark.parametrize("part", ["", "fragment/"])
@pytest.mark.parametrize("place", [0, 1])
def test_everybody_gets_the_words_of_the_slot_and_nothing_of_the_others(
    client, discussion, experiment, time_machine, part, place
):
    time_machine.move_to(slot_of(experiment, place), tick=False)
    html = client.get(address(discussion, part)).content.decode()
    assert asked(html) == WORDS[place]
    assert f'data-aw-wording="{wordings_of(experiment)[place]}"' in html
    for sign in ("<template", "aw-wording>", "experiment.js"):
        assert sign not in html


@pytest.mark.parametrize("part", ["", "fragment/"])
def test_what_is_kept_turns_with_the_slot(client, discussion, experiment, time_machine, part):
    """Nothing else changes; and after a day nobody has the words of the slot before last for those of now."""
    known = ""
    for hour in range(48):
        at = dt.datetime(2026, 4, 2, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        time_machine.move_to(at - dt.timedelta(seconds=1), tick=False)
        client.get(address(discussion, part))
        time_machine.move_to(at, tick=False)
        response = client.get(address(discussion, part), headers={"If-None-Match": known})
        fresh = client.get(address(discussion, part))
        number = shown_at(experiment, at)
        assert f'data-aw-wording="{number}"' in fresh.content.decode()
        assert (response.status_code == 304) == (known == fresh["ETag"])
        turned = number != shown_at(experiment, at - dt.timedelta(hours=1))
        assert (known == fresh["ETag"]) == (hour > 0 and not turned)
        known = fresh["ETag"]


@pytest.mark.parametrize("path", ["/discussions/d/{}/", "/api/v1/discussions/{}/"])
def test_validators_of_both_kinds_turn_at_the_border_and_stay_within(
    client, discussion, experiment, time_machine, path
):
    url, begins = path.format(discussion.key), slot_of(experiment, 1)
    time_machine.move_to(begins - dt.timedelta(seconds=1), tick=False)
    before = client.get(url)
    time_machine.move_to(begins, tick=False)
    for condition in ({"If-None-Match": before["ETag"]}, {"If-Modified-Since": before["Last-Modified"]}):
        response = client.get(url, headers=condition)
        assert (response.status_code, response["Last-Modified"]) == (200, http_date(begins.timestamp()))
        assert OTHER in response.content.decode()
    time_machine.move_to(begins + dt.timedelta(hours=2, minutes=59), tick=False)
    for condition in ({"If-None-Match": response["ETag"]}, {"If-Modified-Since": response["Last-Modified"]}):
        assert client.get(url, headers=condition).status_code == 304


def test_an_articles_own_page_turns_too(discussion, experiment, time_machine):
    article, begins = Article.objects.get(), slot_of(experiment, 1)
    time_machine.move_to(begins - dt.timedelta(seconds=1), tick=False)
    before = article_etag(article)
    assert asked(render("{% discussion article %}", article=article)) == FIRST
    time_machine.move_to(begins, tick=False)
    assert article_etag(article) != before
    assert article_last_modified(article) == begins
    assert asked(render("{% discussion article %}", article=article)) == OTHER


@pytest.mark.parametrize("place", [0, 1])
def test_the_articles_body_is_the_same_whichever_is_shown(discussion, experiment, settings, time_machine, place):
    settings.ENGAGEMENT = {"MEASURE": True, "LIFT_PROMPT_FROM_BODY": True, "LINK_PROMPT_IN_BODY": True}
    time_machine.move_to(slot_of(experiment, place), tick=False)
    body = render("{% article_body article %}", article=Article.objects.get())
    assert FIRST not in body
    assert 'href="#discussion"' in body


def test_the_page_of_a_thread_asks_in_the_words_of_the_slot(client, discussion, experiment, time_machine):
    root = PublishedCommentFactory(discussion=discussion)
    for place in (0, 1):
        time_machine.move_to(slot_of(experiment, place), tick=False)
        assert asked(client.get(reverse("engagement:comment", args=[root.pk])).content.decode()) == WORDS[place]


def test_stances_stay_and_are_asked_with_the_words_of_the_slot(client, discussion, experiment, time_machine):
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    stance = discussion.prompt.stances.first().pk
    for place in (0, 1):
        time_machine.move_to(slot_of(experiment, place), tick=False)
        html = client.get(address(discussion)).content.decode()
        assert asked(html) == WORDS[place]
        assert ">Yes<" in html
        refused = client.post(address(discussion, "stance/"), {"stance": stance})
        assert (refused.status_code, asked(refused.content.decode())) == (403, WORDS[place])


def test_it_costs_no_query(client, django_assert_num_queries):
    plain, compared = DiscussionFactory(), DiscussionFactory()
    compare(compared, slot_hours=3)
    for discussion in (plain, compared):
        with django_assert_num_queries(4):
            client.get(address(discussion))


@pytest.mark.parametrize("why", ["closed", "not measured"])
def test_where_nothing_would_be_counted_nothing_is_compared(
    client, discussion, experiment, settings, time_machine, why
):
    time_machine.move_to(slot_of(experiment, 1), tick=False)
    if why == "closed":
        set_discussion_status(discussion_id=discussion.pk, status="closed")
    else:
        settings.ENGAGEMENT = {}
    html = client.get(address(discussion)).content.decode()
    assert asked(html) == FIRST
    assert f'data-aw-wording="{discussion.prompt.proposal_id}"' in html
    assert 'name="wording"' not in html


def test_as_it_ends_the_page_turns(client, discussion, experiment, time_machine):
    time_machine.move_to(slot_of(experiment, 0), tick=False)
    during = client.get(address(discussion))
    end_experiment(experiment_id=experiment.pk, keep=1, by=None)
    after = client.get(address(discussion), headers={"If-None-Match": during["ETag"]})
    assert (after.status_code, asked(after.content.decode())) == (200, OTHER)
    assert 'name="wording"' not in after.content.decode()


# Answers


def form_of(client, discussion):
    (form,) = written_in(page_of(client.get(address(discussion))))
    return values_of(form)


def test_a_form_of_the_slot_before_says_its_words_without_script(
    client, post, discussion, experiment, published, time_machine
):
    begins = slot_of(experiment, 1)
    time_machine.move_to(begins - dt.timedelta(minutes=5), tick=False)
    sent = form_of(client, discussion)
    time_machine.move_to(begins + dt.timedelta(minutes=5), tick=False)
    assert post(discussion, **{**sent, "author_name": "Ada", "body": "Keep it."}).status_code == 303
    assert Comment.objects.get().wording_id == wordings_of(experiment)[0] == int(sent["wording"])
    assert form_of(client, discussion)["wording"] == str(wordings_of(experiment)[1])


def test_a_form_that_comes_back_still_says_the_words_it_was_given_to(post, discussion, experiment, time_machine):
    time_machine.move_to(slot_of(experiment, 1), tick=False)
    one = wordings_of(experiment)[0]
    (form,) = written_in(page_of(post(discussion, "", wording=one)))
    assert values_of(form)["wording"] == str(one)


def test_the_api_shows_the_words_of_the_slot_and_takes_them(client, discussion, experiment, published, time_machine):
    url = f"/api/v1/discussions/{discussion.key}/"
    for place in (0, 1):
        time_machine.move_to(slot_of(experiment, place), tick=False)
        prompt = client.get(url).json()["prompt"]
        assert (prompt["wording"], prompt["question"]) == (wordings_of(experiment)[place], WORDS[place])
        sent = {"body": f"Keep it, {place}.", "author_name": "Ada", "author_email": "ada@example.org"}
        assert client.post(f"{url}comments/", sent, content_type="application/json").status_code == 201
        assert Comment.objects.get(body=sent["body"]).wording_id == prompt["wording"]
    before = {**sent, "body": "Kept for long.", "wording": wordings_of(experiment)[0]}
    assert client.post(f"{url}comments/", before, content_type="application/json").status_code == 201
    assert Comment.objects.get(body="Kept for long.").wording_id == before["wording"]
