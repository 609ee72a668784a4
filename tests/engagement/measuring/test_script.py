"""What a reader's browser tells of the prompt: what happened, once, and nothing that says who."""

import json
import re
import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from engagement.api import measuring_figures
from engagement.services.measuring import write_counts
from tests.chromium import chromium_arguments, find_chromium
from tests.engagement.measuring.conftest import tallied
from tests.factories import DiscussionFactory, PublishedCommentFactory
from tests.journeys.conftest import watch
from tests.journeys.elsewhere import static_site
from tests.stack import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36"
NO_ROBOT = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });"
SPACE = '<div id="space" style="height: 3000px"></div>'


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    """Chromium by the name that readers' has; a context's own name is not what a page sends as it is left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            arguments = [*chromium_arguments(), f"--user-agent={AGENT}"]
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
            yield chromium
            chromium.close()


@pytest.fixture
def discussion(live_server, chromium, measured):
    return DiscussionFactory()


@pytest.fixture
def address(live_server, discussion):
    return f"{live_server.url}/discussions/d/{discussion.key}/"


@pytest.fixture
def page(chromium):
    """A page of a browser that does not say that a program drives it; its beacons, as they were sent, are ``sent``."""
    context = chromium.new_context(viewport={"width": 1000, "height": 600}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    context.add_init_script(NO_ROBOT)
    page, faults = context.new_page(), []
    watch(page, faults)
    page.sent = []
    page.on("request", lambda request: is_beacon(request) and page.sent.append(request))
    yield page
    context.close()
    assert faults == []


def is_beacon(request):
    return urlsplit(request.url).path == "/discussions/measure/"


def turn_away(page):
    """As a reader does who goes to another window or page: what waits is sent."""
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.wait_for_timeout(200)
    return [json.loads(request.post_data) for request in page.sent]


def far_below(page, address):
    """Let the section stand below the first screen."""

    def fulfil(route):
        response = route.fetch()
        body = re.sub("<body[^>]*>", lambda found: found[0] + SPACE, response.text(), count=1)
        route.fulfill(response=response, body=body)

    page.route(address, fulfil)


def test_a_prompt_is_seen_after_one_second_and_not_before(page, address, discussion):
    wording = discussion.prompt.proposal.pk
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.goto(address)
    expect(page.locator("[data-aw-wording]")).to_be_in_viewport(ratio=1)
    page.wait_for_timeout(300)
    page.clock.run_for(900)
    assert turn_away(page) == [[["rendered", wording]]]
    page.clock.run_for(200)
    page.clock.run_for(5000)
    assert turn_away(page) == [[["rendered", wording]], [["seen", wording]]]


def test_a_prompt_that_stays_below_the_screen_or_passes_by_is_not_seen(page, address, discussion):
    wording = discussion.prompt.proposal.pk
    far_below(page, address)
    page.goto(address)
    page.wait_for_timeout(1500)
    page.locator("[data-aw-wording]").evaluate("(it) => it.scrollIntoView()")
    page.wait_for_timeout(300)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(1500)
    assert turn_away(page) == [[["rendered", wording]]]
    page.locator("[data-aw-wording]").evaluate("(it) => it.scrollIntoView()")
    page.wait_for_timeout(1500)
    assert turn_away(page)[1:] == [[["seen", wording]]]


def test_what_a_reader_does_is_counted_once_without_a_cookie(page, address, discussion, live_server):
    wording = discussion.prompt.proposal.pk
    page.context.add_cookies([{"name": "theirs", "value": "a-cookie", "url": live_server.url}])
    page.goto(address)
    page.wait_for_timeout(1500)
    page.locator(".aw-form [name=author_name]").fill("Ada")
    page.locator(".aw-form [name=body]").press_sequentially("The quay")
    for _choice in range(2):
        page.locator("[data-aw]").evaluate("(it) => it.dispatchEvent(new CustomEvent('afterword:stance'))")
    turn_away(page)
    (request,) = page.sent
    assert sorted(json.loads(request.post_data)) == [
        [kind, wording] for kind in ("rendered", "seen", "stance", "started")
    ]
    assert "cookie" not in request.all_headers()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["theirs"]
    write_counts()
    assert tallied() == [(wording, kind, 1) for kind in ("rendered", "seen", "stance", "started")]


def test_a_reply_is_no_answer_to_the_prompt(page, address, discussion):
    PublishedCommentFactory(discussion=discussion)
    page.goto(address)
    page.locator("[data-aw-reply]").click()
    page.locator("li [name=body]").fill("I think so too.")
    assert [kind for told in turn_away(page) for kind, _wording in told if kind == "started"] == []


@pytest.mark.parametrize(
    "wish",
    [
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });",
        "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' });",
        "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => true, configurable: true });",
    ],
    ids=["Global Privacy Control", "Do Not Track", "driven by a program"],
)
def test_browsers_with_such_a_wish_tell_nothing(page, chromium, address, wish):
    context = chromium.new_context()
    context.add_init_script(wish if "webdriver" in wish else f"{NO_ROBOT}\n{wish}")
    silent = context.new_page()
    silent.sent = []
    silent.on("request", lambda request: is_beacon(request) and silent.sent.append(request))
    silent.goto(address)
    silent.wait_for_timeout(1500)
    silent.locator(".aw-form [name=body]").fill("The quay")
    assert turn_away(silent) == []
    context.close()
    assert measuring_figures().taken == 0


def test_what_is_never_looked_at_is_not_shown(page, address):
    page.add_init_script("Object.defineProperty(Document.prototype, 'hidden', { get: () => true });")
    page.goto(address)
    page.wait_for_timeout(1500)
    assert turn_away(page) == []


def test_where_nothing_is_measured_no_script_is_loaded(page, address, settings):
    settings.ENGAGEMENT = {}
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.locator(".aw-form [name=body]").fill("The quay")
    assert turn_away(page) == []
    assert not [url for url in asked if "measure" in url]


def test_a_page_of_another_site_tells_from_within_the_shadow_root(page, live_server, discussion, settings):
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        static_site(listener, live_server.url, discussion.key) as elsewhere,
    ):
        settings.ENGAGEMENT = {"MEASURE": True, "EMBED_ORIGINS": [elsewhere]}
        style = {"body": "", "content_type": "text/css", "headers": {"Access-Control-Allow-Origin": "*"}}
        page.route("**/static/engagement/afterword.css", lambda route: route.fulfill(**style))
        page.goto(elsewhere)
        page.locator("afterword-discussion .aw-form [name=body]").press_sequentially("The quay")
        page.wait_for_timeout(1500)
        page.goto("about:blank")
        wait_until(lambda: measuring_figures().taken == 3, what="the beacon has come")
    write_counts()
    wording = discussion.prompt.proposal.pk
    assert tallied() == [(wording, kind, 1) for kind in ("rendered", "seen", "started")]
