"""A reader on a static page of another origin, under a strict policy: reads on, answers, sees their comment wait."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.elsewhere import static_site
from tests.stack import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.stack]

KEY = "elsewhere.17"
ROOTS = 53
FILL = f"""
from engagement import api
from engagement.models import Discussion
quay, made = Discussion.objects.get_or_create(key="{KEY}", defaults={{"title": "The quay", "url": "https://quay.example/"}})
for number in range({ROOTS} if made else 0):
    posted = api.post_comment(
        discussion_id=quay.pk,
        body=f"Answer number {{number}} of the quay.",
        author=api.AuthorData(name=f"Nele {{number}}"),
        parent_id=None,
        submission=api.SubmissionData(ip=f"192.0.2.{{number}}", user_agent="Tests"),
        idempotency_key=None,
    )
    api.change_visibility(comment_id=posted.comment.pk, to=api.Visibility.PUBLISHED)
    print(posted.comment.pk, end=" ")
"""
WATCH = """
window.told = []; window.shifts = [];
for (const name of ["ready", "posted", "published", "failed"])
  addEventListener(`afterword:${name}`, ({ detail }) => told.push([name, detail]));
new PerformanceObserver((list) => list.getEntries().forEach((entry) => shifts.push(entry.value)))
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def numbers(demo_stack):
    """The comments of a discussion of two pages, oldest first."""
    return demo_stack.manage("shell", "--no-imports", "-c", FILL).split()


@pytest.fixture
def elsewhere(demo_stack, numbers):
    """The page's address."""
    with static_site(demo_stack.elsewhere, demo_stack.url.rstrip("/"), KEY) as address:
        yield address


def visit(page, address):
    page.add_init_script(WATCH)
    page.goto(address)
    expect(page.locator("afterword-discussion .aw-list > li").first).to_be_visible()


def told(page):
    return page.evaluate("told")


def write(form, text, *, name):
    """Two names, because axe takes two forms of one text for landmarks of one name, though their role is none."""
    form.locator("[name=body]").fill(text)
    form.locator("[name=author_name]").fill(name)
    form.locator(".aw-btn-go").click()


def test_it_is_read_there_without_a_shift_and_with_the_pages_own_colours(page, elsewhere, axe):
    visit(page, elsewhere)

    expect(page.locator("afterword-count").first).to_have_text(str(ROOTS))
    expect(page.locator("afterword-count").last).to_have_text("none")
    button = page.locator("afterword-discussion .aw-btn-go").first
    assert button.evaluate("(it) => getComputedStyle(it).backgroundColor") == "rgb(122, 31, 92)"
    assert told(page) == [["ready", {"key": KEY}]]
    page.wait_for_timeout(500)
    assert page.evaluate("shifts") == []
    axe(page)


def test_nothing_is_asked_for_before_the_discussion_comes_near(page, elsewhere):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(WATCH)
    page.goto(f"{elsewhere}/far")
    expect(page.locator("afterword-count").first).to_have_text(str(ROOTS))
    assert not [url for url in asked if "/fragment/" in url]

    page.evaluate("scrollTo(0, document.querySelector('afterword-discussion').offsetTop - innerHeight - 600)")

    expect(page.locator("afterword-discussion .aw-list > li").first).to_be_attached()
    expect(page.locator("afterword-discussion[loaded]")).to_be_attached()
    page.evaluate("document.querySelector('afterword-discussion').scrollIntoView({ behavior: 'instant' })")
    expect(page.locator("afterword-discussion .aw-head")).to_be_in_viewport()
    assert not [url for url in asked if "embed-more.js" in url]
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") == []


def test_a_reader_reads_on_in_place(page, elsewhere):
    visit(page, elsewhere)
    expect(page.locator(".aw-list > li")).to_have_count(50)

    page.get_by_role("link", name="More comments").click()

    expect(page.locator(".aw-list > li")).to_have_count(ROOTS)
    page.get_by_role("link", name="Oldest").click()
    expect(page.locator(".aw-list > li").first).to_contain_text("Answer number 0 of the quay.")
    expect(page.get_by_role("link", name="Oldest")).to_be_focused()
    assert page.url == f"{elsewhere}/"


