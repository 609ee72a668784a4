"""Twenty comments decided by keyboard alone, in a real browser: what is written down, and what is heard meanwhile."""

import pytest
from playwright.sync_api import expect

from engagement.api import Comment
from moderation.api import claim_comment, decide
from moderation.models import BulkRun, Claim, Decision
from moderation.services.bulk_running import run_bulk
from tests.moderation.factories import ModeratorFactory

pytestmark = pytest.mark.browser

NAMES = [f"Reader {number:02}" for number in range(1, 21)]


@pytest.fixture
def twenty(make_waiting):
    return [make_waiting(author_name=name, body=f"A note by {name}.") for name in NAMES]


def heading(page):
    """The open card's, once the answer has come that checks it."""
    return page.locator("#case:not([data-stamp]) #who")


def is_at(page, name):
    """The card is open, and the focus is on it."""
    expect(heading(page)).to_have_text(name)
    expect(heading(page)).to_be_focused()


def hears(page, words):
    """What the live region says, as the accessibility tree has it."""
    expect(page.get_by_role("status").filter(has_text=words)).to_have_count(1)


def acts_of(comments):
    numbers = {comment.pk: number for number, comment in enumerate(comments, start=1)}
    decisions = Decision.objects.order_by("pk").values_list("comment_id", "action", "reason")
    return [(numbers[comment_id], action, reason) for comment_id, action, reason in decisions]


def decide_singly(page):
    """Five approvals, the last of them undone, three rejections with their reasons, three times spam."""
    for number in range(5):
        page.keyboard.press("f")
        is_at(page, NAMES[number + 1])
        hears(page, f"Approved: {NAMES[number]}")
    page.keyboard.press("u")
    is_at(page, NAMES[4])
    hears(page, f"Undone: {NAMES[4]}")
    for number, reason in enumerate("123", start=4):
        page.keyboard.press("d")
        expect(page.get_by_role("radio").first).to_be_focused()
        page.keyboard.press(reason)
        page.keyboard.press("Enter")
        is_at(page, NAMES[number + 1])
        hears(page, f"Rejected: {NAMES[number]}")
    for number in range(7, 10):
        page.keyboard.press("s")
        is_at(page, NAMES[number + 1])
        hears(page, f"Marked as spam: {NAMES[number]}")


