"""The queue by keyboard, in a real browser: a key does what stands on its button, and nothing while somebody types."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from engagement.api import Comment
from moderation.api import decide
from moderation.models import Claim, Decision
from moderation.services.keys import bind_keys

pytestmark = pytest.mark.browser


@pytest.fixture
def three(make_waiting):
    return [make_waiting(author_name=name, body=f"A note by {name}.") for name in ("Mara", "Nils", "Olga")]


def visibilities(comments):
    return [Comment.objects.get(pk=comment.pk).visibility for comment in comments]


def heading(page):
    """The open card's, once the answer has come that checks it."""
    return page.locator("#case:not([data-stamp]) #who")


def test_a_shift_by_keyboard_alone(transactional_db, three, open_queue, faults):
    page = open_queue()
    expect(heading(page)).to_have_text("Mara")

    page.keyboard.press("j")
    expect(heading(page)).to_have_text("Nils")
    expect(heading(page)).to_be_focused()
    page.keyboard.press("k")
    expect(heading(page)).to_have_text("Mara")

    page.keyboard.press("f")
    expect(heading(page)).to_have_text("Nils")
    expect(heading(page)).to_be_focused()
    expect(page.locator("#ws-say")).to_contain_text("Approved: Mara")
    expect(page).to_have_title(re.compile(r"^Approved: Mara \| Waiting \(2\)"))

    page.keyboard.press("u")
    expect(heading(page)).to_have_text("Mara")
    expect(page.locator("#ws-say")).to_contain_text("Undone: Mara")

    page.keyboard.press("d")
    expect(page.locator(".ws-pop [name=reason]").first).to_be_focused()
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Nils")

    page.keyboard.press("s")
    expect(heading(page)).to_have_text("Olga")
    assert visibilities(three) == ["rejected", "spam", "held"]
    assert list(Decision.objects.order_by("pk").values_list("action", "reason")) == [
        ("approve", ""),
        ("undo", ""),
        ("reject", "off_topic"),
        ("spam", ""),
    ]

    page.keyboard.press("5")
    expect(page.locator("#q")).to_have_text("Decided")
    page.keyboard.press("1")
    expect(page.locator("#q")).to_have_text("Waiting")
    page.keyboard.press("f")
    expect(heading(page)).to_have_text("Nothing is left here.")
    expect(heading(page)).to_be_focused()
    assert faults == []


def test_keys_rest_while_somebody_types_and_with_other_keys_held(transactional_db, three, open_queue):
    page = open_queue()
    for keys in ("Control+f", "Alt+s", "Meta+d", "Shift+F"):
        page.keyboard.press(keys)
    page.keyboard.press("d")
    page.locator("#ws-note").focus()
    page.keyboard.type("fjsu 123 ?")
    expect(page.locator("#ws-note")).to_have_value("fjsu 123 ?")
    page.keyboard.press("Escape")
    expect(page.locator("details.ws-reject")).not_to_have_attribute("open", "")
    expect(page.locator(".ws-reject summary")).to_be_focused()
    expect(heading(page)).to_have_text("Mara")
    assert visibilities(three) == ["held", "held", "held"]


