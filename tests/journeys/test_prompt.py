"""The way of an answer: a reader sees the prompt, chooses, writes, is featured, stands at the head, and is thanked."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.test_following import wait_for_mail
from tests.journeys.test_moderating import sign_in
from tests.stack import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.stack]

ARTICLE = "articles/mill-bridge/"
ADDRESS = "nell.journey@example.org"
TEXT = "Yes: my mother crosses it alone again, for the first time in ten years."

TALLIES = """
import json
from engagement.models import Discussion, PromptTally
prompt = Discussion.objects.get(url="/articles/mill-bridge/").prompt
rows = PromptTally.objects.filter(wording__prompt=prompt)
sums = {}
for kind, count in rows.values_list("kind", "count"):
    sums[kind] = sums.get(kind, 0) + count
print(json.dumps(sums))
"""

# Whoever drives a browser by program is not counted; this one reads as people do.
AS_PEOPLE = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def count(stack):
    return json.loads(stack.manage("shell", "--no-imports", "-c", TALLIES).splitlines()[-1])


def test_from_seeing_a_prompt_to_choosing_answering_being_featured_and_told(open_page, demo_stack, axe):
    before = count(demo_stack)
    page = open_page(user_agent=BROWSER)
    page.add_init_script(AS_PEOPLE)
    page.goto(f"{demo_stack.url}{ARTICLE}")
    stances = page.locator("form[data-aw-stances]")
    page.locator("#aw-q").scroll_into_view_if_needed()
    page.wait_for_timeout(1500)

    stances.get_by_role("button", name="Yes").click()
    expect(stances).to_contain_text("You chose Yes.")
    expect(stances.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
    axe(page)

    form = page.locator("form[aria-labelledby]").first
    form.locator("[name=body]").press_sequentially(TEXT[:4])
    form.locator("[name=body]").fill(TEXT)
    form.locator("[name=author_name]").fill("Nell")
    form.locator("[name=author_email]").fill(ADDRESS)
    form.get_by_role("button", name="Post comment").click()
    mine = page.locator("li[id^=c-]", has=page.locator("article", has_text=TEXT))
    expect(mine.locator(".aw-state").first).to_contain_text("Published", timeout=30_000)
    expect(mine.locator(".aw-meta").first).to_contain_text("Yes")
    comment_id = mine.first.get_attribute("id").removeprefix("c-")
    # What is sent after a page is gone bears the browser's own name, a robot's here: so while the page is there.
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    told = ("rendered", "seen", "stance", "started")
    wait_until(
        lambda: all(count(demo_stack).get(kind, 0) > before.get(kind, 0) for kind in told),
        seconds=30,
        what="the prompt is counted as shown, seen, chosen and begun to be answered",
    )

    newsroom = open_page()
    sign_in(newsroom, demo_stack, demo_stack.moderator)
    newsroom.goto(f"{demo_stack.url}moderation/?queue=new&case={comment_id}")
    newsroom.wait_for_load_state("load")
    expect(newsroom.locator("#case")).to_contain_text(TEXT)
    newsroom.keyboard.press("t")
    expect(newsroom.locator("#case")).to_contain_text("Featured")

    page.goto(f"{demo_stack.url}{ARTICLE}")
    best = page.locator(".aw-best li").first
    expect(best).to_contain_text(TEXT)
    expect(best).to_contain_text("Featured by the newsroom")
    axe(page)
    best.get_by_role("link", name="Read in the thread").click()
    expect(page.locator(f"#c-{comment_id} > article")).to_be_in_viewport()

    thanks = wait_for_mail(demo_stack, ADDRESS, 1)
    assert thanks["Subject"].strip() == "Thank you for your comment on “Five months without cars on Mill Bridge”"
    assert f"/discussions/c/{comment_id}/" in thanks.get_body(("plain",)).get_content()