def test_a_reader_posts_and_sees_their_comment_wait(page, elsewhere, demo_stack):
    demo_stack.set_standin_mode("down")
    try:
        visit(page, elsewhere)
        write(page.locator("#discussion > form"), "A berth for the ferry, seen from elsewhere.", name="Ola Far")
        mine = page.locator("li > article", has_text="A berth for the ferry")
        expect(mine.locator(".aw-state")).to_contain_text("Waiting")
        page.reload()
        expect(mine.locator(".aw-state")).to_contain_text("Waiting")
    finally:
        demo_stack.set_standin_mode("normal")
    assert page.context.cookies() == []


def test_a_reader_answers_and_the_page_is_told(page, elsewhere, axe):
    visit(page, elsewhere)
    answered = page.locator(".aw-list > li").nth(3)

    answered.locator("> article [data-aw-reply]").click()
    form = answered.locator("form[data-aw-form]")
    expect(form.locator("[name=body]")).to_be_focused()
    write(form, "Nobody there has seen the tide table.", name="Per Away")

    mine = answered.locator("li > article", has_text="the tide table")
    expect(mine.locator(".aw-state")).to_contain_text("Published", timeout=30_000)
    events = told(page)
    number = mine.locator("xpath=..").get_attribute("id").removeprefix("c-")
    assert events[1] == ["posted", {"key": KEY, "id": number, "state": "pending"}]
    assert events[-1] == ["published", {"key": KEY, "id": number}]
    mine.get_by_role("link", name=re.compile("Edit")).click()
    expect(answered.locator("form[data-aw-own-form] [name=body]")).to_have_value(
        "Nobody there has seen the tide table."
    )
    axe(page)


def test_what_was_wrong_stands_beside_its_field_and_the_page_is_told(page, elsewhere):
    visit(page, elsewhere)
    form = page.locator("#discussion > form")

    form.locator(".aw-btn-go").click()

    expect(form.get_by_role("alert")).to_be_focused()
    assert told(page)[-1] == ["failed", {"key": KEY, "what": "post", "status": 422}]
    form.locator(".aw-alert a").first.click()
    expect(form.locator("[name=body]")).to_be_focused()
    assert page.url == f"{elsewhere}/"


def test_a_preview_and_a_respect_work_at_the_first_press(page, elsewhere):
    visit(page, elsewhere)
    form = page.locator("#discussion > form")
    form.locator("[name=body]").fill("Seen *before* it is sent.")
    form.get_by_role("button", name="Preview").click()
    expect(form.locator(".aw-draft em")).to_have_text("before")

    button = page.locator("form[data-aw-respect] > button").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("name", ["c", "comment"])
def test_an_address_leads_to_a_comment_that_the_first_page_does_not_hold(page, elsewhere, numbers, name):
    visit(page, f"{elsewhere}/far#{name}-{numbers[0]}")

    target = page.locator(f"#c-{numbers[0]} > article")
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()
    assert target.evaluate("(it) => getComputedStyle(it).outlineStyle") == "solid"


def test_permalinks_and_the_feed_lead_to_the_site(page, elsewhere):
    visit(page, elsewhere)
    links = page.locator("#discussion a[href]").evaluate_all("(all) => all.map((it) => it.getAttribute('href'))")
    assert links
    assert [link for link in links if not link.startswith(("http://127.0.0.1:", "#"))] == []
    forms = page.locator("#discussion form").evaluate_all("(all) => all.map((it) => it.getAttribute('action'))")
    assert [action for action in forms if not action.startswith("http://127.0.0.1:")] == []


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"color_scheme": "dark"}, id="dark"),
        pytest.param({"viewport": {"width": 320, "height": 640}}, id="320 px wide"),
    ],
)
def test_it_holds_in_the_dark_and_on_narrow_screens(open_page, elsewhere, options, axe):
    page = open_page(**options)
    visit(page, elsewhere)

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("shifts") == []


def test_without_script_a_link_leads_to_the_discussions_own_page(plain_page, elsewhere):
    plain_page.goto(elsewhere)

    plain_page.get_by_role("link", name="Read the discussion").click()

    expect(plain_page).to_have_url(re.compile(rf"/discussions/d/{re.escape(KEY)}/$"))


def test_where_the_site_is_down_the_link_stays_and_the_page_is_told(page, elsewhere):
    page.route("**/fragment/**", lambda route: route.abort())
    page.add_init_script(WATCH)
    page.goto(elsewhere)

    expect(page.get_by_role("link", name="Read the discussion")).to_be_visible()
    wait_until(lambda: page.evaluate("told.length"), what="the page is told")
    assert told(page) == [["failed", {"key": KEY, "what": "load", "status": 0}]]


