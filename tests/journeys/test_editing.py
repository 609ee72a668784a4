"""An author's second thoughts: edited in place by keyboard, checked again, withdrawn; and what the moderator sees."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.stack]

PUBLISHED = re.compile("Published")


def comment_with(page, text):
    """The comment that says so."""
    return page.locator("li[id^=c-] > article", has_text=text)


def write(page, stack, text, *, slug):
    """Post a comment, and wait until everybody sees it."""
    page.goto(f"{stack.url}articles/{slug}/")
    form = page.locator("form[aria-labelledby]").first
    form.locator("[name=body]").fill(text)
    form.locator("[name=author_name]").fill("Vera Second")
    form.get_by_role("button", name="Post comment").click()
    mine = page.locator("li[data-aw-own] > article")
    expect(mine.locator(".aw-state")).to_contain_text(PUBLISHED, timeout=30_000)
    return mine


def test_second_thoughts_are_checked_again_and_a_moderator_sees_both_texts(page, open_page, demo_stack, axe):
    mine = write(page, demo_stack, "The pump house leaks on Mondays.", slug="water-meters")
    edit = mine.get_by_role("link", name="Edit, ")
    edit.focus()
    page.keyboard.press("Enter")
    box = mine.locator("[name=body]")
    expect(box).to_be_focused()
    axe(page)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("The pump house leaks on Tuesdays.")
    # Past the preview and the words on formatting.
    for key in ("Tab", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(mine).to_contain_text("on Tuesdays")
    expect(mine.locator(".aw-state")).to_contain_text(PUBLISHED, timeout=30_000)
    axe(page)
    asked = [call for call in demo_stack.standin_log() if call["path"] == "/1.1/comment-check"]
    (again,) = [call for call in asked if "on Tuesdays" in str(call)]
    assert again["fields"]["recheck_reason"] == ["edit"]

    other = open_page()
    other.goto(f"{demo_stack.url}articles/water-meters/")
    expect(comment_with(other, "on Tuesdays")).to_contain_text("edited")
    expect(comment_with(other, "on Mondays")).to_have_count(0)

    number = page.locator("li[data-aw-own]").get_attribute("id").removeprefix("c-")
    moderator = open_page()
    moderator.goto(f"{demo_stack.url}moderation/?queue=new&case={number}")
    moderator.locator("[name=username]").fill(demo_stack.moderator.name)
    moderator.locator("[name=password]").fill(demo_stack.moderator.password)
    moderator.keyboard.press("Enter")
    card = moderator.locator("#case")
    expect(card).to_contain_text("on Tuesdays")
    card.get_by_text("Text 1, replaced by its author").click()
    expect(card.locator("pre", has_text="on Mondays")).to_be_visible()
    axe(moderator)

    mine.get_by_role("link", name="Withdraw").press("Enter")
    mine.get_by_role("button", name="Withdraw it").press("Enter")
    expect(page.locator(".aw-gone", has_text="This comment was withdrawn by its author.")).to_be_focused()
    other.reload()
    expect(comment_with(other, "on Tuesdays")).to_have_count(0)


def test_without_script_the_authors_page_leads_to_both(plain_page, demo_stack):
    plain_page.goto(f"{demo_stack.url}articles/water-meters/")
    form = plain_page.locator("form[aria-labelledby]").first
    form.locator("[name=body]").fill("Without script the weir is high.")
    form.locator("[name=author_name]").fill("Nils Plain")
    form.get_by_role("button", name="Post comment").click()
    plain_page.get_by_role("link", name="Edit, ").click()
    plain_page.get_by_label("Your text").fill("Without script the weir is low.")
    plain_page.get_by_role("button", name="Save changes").click()
    expect(comment_with(plain_page, "the weir is low")).to_be_visible()
    plain_page.get_by_role("link", name="Withdraw").click()
    plain_page.get_by_role("button", name="Withdraw it").click()
    expect(plain_page.get_by_text("This comment was withdrawn by its author.")).to_be_visible()
