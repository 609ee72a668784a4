"""Readers whom another site signs in, with real tokens, on that site's own page."""

import pytest
from playwright.sync_api import expect

from demo.elsewhere.signing import KEY, sign_article, sign_reader
from tests.journeys.elsewhere import static_site
from tests.stack import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.stack]

WATCH = """
window.told = []; window.asked = 0; window.shifts = [];
for (const name of ["ready", "posted", "failed", "signed-in", "signed-out"])
  addEventListener(`afterword:${name}`, ({ detail }) => told.push([name, detail]));
new PerformanceObserver((list) => list.getEntries().forEach((entry) => shifts.push(entry.value)))
  .observe({ type: "layout-shift", buffered: true });
window.gets = () => { asked += 1; return mint(); };
"""
SIGN_IN = "void (document.querySelector('afterword-discussion').token = gets)"
END = """
from django.contrib.auth import get_user_model
from engagement import api
for pk in get_user_model().objects.filter(username__startswith="sso-").values_list("pk", flat=True):
    print(api.end_sessions(account_id=pk))
"""


@pytest.fixture
def address(demo_stack):
    """A page that carries what its publisher signed, which opens its discussion at the first visit."""
    site = demo_stack.url.rstrip("/")
    signed = sign_article(demo_stack.var, "http://localhost/")
    with static_site(demo_stack.elsewhere, site, KEY, f' signed="{signed}"') as address:
        yield address


@pytest.fixture
def reader(page, demo_stack, address):
    """The page, which can get tokens from its publisher's server, and says what it is told."""
    page.expose_function("mint", lambda: sign_reader(demo_stack.var))
    page.add_init_script(WATCH)
    page.goto(address)
    expect(page.locator("afterword-discussion .aw-form")).to_be_visible()
    return page


def told(page, name):
    return [detail for event, detail in page.evaluate("told") if event == name]


def form_of(page):
    return page.locator("#discussion > form")


def expect_signed_in(page):
    expect(form_of(page)).to_contain_text("Ada")
    expect(form_of(page).locator("[name=author_name]")).to_be_hidden()
    expect(form_of(page).locator("[name=author_email]")).to_be_hidden()


def post(page, text):
    form_of(page).locator("[name=body]").fill(text)
    form_of(page).locator(".aw-btn-go").click()
    comment = page.locator("li > article", has_text=text)
    expect(comment.locator(".aw-state")).to_contain_text("Published", timeout=30_000)
    return comment


def test_what_the_publisher_signed_opens_the_discussion_and_its_reader_writes_as_themselves(reader, axe):
    reader.evaluate(SIGN_IN)
    expect_signed_in(reader)
    axe(reader)

    comment = post(reader, "The anglers need the lamps.")

    expect(comment.locator(".aw-name")).to_have_text("Ada")
    assert told(reader, "signed-in") == [{"key": KEY}]
    assert reader.evaluate("asked") == 1
    assert reader.context.cookies() == []
    kept = reader.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "session" not in kept
    comment.get_by_role("link", name="Edit").click()
    edit = reader.locator("form[data-aw-own-form]")
    edit.locator("[name=body]").fill("The anglers need the lamps, all of them.")
    edit.get_by_role("button").first.click()
    expect(reader.locator("li > article", has_text="all of them")).to_be_visible()


def test_known_before_it_shows_the_form_never_changes(page, demo_stack, address):
    page.expose_function("mint", lambda: sign_reader(demo_stack.var))
    page.add_init_script(WATCH + "addEventListener('DOMContentLoaded', () => {" + SIGN_IN + "});")
    page.goto(address)

    expect_signed_in(page)
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") == []


def test_a_session_that_was_ended_is_renewed_and_nothing_is_lost(reader, demo_stack):
    reader.evaluate(SIGN_IN)
    expect_signed_in(reader)
    demo_stack.manage("shell", "--no-imports", "-c", END)

    comment = post(reader, "Renewed in the middle of it.")

    expect(comment.locator(".aw-name")).to_have_text("Ada")
    assert reader.evaluate("asked") == 2
    assert told(reader, "signed-out") == []