def test_an_origin_that_is_not_let_in_is_shown_the_link_alone(open_page, elsewhere, faults):
    page = open_page()
    page.add_init_script(WATCH)
    page.goto(elsewhere.replace("localhost", "127.0.0.1"))

    expect(page.get_by_role("link", name="Read the discussion")).to_be_visible()
    wait_until(lambda: page.evaluate("told.length"), what="the page is told")
    assert told(page) == [["failed", {"key": KEY, "what": "load", "status": 0}]]
    expect(page.locator("afterword-count").first).to_have_text("?")
    # Browsers tell it to the publisher, who looks into the console.
    assert all("blocked by CORS policy" in fault for fault in faults)
    faults.clear()


def test_where_nothing_is_known_of_the_discussion_the_link_stays_and_the_page_is_told(page, elsewhere):
    visit(page, elsewhere)

    page.evaluate("document.querySelector('afterword-discussion').setAttribute('key', 'no.such')")

    wait_until(lambda: page.evaluate("told.length") > 1, what="the page is told")
    assert told(page)[-1] == ["failed", {"key": "no.such", "what": "load", "status": 404}]


def test_what_was_written_while_the_site_is_down_stays_and_goes_out_once(page, elsewhere, demo_stack):
    visit(page, elsewhere)
    page.route("**/comments/", lambda route: route.abort())
    form = page.locator("#discussion > form")
    write(form, "The ice house has stood empty for years.", name="Tove")

    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.locator("[name=body]")).to_have_value("The ice house has stood empty for years.")
    assert told(page)[-1] == ["failed", {"key": KEY, "what": "post", "status": 0}]
    page.unroute("**/comments/")
    form.locator(".aw-btn-go").click()

    expect(page.locator("li[data-aw-own]", has_text="The ice house")).to_have_count(1)
    expect(form.locator("[name=body]")).to_have_value("")


def test_what_others_write_meanwhile_is_offered_and_shown(page, elsewhere, demo_stack):
    visit(page, elsewhere)
    count = """
import time
from engagement import api
from engagement.models import Comment, Discussion
# What an earlier test wrote shall not be published after it, and stand above it: the worker is given a minute.
for _fifth_of_a_second in range(300):
    if not Comment.objects.filter(visibility="pending").exists():
        break
    time.sleep(0.2)
posted = api.post_comment(
    discussion_id=Discussion.objects.get(key="%s").pk, body="Written while others read.",
    author=api.AuthorData(name="Ragna"), parent_id=None,
    submission=api.SubmissionData(ip="192.0.2.200", user_agent="Tests"), idempotency_key=None)
api.change_visibility(comment_id=posted.comment.pk, to=api.Visibility.PUBLISHED)
"""
    page.locator("#comments").hover()
    demo_stack.manage("shell", "--no-imports", "-c", count % KEY)

    written = page.locator(".aw-list > li").filter(has_text="Written while others read.")
    offer = page.locator(".aw-new")
    # What an earlier test wrote may be offered first.
    for _half_second in range(120):
        if written.count():
            break
        if offer.count():
            offer.click()
        page.wait_for_timeout(500)
    expect(page.locator(".aw-list > li").first).to_contain_text("Written while others read.")


def test_a_report_opens_on_the_site_and_is_sent(page, elsewhere):
    visit(page, elsewhere)

    page.get_by_role("link", name="Report").first.click()

    expect(page).to_have_url(re.compile(r"^http://127\.0\.0\.1:\d+/reports/"))
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Send report").click()
    expect(page.locator("main")).to_contain_text("Thank you")


def test_by_keyboard_alone_a_reader_answers_and_leaves_it_be(page, elsewhere):
    visit(page, elsewhere)
    reply = page.locator(".aw-list > li").nth(2).locator("> article [data-aw-reply]")
    reply.focus()

    page.keyboard.press("Enter")

    form = page.locator("li form[data-aw-form]")
    expect(form.locator("[name=body]")).to_be_focused()
    page.keyboard.type("On second thoughts")
    form.locator("[data-aw-cancel]").focus()
    page.keyboard.press("Enter")
    expect(reply).to_be_focused()
