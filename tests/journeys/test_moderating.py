"""A moderator's way: sign in, decide by keyboard alone, undo, and Akismet is told."""

import re

import pytest
from playwright.sync_api import expect

from tests.stack import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.stack]


def post_as_guest(open_page, stack, slug, text, name):
    """Write a comment in a browser of its own, and wait until it was judged."""
    page = open_page()
    page.goto(f"{stack.url}articles/{slug}/")
    form = page.locator("form[aria-labelledby]").first
    form.locator("[name=body]").fill(text)
    form.locator("[name=author_name]").fill(name)
    form.get_by_role("button", name="Post comment").click()
    state = page.locator("li[id^=c-] > article", has_text=text).locator(".aw-state")
    expect(state).to_contain_text(re.compile("Published|moderator"), timeout=30_000)


def sign_in(page, stack, account):
    """Go to the queue, by way of the sign-in page."""
    page.goto(f"{stack.url}moderation/?queue=spam")
    page.locator("[name=username]").fill(account.name)
    page.locator("[name=password]").fill(account.password)
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_visible()
    page.wait_for_load_state("load")  # The keys are there once the deferred script has run.


def reports_of(stack, path, text):
    """What the stand-in was told about the comment that says so."""
    return [call for call in stack.standin_log() if call["path"] == path and text in str(call)]


def open_card(page, text):
    """Step with j to the card that says so."""
    for _step in range(20):
        if text in page.locator("#case").inner_text():
            return
        current = page.locator("#case h2").first.inner_text()
        page.keyboard.press("j")
        expect(page.locator("#case h2").first).not_to_have_text(current, timeout=5_000)
    pytest.fail(f"no card says {text!r}")


def test_a_moderator_clears_and_undoes_by_keyboard_and_akismet_is_told_both(page, open_page, demo_stack, axe):
    text = "The choir deserves better chairs than these."
    post_as_guest(open_page, demo_stack, "night-ferry", text, "viagra-test-123")
    sign_in(page, demo_stack, demo_stack.moderator)
    axe(page)
    open_card(page, text)

    page.keyboard.press("f")
    expect(page.locator("#said")).to_contain_text("viagra-test-123")
    wait_until(lambda: reports_of(demo_stack, "/1.1/submit-ham", text), seconds=30, what="Akismet is told: no spam")
    reader = open_page()
    reader.goto(f"{demo_stack.url}articles/night-ferry/")
    expect(reader.locator("#discussion")).to_contain_text(text)
    axe(page)

    page.keyboard.press("u")
    expect(page.locator("#case")).to_contain_text(text)
    wait_until(lambda: reports_of(demo_stack, "/1.1/submit-spam", text), seconds=30, what="Akismet is told: spam again")
    reader.reload()
    expect(reader.locator("#discussion")).not_to_contain_text(text)


def test_a_rejection_asks_for_a_reason_by_keyboard_and_akismet_is_not_told(page, demo_stack, axe):
    sign_in(page, demo_stack, demo_stack.moderator)
    page.keyboard.press("1")
    expect(page.locator("#q")).to_have_text("Waiting")
    said = page.locator("#case .ws-text").first.inner_text()

    page.keyboard.press("d")
    page.keyboard.press("3")
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    axe(page)
    page.keyboard.press("Enter")

    expect(page.locator("#said")).to_contain_text("Rejected")
    assert reports_of(demo_stack, "/1.1/submit-spam", said[:40]) == []
    page.keyboard.press("u")
    expect(page.locator("#case .ws-text").first).to_have_text(said)


def test_keys_rest_while_a_moderator_types(page, demo_stack):
    sign_in(page, demo_stack, demo_stack.moderator)
    page.keyboard.press("1")
    expect(page.locator("#q")).to_have_text("Waiting")
    before = page.locator("#case .ws-text").first.inner_text()
    page.keyboard.press("d")
    page.locator("#ws-note").click()

    page.keyboard.type("fs")

    expect(page.locator("#ws-note")).to_have_value("fs")
    page.keyboard.press("Escape")
    expect(page.locator("#case .ws-text").first).to_have_text(before)


def test_a_reader_is_told_that_the_queue_is_not_theirs(page, demo_stack, axe):
    page.goto(f"{demo_stack.url}moderation/")
    axe(page)
    page.locator("[name=username]").fill(demo_stack.reader.name)
    page.locator("[name=password]").fill(demo_stack.reader.password)

    page.keyboard.press("Enter")

    page.wait_for_url(f"{demo_stack.url}moderation/")
    axe(page)
    assert page.reload().status == 403


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"color_scheme": "dark"}, id="dark"),
        pytest.param({"viewport": {"width": 390, "height": 844}}, id="phone"),
        pytest.param({"viewport": {"width": 320, "height": 640}}, id="320 px wide"),
    ],
)
def test_axe_finds_nothing_in_the_workspace(open_page, demo_stack, axe, options):
    page = open_page(**options)
    sign_in(page, demo_stack, demo_stack.moderator)
    page.goto(f"{demo_stack.url}moderation/?queue=waiting")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
