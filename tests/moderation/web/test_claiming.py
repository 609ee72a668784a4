"""Claims on the moderators' pages: others see who looks at a card, and decide nonetheless."""

import pytest
from django.urls import reverse

from moderation.api import claim_comment
from moderation.models import Claim
from tests.moderation.web.conftest import HTMX
from tests.moderation.web.pages import read, text_of, texts_of


@pytest.fixture
def claim(desk):
    def claim(comment, **options):
        return desk.post(reverse("moderation:claim", args=[comment.pk]) + "?queue=waiting", **options)

    return claim


def test_without_script_a_button_tells_others_and_leads_back_to_the_card(desk, moderator, make_waiting, claim):
    comment = make_waiting()
    form = read(desk.get("/moderation/")).cssselect("#claim form")[0]
    response = desk.post(form.get("action"))
    assert (response.status_code, response["Location"]) == (303, f"/moderation/?queue=waiting&case={comment.pk}")
    assert Claim.objects.get().moderator == moderator
    tree = read(desk.get(response["Location"]))
    assert tree.cssselect("#claim form") == []
    assert text_of(tree, "#claim") == "Others see that you look at this."
    assert texts_of(tree, ".ws-item .ws-claimed") == []


def test_with_script_the_card_is_claimed_once_it_is_seen_and_nothing_moves(desk, make_waiting, claim):
    comment = make_waiting()
    form = read(desk.get("/moderation/")).cssselect("#claim form")[0]
    assert form.get("hx-trigger") == "submit, intersect once"
    assert form.get("hx-post") == reverse("moderation:claim", args=[comment.pk])
    response = claim(comment, headers=HTMX)
    assert (response.status_code, response.content) == (204, b"")
    assert Claim.objects.get().comment_id == comment.pk


def test_a_colleagues_claim_shows_in_the_list_and_on_the_card(desk, colleague, make_waiting):
    comment, _other = make_waiting(), make_waiting()
    claim_comment(comment_id=comment.pk, moderator_id=colleague.pk)
    tree = read(desk.get("/moderation/"))
    assert texts_of(tree, ".ws-item .ws-claimed") == ["Jo Lindqvist is looking at this"]
    assert text_of(tree, "#claim") == "Jo Lindqvist is looking at this"
    assert tree.cssselect(".ws-acts button") != []


def test_who_comes_too_late_is_told_whose_card_it_is(colleague, make_waiting, claim):
    comment = make_waiting()
    claim_comment(comment_id=comment.pk, moderator_id=colleague.pk)
    response = claim(comment, headers=HTMX)
    assert response.status_code == 200
    assert text_of(read(response), ".ws-claimed") == "Jo Lindqvist is looking at this"
    assert Claim.objects.get().moderator == colleague


def test_a_decision_leads_on_to_a_card_that_nobody_else_has_and_claims_it(
    desk, moderator, colleague, make_waiting, wish
):
    first, second, third = make_waiting(), make_waiting(), make_waiting(author_name="Olga")
    claim_comment(comment_id=second.pk, moderator_id=colleague.pk)
    address = reverse("moderation:decide", args=[first.pk])
    response = desk.post(f"{address}?queue=waiting", wish(first, "approve"), headers=HTMX)
    tree = read(response)
    assert text_of(tree, "#who") == "Olga"
    assert tree.cssselect("#claim form") == []
    assert dict(Claim.objects.values_list("comment_id", "moderator_id")) == {
        second.pk: colleague.pk,
        third.pk: moderator.pk,
    }


def test_a_comment_that_is_gone_is_claimed_by_nobody(desk, db):
    address = reverse("moderation:claim", args=[999_999])
    assert desk.post(address, headers=HTMX).status_code == 204
    assert desk.post(address).status_code == 303
    assert Claim.objects.count() == 0


def test_only_following_the_address_claims_nothing(desk, make_waiting):
    comment = make_waiting()
    response = desk.get(reverse("moderation:claim", args=[comment.pk]))
    assert response["Location"] == f"/moderation/?queue=waiting&case={comment.pk}"
    assert Claim.objects.count() == 0