def test_an_open_panel_and_the_list_of_keys_keep_the_keys_to_themselves(transactional_db, three, open_queue):
    page = open_queue()
    page.keyboard.press("d")
    expect(page.locator(".ws-pop [name=reason]").first).to_be_focused()
    for key in ("f", "s", "j", "u"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("details.ws-reject")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    for key in ("f", "s", "j", "d"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(heading(page)).to_have_text("Mara")
    assert visibilities(three) == ["held", "held", "held"]


def test_a_key_that_is_held_down_decides_once_at_most(transactional_db, three, open_queue):
    page = open_queue()
    page.keyboard.down("f")
    expect(heading(page)).to_have_text("Nils")
    for _repeat in range(5):
        page.keyboard.down("f")
    page.keyboard.up("f")
    expect(heading(page)).to_have_text("Nils")
    assert visibilities(three) == ["published", "held", "held"]


def test_the_place_of_a_key_counts_on_keyboards_without_latin_letters(transactional_db, three, open_queue):
    page = open_queue()
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")
    expect(heading(page)).to_have_text("Nils")


def test_a_conflict_is_told_and_the_next_card_is_one_key_away(transactional_db, three, colleague, open_queue, gate):
    page = open_queue()
    with gate:
        decide(
            comment_id=three[0].pk,
            action="reject",
            reason="attack",
            moderator_id=colleague.pk,
            seen_visibility="held",
            revision=1,
        )
    page.keyboard.press("f")
    expect(page.get_by_role("alert")).to_contain_text("Jo Lindqvist rejected this")
    expect(page.get_by_role("alert")).to_contain_text("Your approval was not recorded.")
    expect(heading(page)).to_be_focused()
    page.keyboard.press("j")
    expect(heading(page)).to_have_text("Nils")
    assert visibilities(three) == ["rejected", "held", "held"]


def test_an_answer_that_does_not_come_is_said_and_nothing_is_lost(transactional_db, three, open_queue):
    page = open_queue()
    page.context.set_offline(True)
    page.keyboard.press("f")
    expect(page.get_by_role("alert")).to_contain_text("No answer came.")
    page.context.set_offline(False)
    page.keyboard.press("f")
    expect(heading(page)).to_have_text("Nils")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_session_that_ended_leads_to_the_sign_in_page(transactional_db, three, open_queue):
    page = open_queue()
    page.context.clear_cookies()
    page.keyboard.press("j")
    page.wait_for_url("**/accounts/login/?next=/moderation/**")


def test_the_way_back_in_the_browser_leads_to_the_card_before(transactional_db, three, open_queue):
    page = open_queue()
    page.keyboard.press("j")
    expect(heading(page)).to_have_text("Nils")
    page.keyboard.press("j")
    expect(heading(page)).to_have_text("Olga")
    page.go_back()
    expect(heading(page)).to_have_text("Nils")
    assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None


def test_on_a_phone_no_key_decides_a_card_that_is_out_of_sight(transactional_db, three, open_queue):
    page = open_queue()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#case")).to_be_hidden()
    page.keyboard.press("f")
    page.locator(".ws-item a").nth(1).click()
    expect(heading(page)).to_have_text("Nils")
    expect(page.locator("#list")).to_be_hidden()
    page.get_by_role("link", name="Queue", exact=True).click()
    expect(page.locator("#list")).to_be_visible()
    assert visibilities(three) == ["held", "held", "held"]


def test_keys_of_ones_own_do_what_they_say_and_the_old_ones_nothing(
    transactional_db, three, moderator, open_queue, faults
):
    bind_keys(moderator_id=moderator.pk, keys={"approve": "w", "next": "ж", "spam": ""})
    page = open_queue()
    page.keyboard.press("f")
    page.keyboard.press("s")
    page.keyboard.press("j")
    expect(heading(page)).to_have_text("Mara")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ж', code: 'Semicolon', bubbles: true}))"
    )
    expect(heading(page)).to_have_text("Nils")
    page.keyboard.press("w")
    expect(heading(page)).to_have_text("Olga")
    assert visibilities(three) == ["held", "published", "held"]

    page.keyboard.press("?")
    page.get_by_role("link", name="Choose other keys").click()
    expect(page.get_by_label("Approve; among the spam: not spam")).to_have_value("w")
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []
    page.get_by_label("Switch all keys off").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    page.goto(page.url.partition("keys/")[0])
    for key in ("w", "3", "d", "?"):
        page.keyboard.press(key)
    expect(page.locator("#q")).to_have_text("Waiting")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert visibilities(three) == ["held", "published", "held"]
    assert faults == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_nobody_is_shut_out(transactional_db, three, open_queue, make_spam, scheme, width):
    make_spam()
    page = open_queue(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    look(page, "list")
    page.locator(".ws-item a").first.click()
    expect(heading(page)).to_be_focused()
    look(page, "card")
    page.locator(".ws-reject summary").click()
    expect(page.locator(".ws-pop [name=reason]").first).to_be_focused()
    look(page, "panel")
    page.locator(".ws-pop [name=reason]").first.check()
    page.locator(".ws-reject .ws-btn-go").click()
    expect(heading(page)).to_have_text("Nils")
    look(page, "told")
    page.locator(".ws-more > summary").click()
    page.locator(".ws-more [aria-keyshortcuts=e]").click()
    look(page, "menu")
    page.goto(page.url.partition("?")[0] + "?queue=spam")
    look(page, "spam")


def look(page, state):
    """No rule of axe is broken, and nothing is wider than the window."""
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], state
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state


def test_the_acts_of_the_menu_have_their_keys_while_it_is_closed(transactional_db, three, open_queue, faults):
    page = open_queue()
    expect(heading(page)).to_have_text("Mara")
    page.keyboard.press("m")
    expect(page.locator("#ws-colleagues")).to_be_focused()
    page.keyboard.type("flag this")
    page.locator("#ws-colleagues ~ button").click()
    expect(page.locator(".ws-log q")).to_have_text("flag this")
    expect(heading(page)).to_have_text("Mara")
    page.keyboard.press("o")
    expect(page.locator(".ws-case")).to_contain_text("Takes no replies")
    page.keyboard.press("g")
    expect(page.locator("#ws-escalate")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#ws-escalate")).to_be_hidden()
    page.keyboard.press("f")
    expect(heading(page)).to_have_text("Nils")
    assert list(Decision.objects.order_by("pk").values_list("action", flat=True)) == ["note", "lock", "approve"]
    assert faults == []


def test_a_card_that_is_seen_is_claimed_by_itself(transactional_db, three, open_queue, faults):
    page = open_queue()
    page.wait_for_load_state("networkidle")
    with page.expect_response(lambda response: f"/{three[1].pk}/claim/" in response.url) as claimed:
        page.keyboard.press("j")
    assert claimed.value.status == 204
    expect(page.locator("#claim button")).to_be_hidden()
    assert list(Claim.objects.values_list("comment_id", flat=True)) == [three[1].pk]


def test_a_selection_by_key_reaches_over_a_range_outlives_the_cards_and_is_shown_first(
    transactional_db, three, open_queue, faults
):
    page = open_queue()
    bar = page.locator("#ws-pick .ws-chosen").last
    expect(bar).to_be_hidden()
    page.keyboard.press("x")
    expect(bar).to_be_visible()
    for name in ("Nils", "Olga"):
        page.keyboard.press("j")
        expect(heading(page)).to_have_text(name)
    expect(page.locator("#ws-count")).to_have_text("1")
    page.keyboard.press("Shift+X")
    expect(page.locator("#ws-count")).to_have_text("3")
    page.keyboard.press("x")
    expect(page.locator("#ws-count")).to_have_text("2")
    page.keyboard.press("f")
    expect(page.locator("h1")).to_have_text("Approve: 2 comments?")
    assert Decision.objects.count() == 0
    page.locator(".ws-btn-go").click()
    expect(page.locator("h1")).to_have_text("Approve: under way")
    assert faults == []
