"""Choosing keys, and where they show."""

import pytest

from moderation.models import DEFAULT_KEYS, KeyBindings
from moderation.services.keys import bind_keys
from tests.moderation.web.pages import read, text_of, texts_of

ADDRESS = "/moderation/keys/"


def shortcuts(tree):
    """Every key that the page names; not what closes a panel, of which one is open at a time, and not what shows with
    a selection alone.
    """
    bar = tree.cssselect(".ws-bulk [aria-keyshortcuts]")
    named = tree.cssselect("[aria-keyshortcuts]:not(input):not([data-closes])")
    return sorted(element.get("aria-keyshortcuts") for element in named if element not in bar)


def values(tree):
    return {field.get("name"): field.get("value") for field in tree.cssselect("main input:not([type])")}


def test_the_form_shows_the_keys_in_force(desk):
    assert values(read(desk.get(ADDRESS))) == DEFAULT_KEYS


def test_what_is_saved_stands_on_buttons_and_in_the_help(desk, moderator, make_waiting):
    make_waiting()
    make_waiting()
    response = desk.post(
        ADDRESS, {**DEFAULT_KEYS, "approve": "W", "next": "h", "search": "q", "select": "c", "do": "save"}
    )
    assert (response.status_code, response["Location"]) == (303, f"{ADDRESS}?saved=1")
    assert "Saved." in text_of(read(desk.get(response["Location"])), "[role=status]")
    page = read(desk.get("/moderation/"))
    assert shortcuts(page) == [*"123456", "?", *"adeghmoswz"]
    assert [field.get("aria-keyshortcuts") for field in page.cssselect(".ws-list input[aria-keyshortcuts]")] == [
        "q",
        "c",
    ]
    assert text_of(page, ".ws-acts form button") == "Approve w"
    assert page.cssselect("#ws-say")[0].get("data-next") == "h"
    assert texts_of(page, "#ws-keys tbody th")[:3] == ["h", "k", "w"]


def test_a_conflict_is_told_at_both_fields_and_what_was_typed_is_kept(desk):
    response = desk.post(ADDRESS, {**DEFAULT_KEYS, "spam": "f"})
    assert response.status_code == 422
    tree = read(response)
    assert values(tree) == {**DEFAULT_KEYS, "spam": "f"}
    assert [field.get("name") for field in tree.cssselect("[aria-invalid]")] == ["approve", "spam"]
    assert [field.get("name") for field in tree.cssselect("[autofocus]")] == ["approve"]
    assert text_of(tree, "#ws-key-spam-error") == "This is also the key of: Approve; among the spam: not spam."
    assert not KeyBindings.objects.exists()


def test_going_back_deletes_what_was_kept(desk, moderator):
    bind_keys(moderator_id=moderator.pk, keys={"approve": "w"})
    assert desk.post(ADDRESS, {**DEFAULT_KEYS, "do": "reset"}).status_code == 303
    assert not KeyBindings.objects.exists()


def test_switched_off_no_button_names_a_key(desk, moderator, make_waiting):
    make_waiting()
    make_waiting()
    desk.post(ADDRESS, {**DEFAULT_KEYS, "off": "on"})
    page = read(desk.get("/moderation/"))
    assert shortcuts(page) == []
    assert page.cssselect("input[aria-keyshortcuts]") == []
    assert text_of(page, "#ws-keys p") == "All keys are off."
    desk.post(ADDRESS, {**DEFAULT_KEYS})
    assert "f" in shortcuts(read(desk.get("/moderation/")))


@pytest.mark.parametrize("queue", ["waiting", "spam", "decided"])
def test_no_page_names_a_key_twice(desk, make_waiting, make_spam, queue):
    make_waiting()
    make_waiting()
    comment = make_waiting()
    make_spam()
    desk.post(
        f"/moderation/comments/{comment.pk}/decide/",
        {"action": "approve", "revision": 1, "seen_visibility": "held"},
    )
    found = shortcuts(read(desk.get("/moderation/", {"queue": queue})))
    assert len(set(found)) == len(found)