def test_a_single_token_is_not_asked_for_again_and_what_was_written_stays(reader, demo_stack):
    reader.evaluate("mint().then((token) => (document.querySelector('afterword-discussion').token = token))")
    expect_signed_in(reader)
    demo_stack.manage("shell", "--no-imports", "-c", END)

    form_of(reader).locator("[name=body]").fill("Shall this be lost?")
    form_of(reader).locator(".aw-btn-go").click()

    expect(form_of(reader).get_by_role("alert")).to_contain_text("Your sign-in is over.")
    expect(form_of(reader).locator("[name=body]")).to_have_value("Shall this be lost?")
    expect(form_of(reader).locator("[name=author_name]")).to_be_visible()
    assert told(reader, "signed-out") == [{"key": KEY}]
    assert told(reader, "failed") == [{"key": KEY, "what": "post", "status": 401}]


def test_respect_is_the_accounts_and_known_after_a_reload(reader):
    reader.evaluate(SIGN_IN)
    expect_signed_in(reader)
    post(reader, "Respect me not.")
    reader.evaluate("document.querySelector('afterword-discussion').token = null")
    expect(form_of(reader).locator("[name=author_name]")).to_be_visible()
    assert told(reader, "signed-out") == [{"key": KEY}]
    form_of(reader).locator("[name=author_name]").fill("Odd")
    theirs = post(reader, "Respect me, then.")
    number = theirs.locator("xpath=..").get_attribute("id")
    reader.evaluate("sessionStorage.clear()")
    reader.reload()
    button = reader.locator(f"#{number} > article form[data-aw-respect] > button")
    expect(button).to_have_attribute("aria-pressed", "false")
    reader.evaluate(SIGN_IN)
    expect_signed_in(reader)

    button.click()
    expect(reader.locator("form[aria-busy]")).to_have_count(0)
    expect(button).to_have_attribute("aria-pressed", "true")
    assert "respect" not in reader.evaluate("Object.keys({ ...localStorage, ...sessionStorage }).join()")

    reader.reload()
    expect(button).to_have_attribute("aria-pressed", "false")
    reader.evaluate(SIGN_IN)
    expect(button).to_have_attribute("aria-pressed", "true")
    own = reader.locator("li > article", has_text="Respect me not.").locator("form[data-aw-respect] > button")
    expect(own).to_have_attribute("aria-disabled", "true")


def test_signing_out_everywhere_ends_the_session_at_the_site(reader, demo_stack, address):
    other = reader.context.new_page()
    other.expose_function("mint", lambda: sign_reader(demo_stack.var))
    other.add_init_script(WATCH)
    other.goto(address)
    for page in (reader, other):
        page.evaluate(SIGN_IN)
        expect_signed_in(page)

    reader.evaluate("document.querySelector('afterword-discussion').signOut()")

    expect(form_of(reader).locator("[name=author_name]")).to_be_visible()
    assert other.evaluate("asked") == 1
    post(other, "Signed in anew.")
    assert other.evaluate("asked") == 2


def test_a_token_that_is_refused_leaves_a_guest_and_the_page_is_told(reader):
    reader.evaluate("document.querySelector('afterword-discussion').setAttribute('token', 'a.b.c')")

    wait_until(lambda: told(reader, "failed"), what="the page is told")
    assert told(reader, "failed") == [{"key": KEY, "what": "sign-in", "status": 403}]
    expect(form_of(reader).locator("[name=author_name]")).to_be_visible()


def test_who_signs_in_later_hands_over_the_same_function_once_more(reader):
    reader.evaluate("window.later = () => (window.known ? mint() : undefined)")
    reader.evaluate("void (document.querySelector('afterword-discussion').token = later)")
    expect(form_of(reader).locator("[name=author_name]")).to_be_visible()
    assert told(reader, "signed-in") == told(reader, "failed") == []

    reader.evaluate("window.known = true; document.querySelector('afterword-discussion').token = later; undefined")

    expect_signed_in(reader)
    assert told(reader, "signed-in") == [{"key": KEY}]


def test_the_demos_page_of_another_site_signs_in_and_out(page, demo_stack, axe):
    page.goto(f"{demo_stack.url}elsewhere/")
    assert page.url.startswith("http://localhost:")
    expect(page.locator("afterword-discussion .aw-form")).to_be_visible()

    page.get_by_role("button", name="Sign in as Ada").click()

    expect_signed_in(page)
    expect(page.locator("#told")).to_contain_text("afterword:signed-in")
    axe(page)
    page.get_by_role("button", name="Sign out").click()
    expect(form_of(page).locator("[name=author_name]")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in as Ada")).to_be_visible()
    assert page.context.cookies() == []
