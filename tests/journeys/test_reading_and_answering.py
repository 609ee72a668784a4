"""A reader's way: read, answer the prompt, reply, be refused, be taken for spam."""

import re

import pytest
from playwright.sync_api import expect

from tests.stack import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.stack]

PORT_QUESTION = "How should a small port prepare for conflicts that it can neither prevent nor ignore?"
WAITING = re.compile("Waiting")
PUBLISHED = re.compile("Published")


def write(page, text, *, name="Ada Baker", form="form[aria-labelledby]"):
    """Fill the first comment form of the page and send it."""
    box = page.locator(form).first
    box.locator("[name=body]").fill(text)
    box.locator("[name=author_name]").fill(name)
    # By what it is, for the page speaks its article's language.
    box.locator("button.aw-btn-go").click()


def comment_with(page, text):
    """The comment that says so."""
    return page.locator("li[id^=c-] > article", has_text=text)


def test_a_reader_answers_the_prompt_and_sees_it_published_without_a_reload(page, demo_stack, axe):
    page.goto(f"{demo_stack.url}articles/grain-harbour/")
    expect(page.locator("#discussion h2")).to_have_text(PORT_QUESTION)
    axe(page)

    write(page, "A second berth, and *someone* awake at night.")

    mine = comment_with(page, "A second berth")
    expect(mine).to_be_visible()
    expect(mine.locator(".aw-state")).to_contain_text(re.compile("Waiting|Published"))
    expect(mine.locator(".aw-state")).to_contain_text(PUBLISHED, timeout=30_000)
    expect(mine.locator("em")).to_have_text("someone")
    page.reload()
    expect(comment_with(page, "A second berth")).to_have_count(1)
    axe(page)
    asked = [call for call in demo_stack.standin_log() if call["path"] == "/1.1/comment-check"]
    assert any("A second berth" in str(call) for call in asked)


def test_a_reader_without_script_lands_on_the_waiting_comment_and_finds_it_published_after_a_reload(
    plain_page, demo_stack
):
    plain_page.goto(f"{demo_stack.url}articles/grain-harbour/")

    write(plain_page, "Without script I would ask for a longer quay.", name="Nils Plain")

    expect(plain_page).to_have_url(re.compile(r"/discussions/mine/"))
    expect(comment_with(plain_page, "a longer quay")).to_be_visible()

    def is_published():
        plain_page.reload()
        return "Published" in plain_page.inner_text("body")

    wait_until(is_published, seconds=30, what="the comment is published")
    plain_page.goto(f"{demo_stack.url}articles/grain-harbour/")
    expect(comment_with(plain_page, "a longer quay")).to_have_count(1)


def test_a_reply_is_written_in_place_and_hangs_under_what_it_answers(page, demo_stack, axe):
    page.goto(f"{demo_stack.url}articles/mill-bridge/")
    answered = page.locator(".aw-list > li", has_text="I am the shoemaker").first

    answered.locator("> article [data-aw-reply]").click()
    form = answered.locator("> article > form")
    expect(form.locator("[name=body]")).to_be_focused()
    axe(page)
    form.locator("[name=body]").fill("Ask for the kerb in writing; they answer letters.")
    form.locator("[name=author_name]").fill("Rosa Reply")
    form.get_by_role("button", name="Post reply").click()

    mine = answered.locator("li > article", has_text="Ask for the kerb")
    expect(mine.locator(".aw-state")).to_contain_text(PUBLISHED, timeout=30_000)
    page.reload()
    answered = page.locator(".aw-list > li", has_text="I am the shoemaker").first
    expect(answered.locator("li > article", has_text="Ask for the kerb")).to_have_count(1)


def test_a_refused_comment_keeps_its_words_and_says_beside_each_field_what_is_wrong(phone, demo_stack, axe):
    phone.goto(f"{demo_stack.url}articles/water-meters/")

    write(phone, "<!-- x -->", name="")

    form = phone.locator("form[aria-labelledby]").first
    expect(form.get_by_role("alert")).to_contain_text("Not sent yet.")
    expect(form.locator("[name=body]")).to_have_value("<!-- x -->")
    expect(form.locator("[name=body]")).to_have_attribute("aria-invalid", "true")
    expect(form.locator("[name=author_name]")).to_have_attribute("aria-invalid", "true")
    expect(form).to_contain_text("Please give a name.")
    axe(phone)
    phone.reload()
    assert "Please give a name." not in phone.inner_text("body")


def test_spam_never_shows_and_its_author_is_told_so(page, open_page, demo_stack):
    page.goto(f"{demo_stack.url}articles/freibad/")

    write(page, "Ganz billige Uhren, nur heute.", name="akismet-guaranteed-spam")

    mine = comment_with(page, "Ganz billige Uhren")
    expect(mine.locator(".aw-state")).to_contain_text(re.compile("moderator|Moderat"), timeout=30_000)
    other = open_page()
    other.goto(f"{demo_stack.url}articles/freibad/")
    expect(comment_with(other, "Ganz billige Uhren")).to_have_count(0)


@pytest.mark.parametrize(
    ("options", "path"),
    [
        pytest.param({"color_scheme": "dark"}, "articles/mill-bridge/", id="dark"),
        pytest.param({"viewport": {"width": 320, "height": 640}}, "articles/mill-bridge/", id="320 px wide"),
        pytest.param({}, "articles/souk/", id="right to left"),
        pytest.param({}, "discussions/privacy/", id="how comment data is processed"),
    ],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(open_page, demo_stack, axe, options, path):
    page = open_page(**options)
    page.goto(demo_stack.url + path)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_permalink_shows_the_comment_in_its_thread_and_leads_back_to_the_article(page, demo_stack, axe):
    page.goto(f"{demo_stack.url}articles/mill-bridge/")
    page.locator("li li article", has_text="must give the bus more than nine seconds").locator(".aw-meta time").click()

    expect(page).to_have_url(re.compile(r"/discussions/c/\d+/"))
    expect(page.locator("body")).to_contain_text("must give the bus more than nine seconds")
    axe(page)
    page.get_by_role("link", name="Five months without cars on Mill Bridge").first.click()
    expect(page).to_have_url(f"{demo_stack.url}articles/mill-bridge/")
