"""Every state of the readers' section in a browser: axe, the tree that screen readers are given, and the keyboard."""

import pytest
from playwright.sync_api import expect

from engagement import gates
from engagement.api import Visibility, change_visibility, find_discussion_of, set_discussion_status
from engagement.models import Comment, Discussion
from tests.engagement.web.test_script import chromium, own, page
from tests.factories import ArticleFactory, PublishedCommentFactory
from tests.journeys.conftest import axe

__all__ = ["axe", "chromium", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def discussion(live_server, chromium, rule, settings):
    rule(gates.Admission.SCREEN)
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 3, "REPLIES_PER_ROOT": 3, "REPLY_DEPTH": 2, "LIVE_SECONDS": 1}
    return find_discussion_of(ArticleFactory())


@pytest.fixture
def address(live_server, discussion):
    return f"{live_server.url}/discussions/d/{discussion.key}/"


def fill(discussion):
    """Two pages of comments, deep replies, a tombstone; give a comment with replies."""
    PublishedCommentFactory(discussion=discussion)
    gone = PublishedCommentFactory(discussion=discussion)
    PublishedCommentFactory(parent=gone)
    change_visibility(comment_id=gone.pk, to=Visibility.WITHDRAWN)
    PublishedCommentFactory(discussion=discussion)
    chain = [PublishedCommentFactory(discussion=discussion, author_name="Ann")]
    for name in ("Ben", "Cleo", "Dan", "Eve"):
        chain.append(PublishedCommentFactory(parent=chain[-1], author_name=name))
    return chain[0]


def alone(page, address, query=""):
    """Open a comment's own page."""
    root = Comment.objects.get(author_name="Ann")
    page.goto(f"{address.partition('/d/')[0]}/c/{root.pk}/{query}")


def post(page, text="What *I* think"):
    page.get_by_label("Your comment").fill(text)
    page.get_by_label("Name", exact=True).fill("Fay")
    page.get_by_role("button", name="Post comment").click()


def close(page, address):
    set_discussion_status(discussion_id=Discussion.objects.get().pk, status="closed")
    page.goto(address)


def fail(page, _address):
    post(page, "")
    expect(page.get_by_role("alert")).to_be_visible()


def wait(page, _address):
    post(page)
    expect(own(page)).to_be_visible()


def wait_on_the_own_page(page, address):
    wait(page, address)
    page.goto(address.partition("/discussions/")[0] + page.locator("li[data-aw-own]").get_attribute("data-aw-own"))


def preview(page, _address):
    page.get_by_label("Your comment").fill("What *I* think")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_be_visible()


def offer(page, _address):
    root = Comment.objects.get(author_name="Ann")
    PublishedCommentFactory(discussion=root.discussion)
    PublishedCommentFactory(parent=root)
    expect(page.get_by_role("button", name="Show 1 new comment")).to_be_visible()
    expect(page.get_by_role("button", name="1 new reply")).to_be_visible()


STATES = {
    "full": lambda page, address: None,
    "closed": close,
    "errors": fail,
    "permalink": alone,
    "a form to reply, without a press": lambda page, address: alone(page, address, "?reply=1#reply"),
    "own comment": wait,
    "own page": wait_on_the_own_page,
    "preview": preview,
    "formatting": lambda page, address: page.locator("summary", has_text="Formatting").click(),
    "new": offer,
    "folded": lambda page, address: page.locator("details.aw-branch > summary").first.click(),
}


@pytest.mark.parametrize("state", ["empty", *STATES])
def test_axe_finds_nothing_in_any_state_and_every_control_has_a_name(page, address, discussion, state, axe):
    if state != "empty":
        fill(discussion)
    page.goto(address)
    if state != "empty":
        STATES[state](page, address)
    axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert nameless(page) == []


def nameless(page):
    """The roles of whatever can be acted on and would be read out without a name."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    # No form: without a name it is no landmark (HTML-AAM 1.0), and each comment's button has one around it.
    acted_on = {"button", "link", "textbox", "checkbox", "DisclosureTriangle", "combobox", "dialog", "region"}
    shown = [node for node in tree if not node.get("ignored") and node["role"]["value"] in acted_on]
    assert shown
    return [node["role"]["value"] for node in shown if not node.get("name", {}).get("value", "").strip()]


def test_the_whole_section_is_reached_by_keyboard_and_the_focus_is_seen_wherever_it_is(page, address, discussion):
    fill(discussion)
    page.goto(address)
    offer(page, address)
    page.locator(".aw-bar a").first.focus()
    names = []
    for _press in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const at = document.activeElement;
              if (!at.closest(".aw")) return null;
              const { outlineStyle, outlineWidth } = getComputedStyle(at);
              // Links within a sentence are let off (WCAG 2.2, 2.5.8).
              const inSentence = at.closest(".aw-legal") !== null;
              const target = (at.closest("label") ?? at).getBoundingClientRect();
              const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
              return [at.innerText?.trim() || at.name, seen, inSentence || target.height >= 24];
            }"""
        )
        if seen is None:
            break
        names.append(seen[0])
        assert seen[1:] == [True, True], seen
    wanted = [
        "body",
        "Preview",
        "Formatting",
        "author_name",
        "Post comment",
        "Newest",
        "Show 1 new comment",
        "1 new reply",
    ]
    assert [name for name in names if name in wanted] == wanted
    assert names[-2:] == ["More comments", "New comments as a feed"]


def test_a_branch_is_folded_and_opened_by_keyboard_and_says_how_much_it_hides(page, address, discussion):
    root = fill(discussion)
    page.goto(address)
    fold = page.locator(f"#c-{root.pk} > details > summary")
    for opened in ("false", "true"):
        fold.press("Enter")
        state = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        (told,) = [
            (node["name"]["value"], next(p["value"]["value"] for p in node["properties"] if p["name"] == "expanded"))
            for node in state
            if node["role"]["value"] == "DisclosureTriangle" and node["name"]["value"] == "4 replies"
        ]
        assert told == ("4 replies", opened == "true")
    expect(page.locator(f"#c-{root.pk} .aw-to").first).to_have_text("in reply to Cleo")


@pytest.mark.parametrize("script", [True, False])
def test_everything_is_read_without_script_and_where_motion_is_not_wanted(chromium, address, discussion, script):
    fill(discussion)
    context = chromium.new_context(java_script_enabled=script, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".aw-list article").first).to_be_visible()
    assert page.locator(".aw-list article").count() == 6
    if not script:
        page.get_by_role("link", name="More comments").click()
        expect(page.locator(".aw-list article")).to_have_count(1)
        expect(page.get_by_role("button", name="Preview")).to_be_visible()
    context.close()
