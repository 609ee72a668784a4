"""The next card, fetched before it is asked for: it claims nothing, nothing on it acts, and the answer checks it."""

import pytest
from django.urls import reverse

from engagement.api import redact_comment
from moderation.api import claim_comment, decide
from moderation.models import Claim, Decision
from tests.moderation.web.conftest import HTMX
from tests.moderation.web.pages import read, text_of, texts_of

PASSED = "The card that you saw is a colleague’s by now, or was decided on: here is the next one."
CHANGED = "The card was changed meanwhile: here it is as it is now."


@pytest.fixture
def fetch(desk):
    """What script fetches while the first card is looked at."""

    def fetch():
        (article,) = read(desk.get("/moderation/")).cssselect("#case")
        return desk.get(article.get("data-ahead"))

    return fetch


@pytest.fixture
def send(desk, wish):
    """Approves a comment as script does that shows a card already."""

    def send(comment, stamp):
        address = reverse("moderation:decide", args=[comment.pk])
        headers = {**HTMX, "Afterword-Ahead": stamp}
        return desk.post(f"{address}?queue=waiting", wish(comment, "approve"), headers=headers)

    return send


def stamp_of(response):
    return read(response).get("data-stamp")


def test_the_card_of_the_next_comes_alone_claims_nothing_and_has_nothing_that_acts(make_waiting, fetch):
    make_waiting()
    following = make_waiting(author_name="Nils", body="Old quay.")
    response = fetch()
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    tree = read(response)
    assert (tree.tag, tree.get("data-comment")) == ("article", str(following.pk))
    assert (text_of(tree, "#who"), text_of(tree, ".ws-text")) == ("Nils", "Old quay.")
    assert texts_of(tree, ".ws-acts[inert] button") == ["Approve f", "Reject d", "Spam s", "More"]
    assert tree.cssselect("form, [autofocus], .ws-acts [aria-keyshortcuts]") == []
    assert (Claim.objects.count(), Decision.objects.count()) == (0, 0)


def test_a_card_that_a_colleague_has_is_not_fetched(make_waiting, colleague, fetch):
    _first, taken, free = make_waiting(), make_waiting(), make_waiting()
    claim_comment(comment_id=taken.pk, moderator_id=colleague.pk)
    assert read(fetch()).get("data-comment") == str(free.pk)


def test_behind_the_last_card_nothing_is_fetched(desk, make_waiting):
    make_waiting()
    (article,) = read(desk.get("/moderation/")).cssselect("#case")
    assert article.get("data-ahead") is None
    assert article.cssselect("[data-leads]") == []


def test_a_comment_that_is_gone_comes_to_nothing(desk, db):
    assert desk.get(reverse("moderation:ahead", args=[999_999])).status_code == 204


def test_only_what_leads_to_that_card_says_so(desk, make_waiting):
    first, following = make_waiting(), make_waiting()
    tree = read(desk.get("/moderation/"))
    leading = tree.cssselect("[data-leads]")
    assert {element.get("data-leads") for element in leading} == {str(following.pk)}
    assert len(leading) == len(tree.cssselect(".ws-acts form[action*=decide]")) + 1
    newest_first = read(desk.get("/moderation/?queue=all")).cssselect(".ws-acts [data-leads]")
    assert {element.get("data-leads") for element in newest_first} == {str(first.pk)}


def test_what_is_decided_already_stays_and_leads_nowhere(desk, colleague, make_waiting):
    for comment in (make_waiting(), make_waiting()):
        decide(comment_id=comment.pk, action="spam", moderator_id=colleague.pk, seen_visibility="held", revision=1)
    tree = read(desk.get("/moderation/?queue=decided"))
    assert tree.cssselect(".ws-acts form") != []
    assert tree.cssselect(".ws-acts [data-leads]") == []


def test_the_same_card_keeps_its_heading_and_is_claimed_by_the_answer(moderator, make_waiting, fetch, send):
    first, following = make_waiting(), make_waiting(author_name="Nils")
    tree = read(send(first, stamp_of(fetch())))
    (who,) = tree.cssselect("#who")
    assert (who.get("hx-preserve"), who.get("autofocus"), text_of(tree, "#who")) == ("", None, "Nils")
    assert text_of(tree, "#said > span").startswith("Approved:")
    assert tree.cssselect("#said > span > b:not(:has(bdi))") == []
    assert dict(Claim.objects.values_list("comment_id", "moderator_id")) == {following.pk: moderator.pk}


def test_a_card_that_a_colleague_took_meanwhile_is_passed_and_that_is_said(make_waiting, colleague, fetch, send):
    first, taken = make_waiting(), make_waiting()
    make_waiting(author_name="Olga")
    stamp = stamp_of(fetch())
    claim_comment(comment_id=taken.pk, moderator_id=colleague.pk)
    tree = read(send(first, stamp))
    assert text_of(tree, "#who") == "Olga"
    assert tree.cssselect("#who")[0].get("autofocus") == ""
    assert PASSED in text_of(tree, "#said > span")


def test_a_card_that_was_decided_meanwhile_is_passed_and_that_is_said(make_waiting, colleague, fetch, send):
    first, done = make_waiting(), make_waiting()
    stamp = stamp_of(fetch())
    decide(comment_id=done.pk, action="spam", moderator_id=colleague.pk, seen_visibility="held", revision=1)
    tree = read(send(first, stamp))
    assert text_of(tree, "#who") == "Nothing is left here."
    assert "The card that you saw was decided on meanwhile." in text_of(tree, "#said > span")


def test_a_card_that_was_edited_meanwhile_comes_as_it_is_and_that_is_said(desk, make_waiting, fetch, send):
    first, edited = make_waiting(), make_waiting(body="Old quay.")
    stamp = stamp_of(fetch())
    redact_comment(comment_id=edited.pk, body="New quay.", revision=1)
    tree = read(send(first, stamp))
    assert (text_of(tree, ".ws-text"), tree.cssselect("#who")[0].get("hx-preserve")) == ("New quay.", None)
    assert CHANGED in text_of(tree, "#said > span")


def test_moving_on_without_deciding_checks_the_card_too(desk, make_waiting, fetch):
    make_waiting()
    following = make_waiting(body="Old quay.")
    stamp = stamp_of(fetch())
    address = f"/moderation/?queue=waiting&case={following.pk}"
    same = read(desk.get(address, headers={**HTMX, "Afterword-Ahead": stamp}))
    assert (same.cssselect("#who")[0].get("hx-preserve"), text_of(same, "#said > span")) == ("", None)
    redact_comment(comment_id=following.pk, body="New quay.", revision=1)
    changed = read(desk.get(address, headers={**HTMX, "Afterword-Ahead": stamp}))
    assert text_of(changed, "#said > span") == CHANGED


def test_a_conflict_says_nothing_of_the_card_that_was_shown(desk, colleague, make_waiting, wish, fetch):
    first = make_waiting()
    make_waiting()
    stamp, seen = stamp_of(fetch()), wish(first, "approve")
    decide(
        comment_id=first.pk,
        action="reject",
        reason="attack",
        moderator_id=colleague.pk,
        seen_visibility="held",
        revision=1,
    )
    address = f"{reverse('moderation:decide', args=[first.pk])}?queue=waiting"
    response = desk.post(address, seen, headers={**HTMX, "Afterword-Ahead": stamp})
    assert response.status_code == 409
    tree = read(response)
    assert "Your approval was not recorded." in text_of(tree, "#said > span")
    assert PASSED not in text_of(tree, "#said > span")
