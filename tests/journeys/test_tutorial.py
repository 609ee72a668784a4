"""The tutorial, step by step: what it says is there, and does what it says."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.stack import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.stack]

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-discussion.md"
ARTICLE = "Twenty-two days late with the bread"
QUESTION = "How should a small port prepare for conflicts that it can neither prevent nor ignore?"
SPAM = "Tutorial watches, cheap ones, for every wrist."
WAITING, PUBLISHED = "Waiting.", "Published."
SLOW = 60_000


def test_every_word_that_the_tutorial_shows_in_bold_is_looked_for_below():
    shown = set(re.findall(r"\*\*(.+?)\*\*", " ".join(TUTORIAL.read_text(encoding="utf-8").split())))

    assert {words for words in shown if f'"{words}"' not in Path(__file__).read_text(encoding="utf-8")} == set()


def test_the_reader(demo_stack, page, open_page):
    page.goto(demo_stack.url)
    page.get_by_role("link", name="Twenty-two days late with the bread").first.click()
    discussion = page.locator("#discussion")
    expect(discussion).to_contain_text("Discussion")
    expect(discussion.locator("h2")).to_have_text(QUESTION)
    expect(discussion.get_by_role("heading", name="Leave a comment")).to_be_visible()
    somebody = open_page()
    somebody.goto(page.url)

    answer(page, "Tutorial: with neighbours who pick up the telephone.", name="Greta Tutorial")

    mine = comment_with(page, "Tutorial: with neighbours")
    told = mine.locator(".aw-state b")
    expect(told).to_have_text(re.compile(f"{WAITING}|{PUBLISHED}"))
    expect(told).to_have_text(PUBLISHED, timeout=SLOW)
    somebody.reload()
    expect(comment_with(somebody, "Tutorial: with neighbours")).to_be_visible()
    theirs = comment_with(somebody, "Tutorial: with neighbours")
    theirs.get_by_role("link", name="Reply").click()
    form = somebody.locator("form[aria-label]").filter(has=somebody.get_by_role("button", name="Post reply"))
    form.locator("[name=body]").fill("Tutorial: and who is neighbour to an island?")
    form.locator("[name=author_name]").fill("Ivo Tutorial")
    form.get_by_role("button", name="Post reply").click()
    told = comment_with(somebody, "Tutorial: and who is").last.locator(".aw-state b")
    expect(told).to_have_text(PUBLISHED, timeout=SLOW)


def test_the_spammer_the_moderator_and_the_editor(demo_stack, page, open_page):
    article = f"{demo_stack.url}articles/grain-harbour/"
    page.goto(article)
    answer(page, SPAM, name="akismet-guaranteed-spam")
    told = comment_with(page, SPAM).locator(".aw-state b")
    expect(told).to_have_text("Not published.", timeout=SLOW)
    assert SPAM not in demo_stack.get("articles/grain-harbour/").text

    moderator = open_page()
    sign_in(moderator, demo_stack)
    queues = moderator.locator("#queues")
    expect(queues).to_contain_text("Waiting")
    expect(queues).to_contain_text("Spam")
    moderator.keyboard.press("3")
    moderator.locator(".ws-item", has_text="Tutorial watches").get_by_role("heading").get_by_role("link").click()
    expect(moderator).to_have_url(re.compile("case="))
    card = moderator.locator("#case")
    expect(card).to_contain_text(SPAM)
    expect(card).to_contain_text("Taken for spam")
    expect(card).to_contain_text(QUESTION)
    expect(card).to_contain_text("So far")
    expect(card.get_by_role("button", name="Not spam")).to_be_visible()

    moderator.keyboard.press("f")
    expect(moderator.locator("#said")).to_contain_text("Marked as not spam: akismet-guaranteed-spam")
    assert SPAM in demo_stack.get("articles/grain-harbour/").text
    wait_until(lambda: reports(demo_stack) == ["/1.1/submit-ham"], seconds=60, what="Akismet is told")
    expect(moderator.locator("#said").get_by_role("button", name="Undo")).to_be_visible()

    moderator.keyboard.press("u")
    expect(moderator.locator("#said")).to_contain_text("Undone: akismet-guaranteed-spam")
    assert SPAM not in demo_stack.get("articles/grain-harbour/").text
    wait_until(lambda: reports(demo_stack) == ["/1.1/submit-ham", "/1.1/submit-spam"], seconds=60, what="told again")

    reword(moderator, demo_stack, "What should Lindhaven keep in store?")
    page.goto(article)
    expect(page.locator("#discussion h2")).to_have_text("What should Lindhaven keep in store?")
    moderator.goto(f"{demo_stack.url}moderation/?queue=spam")
    moderator.locator(".ws-item", has_text="Tutorial watches").get_by_role("heading").get_by_role("link").click()
    expect(moderator.locator("#case")).to_contain_text(QUESTION)

    open_prompt(moderator, demo_stack)
    moderator.get_by_role("button", name="Follow the article").click()
    page.goto(article)
    expect(page.locator("#discussion h2")).to_have_text(QUESTION)


def answer(page, text, *, name):
    """Fill in the form under the prompt and send it."""
    form = page.locator("#discussion form").first
    form.locator("[name=body]").fill(text)
    form.get_by_label("Name").fill(name)
    form.get_by_role("button", name="Post comment").click()


def comment_with(page, text):
    """The comment that says so."""
    return page.locator("li[id^=c-] > article", has_text=text)


def reports(stack):
    """What Akismet was told of the spam, oldest first."""
    return [
        call["path"]
        for call in stack.standin_log()
        if call["path"].startswith("/1.1/submit") and "Tutorial watches" in str(call["fields"])
    ]


def sign_in(page, stack):
    """Open the queue as the demo's moderator."""
    page.goto(f"{stack.url}moderation/")
    page.fill("[name=username]", stack.moderator.name)
    page.fill("[name=password]", stack.moderator.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/moderation/**")


def open_prompt(page, stack):
    """Choose the article's prompt in the admin."""
    page.goto(f"{stack.url}admin/")
    expect(page.get_by_role("link", name="Engagement", exact=True).first).to_be_visible()
    page.get_by_role("link", name="Prompts", exact=True).first.click()
    page.get_by_role("link", name=ARTICLE).click()


def reword(page, stack, question):
    """Put the article's prompt into words of one's own."""
    open_prompt(page, stack)
    page.get_by_role("region", name="Decide").get_by_label("Question").fill(question)
    page.get_by_role("button", name="Show these words", exact=True).click()
    expect(page.locator("body")).to_contain_text("The prompt was changed")
