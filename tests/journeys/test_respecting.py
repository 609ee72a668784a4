"""A reader respects comments: by keyboard and by touch, known again, and with Top above the rest."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.stack]

ARTICLE = "articles/mill-bridge/?sort=oldest"


def respect_at(page, text):
    """The button at the comment that says so."""
    return page.locator("article", has_text=text).locator("form[data-aw-respect] > button")


def test_a_reader_respects_a_comment_by_keyboard_and_finds_it_on_top(page, demo_stack, axe):
    page.goto(demo_stack.url + ARTICLE)
    last = page.locator(".aw-list > li > article").last
    text = last.locator(".aw-text").inner_text()[:40]
    button = respect_at(page, text)
    button.scroll_into_view_if_needed()
    expect(button).to_have_attribute("aria-pressed", "false")
    before = int(button.locator("[data-aw-count]").text_content())
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button.locator("[data-aw-count]")).to_have_text(str(before + 1))
    expect(button).to_be_focused()
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    axe(page)

    page.reload()
    button = respect_at(page, text)
    button.scroll_into_view_if_needed()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button.locator("[data-aw-count]")).to_have_text(str(before + 1))
    page.get_by_role("link", name="Top").click()
    expect(page.locator(".aw-list > li > article").first).to_contain_text(text)
    axe(page)

    respect_at(page, text).click()
    expect(respect_at(page, text)).to_have_attribute("aria-pressed", "false")


def test_on_a_phone_it_is_one_touch_and_others_see_it(phone, open_page, demo_stack, axe):
    phone.goto(demo_stack.url + ARTICLE)
    button = phone.locator("form[data-aw-respect] > button").nth(1)
    button.scroll_into_view_if_needed()
    before = int(button.locator("[data-aw-count]").text_content())
    button.tap()
    expect(button.locator("[data-aw-count]")).to_have_text(str(before + 1))
    assert button.bounding_box()["height"] >= 44
    expect(phone.locator("form[aria-busy]")).to_have_count(0)
    axe(phone)
    other = open_page()
    other.goto(demo_stack.url + ARTICLE)
    theirs = other.locator("form[data-aw-respect] > button").nth(1)
    theirs.scroll_into_view_if_needed()
    expect(theirs).to_have_attribute("aria-pressed", "false")
    expect(theirs.locator("[data-aw-count]")).to_have_text(str(before + 1))


def test_without_script_a_guest_is_told_what_it_takes(plain_page, demo_stack):
    plain_page.goto(demo_stack.url + ARTICLE)
    plain_page.locator("form[data-aw-respect] > button").first.click()
    expect(plain_page.locator("#discussion [role=alert]")).to_contain_text("an account, or a browser with JavaScript")
    plain_page.get_by_role("link", name="Back to the discussion").click()
    expect(plain_page.locator(":target article").first).to_be_visible()
