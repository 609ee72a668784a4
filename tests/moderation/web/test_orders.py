"""The list in its orders, and what is new in it."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from moderation.api import follow_publication
from moderation.models import Case, Decision, Queue
from moderation.services.cases import put_case
from tests.factories import PublishedCommentFactory
from tests.moderation.web.conftest import HTMX
from tests.moderation.web.pages import buttons_of, read, text_of, texts_of

QUEUE = "/moderation/"
NEWS = "/moderation/news/"


@pytest.fixture
def make_new(db):
    def make(**fields):
        comment = PublishedCommentFactory(**fields)
        follow_publication(comment_id=comment.pk)
        return comment

    return make


@pytest.fixture
def reported(make_new):
    for name, kind in (("Mara", "spam"), ("Nils", "illegal")):
        comment = make_new(author_name=name)
        put_case(comment_id=comment.pk, queue=Queue.REPORTED, reasons=[{"code": "reported", "kind": kind, "count": 2}])


def test_the_head_offers_the_orders_and_the_address_keeps_the_choice(desk, reported):
    tree = read(desk.get(QUEUE, {"queue": "reported"}))
    assert texts_of(tree, ".ws-item h3 a") == ["Nils", "Mara"]
    assert text_of(tree, ".ws-order summary") == "Order:Riskiest first"
    links = {link.text_content(): link.get("href") for link in tree.cssselect(".ws-order a")}
    assert links == {
        "Riskiest first": "/moderation/?queue=reported",
        "Oldest first": "/moderation/?queue=reported&order=oldest",
        "Newest first": "/moderation/?queue=reported&order=newest",
    }
    tree = read(desk.get(links["Oldest first"]))
    assert texts_of(tree, ".ws-item h3 a") == ["Mara", "Nils"]
    assert text_of(tree, ".ws-order [aria-current]") == "Oldest first"
    assert "order=oldest" in tree.cssselect(".ws-item h3 a")[0].get("href")


def test_reports_are_counted_among_the_reasons(desk, reported):
    assert text_of(read(desk.get(QUEUE, {"queue": "reported"})), ".ws-item .ws-why") == "Reported as illegal (2)"


def test_a_decision_leads_to_the_next_card_of_the_order(desk, reported, wish):
    mara = Case.objects.order_by("pk").first().comment
    address = reverse("moderation:decide", args=[mara.pk]) + "?queue=reported&order=oldest"
    response = desk.post(address, wish(mara, "approve"))
    sent = parse_qs(urlsplit(response["Location"]).query)
    nils = Case.objects.get(queue="reported").comment_id
    assert (sent["queue"], sent["order"], sent["case"]) == (["reported"], ["oldest"], [str(nils)])


def test_in_all_queues_together_a_decision_leads_on_as_well(desk, make_new, wish):
    older, newer = make_new(), make_new()
    address = reverse("moderation:decide", args=[newer.pk]) + "?queue=all"
    response = desk.post(address, wish(newer, "reject", reason="attack"))
    assert parse_qs(urlsplit(response["Location"]).query)["case"] == [str(older.pk)]


def test_what_is_published_may_be_approved_where_it_is_new_or_reported(desk, make_new, reported):
    comment = make_new()
    assert buttons_of(read(desk.get(QUEUE, {"queue": "new", "case": comment.pk}))) == ["Approve", "Reject", "Spam"]
    assert buttons_of(read(desk.get(QUEUE, {"queue": "reported"}))) == ["Approve", "Reject", "Spam"]


def test_all_that_the_list_shows_is_marked_as_looked_at(desk, moderator, make_new):
    shown = [make_new(), make_new()]
    tree = read(desk.get(QUEUE, {"queue": "new"}))
    (form,) = tree.cssselect(".ws-head form[method=post]")
    assert text_of(form, "button") == "These 2 are looked at l"
    later = make_new()
    response = desk.post(form.get("action"), {"case": [field.value for field in form.cssselect("[name=case]")]})
    last = Decision.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (303, f"/moderation/?queue=new&done={last.pk}")
    assert list(Case.objects.filter(queue="new").values_list("comment_id", flat=True)) == [later.pk]
    looked = Decision.objects.order_by("comment_id").values_list("comment_id", "action", "moderator_id")
    assert list(looked) == [(comment.pk, "look", moderator.pk) for comment in shown]


def test_what_is_new_is_told_with_the_way_to_it(desk, make_new):
    make_new()
    tree = read(desk.get(QUEUE, {"queue": "new", "order": "oldest"}))
    assert text_of(tree, "#ws-news") == ""
    address = tree.cssselect("#ws-poll")[0].get("hx-get")
    response = desk.get(address, headers=HTMX)
    assert (response.status_code, response.content) == (204, b"")
    make_new()
    make_new()
    link = read(desk.get(address, headers=HTMX))
    assert " ".join(link.text_content().split()) == "2 new n"
    assert link.get("href") == "/moderation/?queue=new&order=oldest"
    make_new(author_name="Zoe")
    link = read(desk.get(f"{address}&author=Zoe", headers=HTMX))
    assert " ".join(link.text_content().split()) == "1 new n"
    assert link.get("href") == "/moderation/?queue=new&order=oldest&author=Zoe"
    assert desk.get(address.replace("queue=new", "queue=spam"), headers=HTMX).status_code == 204


def test_asking_for_news_reads_one_row_of_numbers(desk, make_new, django_assert_num_queries):
    desk.get(NEWS)
    for _number in range(3):
        make_new()
    since = int((timezone.now() - dt.timedelta(hours=1)).timestamp() * 1_000_000)
    desk.get(NEWS)
    with django_assert_num_queries(7):  # the session, the account, its permissions, sections and keys, and the news
        response = desk.get(NEWS, {"queue": "new", "since": since})
    assert b"3 new" in response.content


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 30, "²"])
def test_news_since_no_moment_are_none(desk, make_new, since):
    make_new()
    assert desk.get(NEWS, {"queue": "new", "since": since}).status_code == 204
