"""The same acts where script sends them: the answer is the next screen at once, and says where it stands."""

import pytest
from django.urls import reverse

from engagement.api import Visibility
from moderation.api import decide
from moderation.models import Decision
from tests.moderation.web.conftest import HTMX
from tests.moderation.web.pages import read, text_of


@pytest.fixture
def send(desk, wish):
    def send(comment, action, queue="waiting", **fields):
        address = reverse("moderation:decide", args=[comment.pk])
        return desk.post(f"{address}?queue={queue}", wish(comment, action, **fields), headers=HTMX)

    return send


def test_a_decision_answers_with_the_next_card(make_waiting, send):
    comment, following = make_waiting(), make_waiting(author_name="Nils")
    response = send(comment, "approve")
    assert response.status_code == 200
    decision = Decision.objects.get()
    assert response["HX-Push-Url"] == f"/moderation/?queue=waiting&case={following.pk}&done={decision.pk}"
    tree = read(response)
    assert text_of(tree, "#who") == "Nils"
    assert tree.cssselect("#who")[0].get("autofocus") is not None
    assert text_of(tree, "#said > span").startswith("Approved:")
    assert tree.cssselect("header, script, link") == []


def test_undoing_answers_with_the_card_again(desk, make_waiting, send):
    comment = make_waiting(author_name="Mara")
    send(comment, "spam")
    decision = Decision.objects.get()
    response = desk.post(reverse("moderation:undo", args=[decision.pk]), headers=HTMX)
    assert response.status_code == 200
    assert f"case={comment.pk}" in response["HX-Push-Url"]
    assert text_of(read(response), "#who") == "Mara"
    comment.refresh_from_db()
    assert comment.visibility == Visibility.HELD


def test_a_conflict_answers_with_the_card_as_it_is(desk, colleague, make_waiting, wish, state):
    comment = make_waiting()
    seen = wish(comment, "approve")
    decide(
        comment_id=comment.pk,
        action="reject",
        reason="attack",
        moderator_id=colleague.pk,
        seen_visibility="held",
        revision=1,
    )
    before = state(comment)
    address = reverse("moderation:decide", args=[comment.pk])
    response = desk.post(f"{address}?queue=waiting", seen, headers=HTMX)
    assert response.status_code == 409
    assert response["HX-Push-Url"] == f"/moderation/?queue=waiting&case={comment.pk}"
    assert "Jo Lindqvist rejected this" in text_of(read(response), "#said > span")
    assert state(comment) == before


def test_an_invalid_rejection_answers_with_the_panel_open(make_waiting, send, state):
    comment = make_waiting()
    before = state(comment)
    response = send(comment, "reject", note="Kept.")
    assert response.status_code == 422
    tree = read(response)
    assert tree.cssselect("details.ws-reject")[0].get("open") is not None
    assert tree.cssselect("#ws-note")[0].text.strip() == "Kept."
    assert state(comment) == before


def test_htmx_is_told_to_swap_these_answers_and_to_make_nothing_of_strings(desk):
    (config,) = read(desk.get("/moderation/")).cssselect("meta[name=htmx-config]")
    content = config.get("content")
    assert '"code":"404|409|422","swap":true' in content
    for rule in ('"includeIndicatorStyles":false', '"allowEval":false', '"historyCacheSize":0'):
        assert rule in content
