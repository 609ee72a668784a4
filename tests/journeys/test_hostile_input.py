"""Strangers' text in a real browser: nothing runs, with the demo's Content-Security-Policy on and with it off."""

import json
from urllib.parse import quote_from_bytes, urljoin

import httpx
import lxml.html
import pytest

from tests.engagement.text.payloads import PAYLOADS
from tests.journeys.hostility import Lookout
from tests.stack import own_database, running_demo, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.stack]

ARTICLE = "articles/night-ferry/"
CLEAN = "articles/water-meters/"
EVERY = 8
"""Of pages that there is one of for each comment, one in so many is opened."""

POSTED = {"spam": PAYLOADS[::4], "ham": PAYLOADS}
"""What is posted for the stand-in to judge so; once the last is published, the worker is through with all."""

UNSTORABLE = [
    pytest.param(b"a \x00 b", id="NUL"),
    pytest.param(b"a \xed\xa0\x80 b", id="a lone surrogate"),
    pytest.param(b"a \xff b", id="a byte that is no UTF-8"),
]
STORED = (
    "import json; from engagement.models import Comment;"
    "print(json.dumps({row.idempotency_key: [row.pk, row.body, row.author_name]"
    " for row in Comment.objects.filter(idempotency_key__startswith='given:hostile-')}))"
)


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """What both demos work on: the variables of the demo, and where the authors' pages are."""
    with own_database() as database:
        yield {"var": tmp_path_factory.mktemp("hostile") / "var", "variables": database, "own_pages": []}


@pytest.fixture(scope="module", params=["on", "off"])
def stack(request, state):
    """A demo with its policy on, then off, to which every payload was posted as comment and name, and some as spam."""
    with (
        running_demo(
            state["var"], DEMO_CSP=request.param, DEMO_POST_LIMIT="10000", DEMO_OWN_CHECKS="off", **state["variables"]
        ) as running,
        httpx.Client(base_url=running.url, trust_env=False, timeout=30) as client,
    ):
        assert ("Content-Security-Policy" in client.get(ARTICLE).headers) == (request.param == "on")
        if not state["own_pages"]:
            state["own_pages"] = [place for verdict in POSTED for place in post_all(client, verdict)]
            wait_until(lambda: count_published(client) >= len(PAYLOADS), seconds=240, what="all is published")
        yield running


@pytest.fixture
def lookout(stack, open_page):
    """A browser that tells what it sees, and has seen a page on which nobody wrote."""
    watching = Lookout(open_page(), origin=stack.url)
    watching.learn(urljoin(stack.url, CLEAN))
    return watching


def test_the_lookout_sees_what_runs_and_what_is_foreign(browser):
    page = browser.new_page()
    watching = Lookout(page, origin="")
    watching.learn("about:blank")
    page.set_content(
        "<p class='aw-text' id='c-1'><img alt='' src='x:' onerror='steal()'><a href='data:text/html,x'>x</a></p>"
        "<p class='ws-text' id='c-3'><span class='ws-to'>goes to x</span><mark>x<sup aria-hidden='true'>1</sup></mark>"
        "<span class='ws-to' title='x'>x</span></p><p class='aw-text' id='c-4'><mark>x</mark></p>"
        "<div id='c-2'><script>alert(1)</script><bdi><b>name</b></bdi></div>"
    )
    page.wait_for_function("globalThis.stolen")
    watching.inspect()
    page.close()

    told = [fault.rpartition(" at ")[0] for fault in watching.found]
    assert [fault for fault in told if "#c-3" in fault] == [
        "element SPAN in #c-3",
        "attribute class in #c-3",
        "attribute title in #c-3",
    ]
    assert "element MARK in #c-4" in told
    assert {*told} >= {
        "dialog alert",
        "element IMG in #c-1",
        "attribute onerror in #c-1",
        "link in #c-1",
        "href that runs in #c-1",
        "script in #c-2",
        "markup in plain text in #c-2",
        "global stolen",
    }


def test_nothing_runs_and_nothing_foreign_stands_on_readers_pages(stack, state, lookout):
    url, shown = urljoin(stack.url, f"{ARTICLE}?sort=oldest"), 0
    while url:
        assert lookout.open(url) == 200
        shown += lookout.page.locator("#comments .aw-text").count()
        following = lookout.page.locator("nav.aw-pages a[rel=next]")
        url = urljoin(url, following.get_attribute("href")) if following.count() else ""
    numbers = [row[0] for key, row in read_stored(stack).items() if "-ham-" in key]
    replies = [f"discussions/c/{number}/?reply=1" for number in numbers]
    for path in (*replies[::EVERY], *state["own_pages"][::EVERY]):
        assert lookout.open(urljoin(stack.url, path)) == 200

    assert shown >= len(PAYLOADS)
    assert lookout.found == []


