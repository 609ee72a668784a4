"""Sanctions in the admin: looked at, imposed because of a comment, lifted."""

import datetime as dt

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from moderation.models import Sanction
from moderation.services.sanctions import impose_sanction
from tests.factories import CommentFactory, UserFactory
from tests.moderation.factories import ModeratorFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:afterword_moderation_sanction_changelist")
ADD = reverse("admin:afterword_moderation_sanction_add")


@pytest.fixture
def comment(db):
    return CommentFactory(user=UserFactory(username="ann", email=""), body="You *fool*.", ip="198.51.100.7")


def page_for(comment):
    return f"{ADD}?comment={comment.pk}"


def impose(comment, **wish):
    wish = {"kind": "hold", "marks": ["account", "network"], "days": 7, **wish}
    return impose_sanction(comment_id=comment.pk, moderator_id=ModeratorFactory().pk, **wish)


def rows(page):
    """The list's cells, by number of the sanction; those that are named."""
    tree = lxml.html.document_fromstring(page)
    table = tree.xpath('//table[@id="result_list"]/tbody/tr')
    return {
        int(row.xpath('string(.//*[contains(@class,"field-id")])')): [
            row.xpath(f'string(.//*[contains(@class,"field-{name}")])') for name in ("whom", "state")
        ]
        for row in table
    }


def lift(client, *sanctions):
    data = {"action": "lift_selected", "_selected_action": [sanction.pk for sanction in sanctions]}
    return client.post(LIST, data, follow=True).content.decode()


def test_the_list_says_whom_and_whether_it_holds_and_shows_no_hash(editor, read, comment):
    running, over = impose(comment), impose(comment, marks=["address"])
    Sanction.objects.filter(pk=over.pk).update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    page = read(LIST)
    assert rows(page) == {
        running.pk: ["the account or the network around the address (ann)", "in force"],
        over.pk: ["the address", "over"],
    }
    change = read(reverse("admin:afterword_moderation_sanction_change", args=[running.pk]))
    assert running.network not in page + change
    assert "the account or the network around the address (ann)" in change
    assert set(rows(read(LIST, state="in_force"))) == {running.pk}
    assert set(rows(read(LIST, state="over"))) == {over.pk}
    assert set(rows(read(LIST, q="ann"))) == {running.pk}
    assert set(rows(read(LIST, q=str(comment.pk)))) == {running.pk, over.pk}


def test_the_page_asks_for_a_comment_and_then_offers_by_what_its_author_is_known(editor, read, comment):
    assert 'name="comment"' in read(ADD)
    page = read(page_for(comment))
    assert "You fool." in page
    offered = lxml.html.document_fromstring(page).xpath('//input[@name="marks"]')
    assert [(one.get("value"), one.checked) for one in offered] == [
        ("account", True),
        ("address", False),
        ("network", False),
    ]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("404", "There is no comment of this number."),
        ("x", "Enter a whole number."),
        ("9" * 20, "less than or equal to"),
    ],
)
def test_a_comment_that_is_none_is_told(editor, read, number, words):
    page = read(ADD, comment=number)
    assert words in page
    assert 'name="marks"' not in page


def test_a_sanction_is_imposed_and_kept_with_who_did_it(editor, client, comment):
    wish = {"kind": "refuse", "marks": ["account", "address"], "days": "30", "note": "Third warning."}
    response = client.post(page_for(comment), wish, follow=True)
    sanction = Sanction.objects.get()
    assert response.redirect_chain == [(LIST, 302)]
    assert "The sanction was imposed." in response.content.decode()
    assert (sanction.kind, sanction.author, sanction.comment, sanction.moderator, sanction.note) == (
        "refuse",
        comment.author,
        comment,
        editor,
        "Third warning.",
    )
    assert sanction.ends_at - sanction.starts_at == dt.timedelta(days=30)
    entry = LogEntry.objects.get()
    words = "muted: may not comment for a while: the account or the address (ann)"
    assert (entry.user, entry.change_message) == (editor, words)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"marks": []}, "This field is required."),
        ({"marks": ["email"]}, "Select a valid choice. email is not one of the available choices."),
        ({"days": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"kind": "banish"}, "Select a valid choice. banish is not one of the available choices."),
        ({"note": "a\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_imposed_is_told_at_its_field(editor, client, comment, wish, words):
    response = client.post(page_for(comment), {"kind": "hold", "marks": ["account"], "days": "7", **wish})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert (Sanction.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_whoever_may_moderate_is_spared_and_that_is_told(editor, client):
    own = CommentFactory(user=ModeratorFactory(), ip="198.51.100.7")
    page = client.post(page_for(own), {"kind": "hold", "marks": ["network"], "days": "7"}).content.decode()
    assert "Whoever wrote this may moderate." in page
    assert Sanction.objects.count() == 0


def test_sanctions_are_lifted_from_the_list(editor, client, comment):
    one, other = impose(comment), impose(comment, kind="refuse")
    assert "2 sanctions were lifted." in lift(client, one, other)
    assert Sanction.objects.filter(lifted_at__isnull=True).count() == 0
    assert list(LogEntry.objects.values_list("change_message", flat=True)) == ["lifted", "lifted"]
    before = list(Sanction.objects.order_by("pk").values())
    page = lift(client, one)
    assert "0 sanctions were lifted." in page
    assert rows(page)[one.pk][1] == "lifted"
    assert list(Sanction.objects.order_by("pk").values()) == before


def test_auditors_look_and_those_who_may_sanction_impose_and_lift(sign_in_with, client, comment):
    sanction = impose(comment)
    wish = {"kind": "refuse", "marks": ["account"], "days": "7"}
    sign_in_with("audit")
    assert client.get(LIST).status_code == 200
    assert client.get(ADD).status_code == 403
    assert client.post(page_for(comment), wish).status_code == 403
    lift(client, sanction)
    assert list(Sanction.objects.values_list("kind", "lifted_at")) == [("hold", None)]
    sign_in_with("moderate", "sanction")
    change = reverse("admin:afterword_moderation_sanction_change", args=[sanction.pk])
    assert client.post(change, {"kind": "refuse"}).status_code == 403
    lift(client, sanction)
    assert Sanction.objects.get().lifted_at is not None
    assert client.post(page_for(comment), wish).status_code == 302
    assert Sanction.objects.count() == 2


def test_a_sanction_needs_a_token(editor, comment):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    wish = {"kind": "refuse", "marks": ["account"], "days": "7"}
    assert strict.post(page_for(comment), wish).status_code == 403
    assert Sanction.objects.count() == 0