def look_around(page):
    """One card alone and decided on; the list of keys, and a search: there no key decides."""
    page.keyboard.press("z")
    expect(page.locator("#list")).to_be_hidden()
    page.keyboard.press("f")
    is_at(page, NAMES[11])
    expect(page.locator("#list")).to_be_hidden()
    page.keyboard.press("z")
    expect(page.locator("#list")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("f")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("Reader fds")
    page.keyboard.press("Enter")
    expect(page.locator(".ws-empty")).to_contain_text("Nothing is found.")
    page.locator("#q").focus()
    page.keyboard.press("1")
    expect(heading(page)).to_have_text(NAMES[11])


def approve_the_rest(page):
    """Selected one by one, and looked at before they are decided on."""
    for number in range(11, 20):
        expect(heading(page)).to_have_text(NAMES[number])
        page.keyboard.press("x")
        expect(page.locator("#ws-count")).to_have_text(str(number - 10))
        if number < 19:
            page.keyboard.press("j")
    page.keyboard.press("f")
    expect(page.locator("h1")).to_have_text("Approve: 9 comments?")
    page.get_by_role("button", name="Approve: 9").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Approve: under way")


def test_twenty_comments_by_keyboard_alone(transactional_db, twenty, open_queue, faults, gate):
    page = open_queue()
    expect(page.locator(".ws-acts > form > button")).to_have_text(["Approve f", "Spam s"])
    expect(page.get_by_role("button", name="Approve").first).to_have_attribute("aria-keyshortcuts", "f")
    decide_singly(page)
    look_around(page)
    approve_the_rest(page)
    with gate:
        run_bulk(run_id=BulkRun.objects.get().pk)
    expect(page.locator("h1")).to_have_text("Approve: done")

    singly = [(number, "approve", "") for number in range(1, 6)]
    singly += [(5, "undo", ""), (5, "reject", "attack"), (6, "reject", "accusation"), (7, "reject", "off_topic")]
    singly += [(number, "spam", "") for number in range(8, 11)]
    rest = [(number, "approve", "") for number in range(12, 21)]
    assert acts_of(twenty) == [*singly, (11, "approve", ""), *rest]
    after = Comment.objects.order_by("pk").values_list("visibility", flat=True)
    assert list(after) == [*["published"] * 4, *["rejected"] * 3, *["spam"] * 3, *["published"] * 10]
    assert faults == []


def test_not_spam_by_key(transactional_db, make_spam, open_queue):
    spam = [make_spam(body=f"Watches {number}") for number in range(2)]
    page = open_queue()
    page.keyboard.press("3")
    expect(page.get_by_role("button", name="Not spam")).to_have_attribute("aria-keyshortcuts", "f")
    page.keyboard.press("f")
    hears(page, "Marked as not spam")
    assert acts_of(spam)[-1] == (2, "not_spam", "")


@pytest.fixture
def held_up():
    """Keeps the answers to what is asked for on the way until they are let through."""

    def hold(page, pattern):
        waiting = []

        def keep(route):
            waiting.append(route)

        page.route(pattern, keep)
        return waiting

    return hold


def test_the_next_card_stands_there_before_the_answer_and_nothing_acts_on_it(
    transactional_db, twenty, open_queue, faults, held_up
):
    page = open_queue()
    page.wait_for_load_state("networkidle")
    waiting = held_up(page, "**/decide/**")
    page.keyboard.press("f")
    expect(page.locator("#who")).to_have_text(NAMES[1])
    expect(page.locator("#who")).to_be_focused()
    expect(page.locator(".ws-item[aria-current=true] h3 a")).to_have_text(NAMES[1])
    assert Claim.objects.filter(comment=twenty[1]).count() == 0
    for key in ("f", "s", "u", "d"):
        page.keyboard.press(key)
    expect(page.locator("details[open]")).to_have_count(0)
    assert len(waiting) == 1

    waiting.pop().continue_()
    is_at(page, NAMES[1])
    hears(page, f"Approved: {NAMES[0]}")
    assert acts_of(twenty) == [(1, "approve", "")]
    assert Claim.objects.filter(comment=twenty[1]).count() == 1
    assert faults == []


def test_where_no_answer_comes_the_card_comes_back_as_it_was(transactional_db, twenty, open_queue, held_up):
    page = open_queue()
    page.wait_for_load_state("networkidle")
    waiting = held_up(page, "**/decide/**")
    page.keyboard.press("d")
    page.keyboard.press("2")
    page.locator("#ws-note").fill("Kept.")
    page.locator(".ws-reject .ws-btn-go").click()
    expect(page.locator("#who")).to_have_text(NAMES[1])
    waiting.pop().abort()
    expect(page.get_by_role("alert")).to_contain_text("No answer came.")
    expect(page.locator("#who")).to_have_text(NAMES[0])
    expect(page.locator("#ws-note")).to_have_value("Kept.")
    assert Decision.objects.count() == 0

    page.unroute("**/decide/**")
    page.locator(".ws-reject .ws-btn-go").click()
    is_at(page, NAMES[1])
    assert acts_of(twenty) == [(1, "reject", "accusation")]


def test_a_card_that_is_a_colleagues_by_the_answer_is_passed_aloud(transactional_db, twenty, open_queue, gate):
    page = open_queue()
    page.wait_for_load_state("networkidle")
    with gate:
        claim_comment(comment_id=twenty[1].pk, moderator_id=ModeratorFactory(username="jo").pk)
    page.keyboard.press("f")
    is_at(page, NAMES[2])
    hears(page, "here is the next one")


def test_a_conflict_brings_the_card_back_with_what_happened(transactional_db, twenty, open_queue, gate):
    page = open_queue()
    page.wait_for_load_state("networkidle")
    jo = ModeratorFactory(username="jo", first_name="Jo", last_name="Lindqvist")
    with gate:
        decide(comment_id=twenty[0].pk, action="spam", moderator_id=jo.pk, seen_visibility="held", revision=1)
    page.keyboard.press("f")
    expect(page.get_by_role("alert")).to_contain_text("Your approval was not recorded.")
    is_at(page, NAMES[0])
    assert acts_of(twenty) == [(1, "spam", "")]
