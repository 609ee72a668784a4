"""A reader's way by mail: follow, confirm, be told, and stop it; with script and without."""

import email
import re
from email import policy

import pytest
from playwright.sync_api import expect

from tests.stack import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.stack]

ARTICLE = "articles/night-ferry/"


def mails_to(stack, address):
    """What was written into the demo's folder for an address, oldest first."""
    found = []
    for path in sorted((stack.var / "mail").glob("*.log")):
        for part in path.read_bytes().split(b"-" * 79 + b"\n"):
            message = email.message_from_bytes(part.strip() + b"\n", policy=policy.default)
            if message["To"] == address:
                found.append(message)
    return found


def wait_for_mail(stack, address, count):
    wait_until(lambda: len(mails_to(stack, address)) >= count, seconds=180, what=f"mail {count} to {address}")
    return mails_to(stack, address)[count - 1]


def link_in(message, part):
    return re.search(rf"http\S+{part}\S+", message.get_body(("plain",)).get_content()).group()


def test_a_reader_follows_confirms_is_told_and_stops_it_without_script(plain_page, demo_stack, axe):
    page, address = plain_page, "fay.journey@example.org"
    page.goto(f"{demo_stack.url}{ARTICLE}")
    page.locator(".aw-bar").get_by_role("link", name="Follow").click()
    expect(page.get_by_role("heading", name="Follow by mail")).to_be_visible()
    page.get_by_role("button", name="Follow").click()
    expect(page.locator(".aw-error")).to_have_text("Please give an e-mail address. It is never shown.")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("How often").select_option("at_once")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("heading", name="Please look into your mail.")).to_be_visible()

    page.goto(link_in(wait_for_mail(demo_stack, address, 1), "follow/confirm"))
    page.get_by_role("button", name="Yes, send me mails").click()
    expect(page.get_by_role("heading", name="You follow this discussion.")).to_be_visible()

    page.goto(f"{demo_stack.url}{ARTICLE}")
    form = page.locator("form[aria-labelledby]").first
    form.locator("[name=body]").fill("The night ferry should sail on Sundays, too.")
    form.locator("[name=author_name]").fill("Gus")
    form.get_by_role("button", name="Post comment").click()
    news = wait_for_mail(demo_stack, address, 2)
    assert "The night ferry should sail on Sundays, too." in news.get_body(("plain",)).get_content()
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    page.goto(link_in(news, "follow/stop/"))
    expect(page.get_by_role("heading", name="Stop these mails?")).to_be_visible()
    page.get_by_role("button", name="Stop them").click()
    expect(page.get_by_role("heading", name="You get no more of these mails.")).to_be_visible()


def test_every_page_of_it_can_be_used_by_everybody(page, demo_stack, axe):
    address = "gus.journey@example.org"
    page.goto(f"{demo_stack.url}discussions/privacy/")
    axe(page)
    page.goto(f"{demo_stack.url}{ARTICLE}")
    expect(page.get_by_label("Mail me replies").first).to_be_visible()
    page.locator(".aw-bar").get_by_role("link", name="Follow").click()
    expect(page).to_have_url(re.compile(r"/follow/$"))
    axe(page)
    page.get_by_label("E-mail").fill("gus@")
    page.get_by_role("button", name="Follow").click()
    expect(page.locator(".aw-error")).to_have_text("This address is not complete.")
    axe(page)
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("heading", name="Please look into your mail.")).to_be_visible()
    axe(page)
    page.goto(link_in(wait_for_mail(demo_stack, address, 1), "follow/confirm"))
    axe(page)
    page.get_by_role("button", name="Yes, send me mails").click()
    expect(page.get_by_role("heading", name="You follow this discussion.")).to_be_visible()
    axe(page)


def test_who_ticks_the_box_beside_the_form_is_asked_about_replies(page, demo_stack):
    address = "ida.journey@example.org"
    page.goto(f"{demo_stack.url}{ARTICLE}")
    form = page.locator("form[aria-labelledby]").first
    form.locator("[name=body]").fill("The lounge is cold, and the coffee is not warm either.")
    form.locator("[name=author_name]").fill("Ida")
    form.get_by_label("Mail me replies").check()
    form.get_by_role("button", name="Post comment").click()
    expect(page.locator(".aw-error")).to_have_text("Please give an e-mail address, so that replies can reach you.")
    page.locator("[name=author_email]").first.fill(address)
    page.get_by_role("button", name="Post comment").first.click()
    question = wait_for_mail(demo_stack, address, 1)
    assert "replies to their comments" in question.get_body(("plain",)).get_content()
