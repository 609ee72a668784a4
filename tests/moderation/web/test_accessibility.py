"""Every page of the workspace as everybody meets it: axe objects to nothing, nothing is wider than the window, and on a
phone a thumb finds what it presses.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Permission
from django.urls import reverse

from engagement.api import Comment
from moderation.hashing import hash_address
from moderation.models import Sanction
from moderation.queries.filters import CaseFilter
from moderation.services.bulk import confirm_bulk, prepare_bulk
from moderation.services.indexing import index_comment
from moderation.services.sanctions import impose_sanction
from tests.factories import CommentFactory, PublishedCommentFactory, UserFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.browser

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
NARROW = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}

SMALL = """
() => [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")].filter(one => {
  if (!one.checkVisibility() || one.matches(".ws-item h3 a, .skip")) return false;  // The row itself is pressed.
  const part = one.type === "checkbox" || one.type === "radio" ? one.labels[0] || one : one;
  const box = part.getBoundingClientRect();
  const inText = one.matches("a") && getComputedStyle(one).display === "inline";
  return box.width > 1 && !inText && !one.closest(".ws-sr") && (box.height < 43.5 || box.width < 43.5);
}).map(one => one.outerHTML.slice(0, 160))
"""


@pytest.fixture
def senior(moderator):
    moderator.user_permissions.add(Permission.objects.get(codename="sanction"))
    return moderator


@pytest.fixture
def pages(transactional_db, senior, make_waiting, make_spam):
    """The addresses of all pages, each with something on it."""
    comments = [
        make_waiting(author_name=name, body=f"I am {name}.", ip="192.0.2.7") for name in ("Mara", "Nils", "Oda")
    ]
    for comment in comments:
        index_comment(comment_id=comment.pk)
    make_spam()
    asking = PublishedCommentFactory(author_name="A long name " * 5, body=f"Who pays for it?\n\n- {'wide' * 40}")
    index_comment(comment_id=asking.pk)
    published = DecisionFactory(action="approve", moderator=senior, comment=make_waiting()).comment
    author = CommentFactory(user=UserFactory(username="kim", email="kim@example.org"), ip="198.51.100.7")
    impose_sanction(
        comment_id=author.pk, moderator_id=senior.pk, kind="refuse", marks=["account"], reason="spam", days=7, note=""
    )
    done = prepare_bulk(moderator_id=senior.pk, action="spam", queue="spam", matching=CaseFilter())
    confirm_bulk(run_id=done.pk, moderator_id=senior.pk)
    draft = prepare_bulk(moderator_id=senior.pk, action="reject", queue="waiting", matching=CaseFilter())
    card = f"{reverse('moderation:queue')}?queue=waiting&case={comments[0].pk}"
    views = reverse("moderation:views")
    named = ("waves", "sanctions", "figures", "log", "health", "digest", "keys", "bulk_runs", "questions")
    return [
        reverse("moderation:queue"),
        *(f"{reverse('moderation:queue')}?queue={queue}" for queue in ("reported", "spam", "new", "decided", "all")),
        card,
        f"{card}&view=typed",
        f"{card}&one=1",
        f"{reverse('moderation:queue')}?search=nothing",
        *(reverse(f"moderation:{name}") for name in named),
        f"{views}?queue=waiting",
        reverse("moderation:wave", args=["address", hash_address("192.0.2.7")]),
        *(reverse("moderation:bulk", args=[run.pk]) for run in (done, draft)),
        reverse("moderation:sanction", args=[comments[0].pk]),
        reverse("moderation:lift", args=[Sanction.objects.get().pk]),
        reverse("moderation-reports:report", args=[published.pk]),
        reverse("moderation-reports:reported", args=[published.pk]),
        reverse("moderation-reports:disagreed", args=[published.pk]),
    ]


@pytest.mark.parametrize("options", [DESKTOP, DESKTOP | {"color_scheme": "dark"}, PHONE, NARROW])
def test_nobody_is_shut_out_of_any_page(pages, live_server, open_queue, faults, options):
    page = open_queue(**options)
    objections = {}
    for address in pages:
        page.goto(f"{live_server.url}{address}")
        found = [
            (rule["id"], [node["html"] for node in rule["nodes"]]) for rule in Axe().run(page).response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the window")
        if options.get("has_touch"):
            found += page.evaluate(SMALL)
        if found:
            objections[address] = found
    assert objections == {}
    assert faults == []


@pytest.mark.parametrize("width", [1280, 640, 320])
def test_the_other_direction_and_large_text_make_nothing_wider(pages, live_server, open_queue, width):
    """640 is what a window of 1280 has where the text is twice as large."""
    page = open_queue(viewport={"width": width, "height": 900})
    for address in pages:
        page.goto(f"{live_server.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("options", [DESKTOP, NARROW])
def test_a_question_is_answered_with_the_keyboard_alone(
    transactional_db, live_server, open_queue, faults, options, direction
):
    """What is refused keeps the box open, with the reason read out, and the cursor in it."""
    asked = [PublishedCommentFactory(body=f"Who pays for it, {name}?") for name in ("Mara", "Nils")]
    for comment in asked:
        index_comment(comment_id=comment.pk)
    page = open_queue(**options)
    page.goto(f"{live_server.url}{reverse('moderation:questions')}")
    page.evaluate(f"document.documentElement.dir = '{direction}'")
    page.locator("summary").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(" ")
    assert_sound(page, options)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box = page.locator("textarea:focus[aria-invalid=true]")
    box.wait_for()
    assert page.locator(f"#{box.get_attribute('aria-describedby')}").inner_text() == "Please write something."
    assert_sound(page, options)
    page.keyboard.type("The city does.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert page.locator(".ws-question").count() == 1
    assert [(one.parent_id, one.body) for one in Comment.objects.filter(from_newsroom=True)] == [
        (asked[0].pk, "The city does.")
    ]
    # The browser says itself that a page came with 422.
    assert [fault for fault in faults if "422" not in fault] == []


def assert_sound(page, options):
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if options.get("has_touch"):
        assert page.evaluate(SMALL) == []