def test_nothing_runs_and_nothing_foreign_stands_on_moderators_pages(stack, lookout):
    sign_in(lookout.page, stack)
    lookout.learn(urljoin(stack.url, "moderation/"))
    cards, url = [], urljoin(stack.url, "moderation/?queue=spam")
    while url:
        assert lookout.open(url) == 200
        cards += lookout.page.locator(".ws-item a").evaluate_all("links => links.map((link) => link.href)")
        following = lookout.page.locator(".ws-list a.ws-page").last
        leads_on = following.count() and following.inner_text() == "Next page"
        url = urljoin(url, following.get_attribute("href")) if leads_on else ""
    targets = 0
    for card in cards:
        assert lookout.open(card) == 200
        targets += lookout.page.locator("#case .ws-to").count()
    for card in cards[:: EVERY // 2]:
        assert lookout.open(f"{card}&view=typed") == 200

    assert len(cards) >= len(POSTED["spam"])
    assert targets > 0
    assert lookout.found == []


def test_what_was_typed_is_what_is_stored(stack):
    stored = {key: (body, name) for key, (_pk, body, name) in read_stored(stack).items()}

    assert stored == {
        f"given:{key_of(verdict, number)}": (body_with(payload), name_in(payload))
        for verdict, payloads in POSTED.items()
        for number, payload in enumerate(payloads)
    }


@pytest.mark.parametrize("field", ["body", "author_name"])
@pytest.mark.parametrize("data", UNSTORABLE)
def test_what_cannot_be_stored_is_refused_at_its_field_and_nothing_is_stored(stack, field, data):
    before = stack.get(ARTICLE).headers["ETag"]
    fields = {"body": b"Plain words.", "author_name": b"Ada Baker"} | {field: data}
    with httpx.Client(base_url=stack.url, trust_env=False, timeout=30) as client:
        answer = send(client, fields)
    page = lxml.html.fromstring(answer.content)

    assert answer.status_code == 422
    assert page.xpath("//*[@aria-invalid='true']/@name") == [field]
    assert stack.get(ARTICLE).headers["ETag"] == before


def post_all(client, verdict):
    """Post payloads as text and as name, for the stand-in to judge so; returns where the authors are led."""
    places = []
    for number, payload in enumerate(POSTED[verdict]):
        answer = send(
            client,
            {
                "body": body_with(payload).encode(),
                "author_name": name_in(payload).encode(),
                "author_email": f"akismet-guaranteed-{verdict}@example.com".encode(),
                "idempotency_key": key_of(verdict, number).encode(),
            },
        )
        assert answer.status_code == 303, payload
        places.append(answer.headers["Location"])
    return places


def send(client, fields):
    """Send the form under the article, with fields as bytes."""
    form = lxml.html.fromstring(client.get(ARTICLE).text).get_element_by_id("discussion").forms[0]
    return client.post(
        form.action,
        content="&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items()),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
    )


def body_with(payload):
    """A text with a payload in it. Alone some would be refused: nothing of them is left to be seen."""
    return f"{payload.rstrip()}\n\nSo much for that."


def name_in(payload):
    """As much of a payload as a name may be long."""
    return " ".join(payload.split())[:100].rstrip()


def key_of(verdict, number):
    """The key that a post is sent with."""
    return f"hostile-{verdict}-{number:03}"


def count_published(client):
    """How many comments the article's page says there are."""
    return int(lxml.html.fromstring(client.get(ARTICLE).text).get_element_by_id("aw-count").text_content().split()[0])


def read_stored(stack):
    """Our comments as they are stored, by their keys: number, body, name."""
    return json.loads(stack.manage("shell", "--verbosity", "0", "-c", STORED))


def sign_in(page, stack):
    """Sign in as the demo's moderator."""
    page.goto(urljoin(stack.url, "accounts/login/?next=/moderation/"))
    page.fill("[name=username]", stack.moderator.name)
    page.fill("[name=password]", stack.moderator.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/moderation/**")
