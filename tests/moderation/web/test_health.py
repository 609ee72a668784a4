"""The page for operators."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from lxml import html

from engagement.models import Follow, WebhookDelivery, WebhookEndpoint, WebhookEvent
from moderation.models import Alert, Circuit, Feedback, Finding
from moderation.services.cases import open_case
from tests.engagement.following import ON as FOLLOWING
from tests.engagement.following import follow
from tests.engagement.receiving import ON as WEBHOOKS
from tests.engagement.receiving import endpoint_to
from tests.factories import DiscussionFactory, HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.web.pages import read, text_of, texts_of

PAGE = "/moderation/health/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(desk):
    """Opens the page."""
    return lambda: read(desk.get(PAGE))


def find(verdict, *, minutes=5, **fields):
    """Let the checker have said so."""
    at = timezone.now() - dt.timedelta(minutes=minutes)
    fields = {"check_name": "dummy", "revision": 1, "verdict": verdict, "at": at, **fields}
    return Finding.objects.create(comment=HeldCommentFactory(), **fields)


def numbers_of(tree):
    """The large numbers with what stands under each."""
    return dict(zip(texts_of(tree, ".ws-kpi dt"), texts_of(tree, ".ws-kpi dd"), strict=True))


def facts_of(tree):
    """What is said of the checker."""
    return dict(zip(texts_of(tree, ".ws-facts dt"), texts_of(tree, ".ws-facts dd"), strict=True))


def test_before_anything_was_asked_all_is_well(page):
    tree = page()
    assert text_of(tree, "title") == "Health | Afterword"
    assert text_of(tree, ".ws-fine") == "Screening is well. Nothing was to be checked yet."
    assert numbers_of(tree) == {
        "Wait to be checked": "0nothing is kept waiting",
        "Corrections to be sent": "0all are told",
        "Published unchecked": "0none",
        "Last answer": "never",
    }
    assert facts_of(tree) == {
        "Name": "Dummy",
        "State": "not asked yet",
        "Circuit": "closed: it was never asked",
        "Answered last": "never",
        "Failed last": "never",
    }
    assert texts_of(tree, "section > p.ws-mute") == [
        "The spam checker was not asked within 48 hours.",
        "None.",
        "Nothing.",
    ]
    assert tree.cssselect("svg.ws-drawn") == []


def test_what_waits_is_counted_with_the_age_of_the_first(page):
    comment = PendingCommentFactory()
    type(comment).objects.update(created_at=timezone.now() - dt.timedelta(minutes=3))
    waiting = HeldCommentFactory()
    open_case(comment_id=waiting.pk, reasons=[])
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    tree = page()
    assert numbers_of(tree)["Wait to be checked"] == "1the first for 3 min"
    assert numbers_of(tree)["Corrections to be sent"].startswith("1the first for ")
    rows = [texts_of(row, "th, td")[:2] for row in tree.cssselect("table:first-of-type tbody tr")]
    assert rows == [["Waiting", "1"], ["Reported", "0"], ["Spam", "0"], ["Discarded", "0"], ["New", "0"]]
    assert [link.get("href") for link in tree.cssselect("tbody a")] == [
        "/moderation/?queue=waiting",
        "/moderation/?queue=reported",
        "/moderation/?queue=spam",
        "/moderation/?queue=discarded",
        "/moderation/?queue=new",
    ]


def test_the_brokers_queues_are_told(page):
    rows = [texts_of(row, "th, td") for row in page().cssselect("table + table tbody tr")]
    assert rows
    assert all(name and (count.isdigit() or count == "not told") for name, count in rows)


def test_what_is_the_matter_stands_first_with_what_to_do(page):
    find("error", failure="timeout", detail={"error": "No answer in 5 s."})
    comment = PendingCommentFactory()
    type(comment).objects.update(created_at=timezone.now() - dt.timedelta(minutes=30))
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    Feedback.objects.update(created_at=timezone.now() - dt.timedelta(hours=2))
    Alert.objects.create(checker="dummy", code="10501", message="Over the limit.")
    tree = page()
    assert texts_of(tree, ".ws-concerns b") == [
        "The spam checker did not answer last time.",
        "Comments wait longer than they should.",
        "Moderators' corrections are not told.",
        "The spam checker has something to say about the account.",
    ]
    assert tree.cssselect(".ws-fine") == []
    assert facts_of(tree)["State"] == "failed last time"
    assert facts_of(tree)["Failed last"].startswith("No answer came in time, ")
    assert facts_of(tree)["It said"] == "No answer in 5 s."


def test_an_alert_of_days_ago_is_listed_and_no_concern(page):
    Alert.objects.create(checker="dummy", code="10501", latest_at=timezone.now() - dt.timedelta(days=2))
    tree = page()
    assert tree.cssselect(".ws-concerns") == []
    assert texts_of(tree, ".ws-told h3") == ["10501"]


def test_an_open_circuit_says_since_when_and_when_it_is_tried_next(page):
    now = timezone.now()
    find("error", failure="server")
    Circuit.objects.create(
        name="dummy",
        is_open=True,
        opened_at=now - dt.timedelta(minutes=12),
        probe_at=now + dt.timedelta(seconds=100),
        trips=3,
    )
    tree = page()
    facts = facts_of(tree)
    assert facts["State"] == "does not answer"
    assert facts["Circuit"] == "open for 12 min: one comment at a time asks"
    assert facts["Next try"] == "in 1 min, after 3 in vain"
    assert texts_of(tree, ".ws-concerns b") == ["The spam checker does not answer, and is spared."]
    Circuit.objects.update(probe_at=now - dt.timedelta(seconds=5))
    assert facts_of(page())["Next try"].startswith("due: with the next comment")
    Circuit.objects.update(probing_until=now + dt.timedelta(minutes=1))
    assert facts_of(page())["Next try"].startswith("just now")


def test_failures_and_alerts_are_listed_with_what_they_mean(page):
    for failure in ("throttled", "timeout", "timeout"):
        find("error", failure=failure)
    Alert.objects.create(checker="akismet", code="10007", message="<b>Too many sites</b>", times=4)
    tree = page()
    assert texts_of(tree, ".ws-told h3") == ["No answer came in time", "Too many requests", "10007"]
    assert [words.split(",")[0] for words in texts_of(tree, ".ws-told p.ws-mute")] == ["2 times", "once", "4 times"]
    assert "more sites than the plan allows" in tree.cssselect(".ws-told")[1].text_content()
    assert text_of(tree, ".ws-told q") == "<b>Too many sites</b>"
    (link,) = tree.cssselect(".ws-told a")
    assert (link.get("href").startswith("https://akismet.com/"), link.get("rel")) == (True, "noopener noreferrer")


def test_the_chart_has_a_table_with_the_same_numbers(page):
    for verdict in ("ham", "ham", "spam", "discard", "error"):
        find(verdict, minutes=0)
    tree = page()
    (chart,) = tree.cssselect("svg.ws-drawn")
    assert chart.get("role") == "img"
    assert sorted(bar.get("class") for bar in chart.cssselect("rect")) == ["f-1", "f-2", "f-3"]
    assert [texts_of(row, "td") for row in tree.cssselect("details tbody tr")] == [["2", "2", "1"]]
    assert "was asked 5 times within 48 hours" in text_of(tree, ".ws-plot > p")


def test_a_language_with_other_numbers_draws_the_same(desk, settings):
    settings.LANGUAGE_CODE = "de"
    find("ham", minutes=0)
    with translation.override("de"):
        tree = read(desk.get(PAGE))
    (bar,) = tree.cssselect("svg.ws-drawn rect")
    assert all("," not in bar.get(name) for name in ("x", "y", "width", "height"))


def test_a_checker_that_is_missing_or_broken_says_what_to_do(page, settings):
    settings.MODERATION = {}
    assert texts_of(page(), ".ws-concerns b") == ["Nothing is set up that checks comments."]
    settings.MODERATION = {"SPAM_CHECKER": "moderation.spam.akismet.AkismetChecker"}
    tree = page()
    assert texts_of(tree, ".ws-concerns b") == ["The spam checker cannot work as it is set up."]
    assert "SPAM_CHECKER_OPTIONS" in facts_of(tree)["It said"]


def test_the_checker_itself_is_not_asked(page, standin):
    page()
    assert standin.requests() == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(desk, method):
    assert getattr(desk, method)(PAGE).status_code == 405


def test_the_side_of_the_queue_links_to_it(desk):
    link, _log = read(desk.get("/moderation/")).cssselect(".ws-well a")
    assert (link.get("href"), link.get("hx-boost")) == (PAGE, "false")


def test_it_costs_the_same_whatever_there_is(desk, django_assert_num_queries):
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE)
    for number in range(5):
        find("ham", minutes=number * 70)
        find("error", minutes=number * 70, failure="server")
        Alert.objects.create(checker="akismet", code=str(number))
    with django_assert_num_queries(len(few)):
        desk.get(PAGE)


def sections_of(tree):
    return [heading.text_content() for heading in tree.cssselect("h2")]


def test_webhooks_and_mails_stand_there_where_they_are_on(page, settings):
    assert not {"Webhooks", "Mails to followers"} & set(sections_of(page()))
    settings.ENGAGEMENT = {**WEBHOOKS, **FOLLOWING}
    tree = page()
    assert {"Webhooks", "Mails to followers"} <= set(sections_of(tree))
    assert "No endpoint is active." in texts_of(tree, "section > p.ws-mute")
    assert tree.cssselect(".ws-concerns") == []


def test_each_endpoint_is_told_of_with_what_is_the_matter(page, settings):
    settings.ENGAGEMENT = {**WEBHOOKS, **FOLLOWING}
    for name in ("Archive", "Chat", "<b>New</b>"):
        endpoint_to("http://127.0.0.1:9/hook?key=hidden", name=name)
    PublishedCommentFactory()
    WebhookEvent.objects.update(created_at=timezone.now() - dt.timedelta(hours=5))
    then = timezone.now() - dt.timedelta(hours=4)
    WebhookEndpoint.objects.filter(name="Archive").update(paused_at=then, failures=9, failing_since=then)
    WebhookEndpoint.objects.filter(name="Chat").update(failures=9, failing_since=then)
    WebhookDelivery.objects.filter(endpoint__name="Chat").update(state="failed", next_at=None)
    WebhookDelivery.objects.filter(endpoint__name="<b>New</b>").update(next_at=then)
    row = follow(DiscussionFactory())
    Follow.objects.filter(pk=row.pk).update(next_at=then)
    tree = page()
    (table,) = [table for table in tree.cssselect("table") if "Last taken" in table.text_content()]
    assert [texts_of(line, "th, td") for line in table.cssselect("tbody tr")] == [
        ["<b>New</b>", "not told anything yet", "1", "5 h", "never"],
        ["Archive", "paused for 4 h", "1", "5 h", "never"],
        ["Chat", "failing for 4 h", "0", "", "never"],
    ]
    assert texts_of(tree, ".ws-concerns b") == [
        "The publisher's servers are not told in time.",
        "Mails to followers wait longer than they should.",
        "A webhook endpoint is paused.",
        "A webhook endpoint fails.",
        "Events were given up.",
    ]
    assert b"key=hidden" not in html.tostring(tree)


def test_webhooks_and_mails_cost_the_same_however_many_there_are(desk, settings, django_assert_num_queries):
    settings.ENGAGEMENT = {**WEBHOOKS, **FOLLOWING}
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE)
    discussion = DiscussionFactory()
    for number in range(4):
        endpoint_to("http://127.0.0.1:9/", name=f"Archive {number}")
        follow(discussion, f"fay{number}@example.org")
        PublishedCommentFactory(discussion=discussion)
    with django_assert_num_queries(len(few)):
        desk.get(PAGE)
