"""The pages of waves: shown as one group, decided at once, each as it was seen, and taken back at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.api import Comment
from moderation.hashing import hash_address
from moderation.models import Decision
from moderation.services.indexing import index_comment
from tests.moderation.factories import DecisionFactory
from tests.moderation.web.pages import read, text_of, texts_of

WAVES = "/moderation/waves/"
EMPTY = "0" * 64


@pytest.fixture
def wave(make_waiting):
    """Three comments from one address."""
    comments = [
        make_waiting(author_name=name, body=f"I am {name}.", ip="192.0.2.7") for name in ("Mara", "Nils", "<b>Oda</b>")
    ]
    for comment in comments:
        index_comment(comment_id=comment.pk)
    return comments


@pytest.fixture
def address():
    return reverse("moderation:wave", args=["address", hash_address("192.0.2.7")])


def see(*comments):
    return [f"{comment.pk}:{comment.revision}:{comment.visibility}" for comment in comments]


def visibilities(comments):
    return list(
        Comment.objects.filter(pk__in=[c.pk for c in comments]).order_by("pk").values_list("visibility", flat=True)
    )


def test_a_queue_without_waves_says_so(desk):
    assert text_of(read(desk.get(WAVES)), "main .ws-big") == "No waves in this queue."


def test_a_wave_says_what_its_comments_have_in_common(desk, wave, address):
    tree = read(desk.get(WAVES))
    assert texts_of(tree, ".ws-wave h2 a") == ["3 comments"]
    assert tree.cssselect(".ws-wave h2 a")[0].get("href") == f"{address}?queue=waiting"
    assert texts_of(tree, ".ws-shared span") == ["One address: 192.0.2.7", "One network: 192.0.2.0/24", "3 names"]
    assert texts_of(tree, ".ws-wave li b") == ["Mara", "Nils", "<b>Oda</b>"]
    assert "192.0.2" not in address


def test_the_workspace_leads_to_the_waves(desk):
    assert WAVES in [link.get("href") for link in read(desk.get("/moderation/")).cssselect(".ws-nav a")]


def test_the_list_says_which_comments_are_many_alike_and_leads_to_them(desk, wave, address, make_waiting):
    make_waiting(author_name="Pia")
    tree = read(desk.get("/moderation/"))
    links = tree.cssselect(f'.ws-item a[href="{address}?queue=waiting"]')
    assert [text_of(item, "p.ws-small") for item in tree.cssselect(".ws-item:has(p.ws-small)")] == [
        "3 alike in this queue: one address"
    ] * 3
    assert (len(links), desk.get(links[0].get("href")).status_code) == (3, 200)
    assert not read(desk.get("/moderation/?queue=all")).cssselect(".ws-item p.ws-small")


def test_all_comments_of_a_wave_are_selected_and_each_has_its_card(desk, wave, address):
    tree = read(desk.get(address))
    boxes = tree.cssselect("input[name=comment]")
    assert [box.get("value") for box in boxes] == see(*wave)
    assert all(box.get("checked") is not None for box in boxes)
    assert [link.get("href") for link in tree.cssselect(".ws-why a")] == [
        f"/moderation/?queue=waiting&case={comment.pk}" for comment in wave
    ]
    assert texts_of(tree, ".ws-wave-acts button") == ["Approve", "Reject", "Spam"]


def test_the_selected_are_decided_and_no_others_and_one_form_takes_all_back(desk, moderator, wave, address):
    response = desk.post(f"{address}?queue=waiting", {"comment": see(*wave[:2]), "action": "spam"})
    tree = read(response)
    assert text_of(tree, "h1") == "2 comments are marked as spam."
    assert visibilities(wave) == ["spam", "spam", "held"]
    assert {decision.moderator for decision in Decision.objects.all()} == {moderator}
    form = tree.cssselect("main form")[0]
    assert text_of(tree, "main form button") == "Undo all 2"
    tree = read(desk.post(form.get("action"), {"decision": [box.value for box in form.cssselect("[name=decision]")]}))
    assert text_of(tree, "h1") == "2 decisions are undone."
    assert visibilities(wave) == ["held", "held", "held"]


def test_what_was_decided_or_edited_meanwhile_stays_and_is_told(desk, wave, address, colleague):
    seen = see(*wave)
    DecisionFactory(comment=wave[0], action="approve", moderator=colleague)
    Comment.objects.filter(pk=wave[1].pk).update(revision=2)
    tree = read(desk.post(address, {"comment": seen, "action": "spam"}))
    assert text_of(tree, "h1") == "1 comment is marked as spam."
    first, second = texts_of(tree, ".ws-told li")
    assert first.startswith(f"Comment {wave[0].pk}: Jo Lindqvist approved this")
    assert second == f"Comment {wave[1].pk}: It changed since you saw it."
    assert visibilities(wave) == ["published", "held", "spam"]
    tree = read(desk.post(address, {"comment": seen, "action": "spam"}))
    assert text_of(tree, "main > p") == "1 was so already."
    assert tree.cssselect("main form") == []


def test_a_rejection_needs_its_reason_and_the_other_acts_need_none(desk, wave, address):
    response = desk.post(address, {"comment": see(*wave), "action": "reject", "reason": ""})
    assert response.status_code == 422
    assert text_of(read(response), ".ws-error") == "Please choose why it is rejected."
    assert visibilities(wave) == ["held"] * 3
    desk.post(address, {"comment": see(wave[0]), "action": "reject", "reason": "off_topic"})
    desk.post(address, {"comment": see(wave[1]), "action": "approve", "reason": "off_topic"})
    assert visibilities(wave) == ["rejected", "published", "held"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"action": "spam"},
        {"action": "spam", "comment": ["", ":", "1", "x:1:held", "1:x:held", "1:1:nothing", "1:1:held\x00", "9" * 40]},
        {"action": "explode", "comment": ["1:1:held"]},
        {"action": "spam", "comment": [f"{10**17}:1:held"]},
    ],
)
def test_what_is_no_wish_changes_nothing(desk, wave, address, state, form):
    before = state(*wave)
    assert desk.post(address, form).status_code in {200, 422}
    assert state(*wave) == before


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"address/{EMPTY}/", 200),
        ("text/999/", 200),
        ("text/x/", 200),
        ("domain/a%00b/", 200),
        ("domain/%F0%9F%AB%A0/", 200),
        ("nothing/1/", 404),
        ("?queue=nothing", 200),
    ],
)
def test_an_address_of_no_wave_says_so(desk, wave, path, status):
    assert desk.get(WAVES + path).status_code == status


def test_nothing_is_left_of_a_wave_that_was_decided(desk, wave, address):
    desk.post(address, {"comment": see(*wave), "action": "approve"})
    assert text_of(read(desk.get(address)), "h1") == "Nothing is left of this wave."


def test_nothing_to_take_back_leads_to_the_waves(desk, wave):
    for form in ({}, {"decision": ["x", "", "9" * 30]}, {"decision": [str(10**17)]}):
        assert desk.post(f"{WAVES}undo/?queue=spam", form)["Location"] == f"{WAVES}?queue=spam"


def test_among_the_spam_a_wave_can_be_rescued(desk, make_spam):
    comments = [make_spam(author_email="ada@example.org") for _ in range(3)]
    for comment in comments:
        index_comment(comment_id=comment.pk)
    tree = read(desk.get(f"{WAVES}?queue=spam"))
    assert "One e-mail address: ada@example.org" in texts_of(tree, ".ws-shared span")
    href = tree.cssselect(".ws-wave h2 a")[0].get("href")
    tree = read(desk.get(href))
    assert texts_of(tree, ".ws-wave-acts button") == ["Not spam", "Reject", "Spam"]
    desk.post(href, {"comment": see(*comments), "action": "not_spam"})
    assert visibilities(comments) == ["published"] * 3


def test_a_page_costs_the_same_however_long_the_wave(desk, wave, address, make_waiting, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for _ in range(4):
        index_comment(comment_id=make_waiting(ip="192.0.2.7").pk)
    with django_assert_num_queries(len(few)):
        assert text_of(read(desk.get(address)), "h1") == "7 comments"
