"""What the section's own script adds: words are never lost, and nothing that was read leaves the page."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from engagement import gates
from engagement.api import Comment, Visibility, change_visibility, find_discussion_of
from engagement.models import Submission
from tests.chromium import chromium_arguments, find_chromium
from tests.factories import PASSWORD, ArticleFactory, PublishedCommentFactory, UserFactory
from tests.journeys.conftest import axe, watch

__all__ = ["axe"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    """Chromium, kept for this module; its event loop runs in this thread, and so does the database's connection."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=chromium_arguments())
            yield chromium
            chromium.close()


@pytest.fixture
def page(chromium):
    """A page in a context of its own; the test fails where its script does."""
    context = chromium.new_context(viewport={"width": 1000, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    page, faults = context.new_page(), []
    watch(page, faults)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def discussion(live_server, chromium, rule, settings):
    """A discussion under ``live_server.url``, where every comment waits until the test moves it."""
    rule(gates.Admission.SCREEN)
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 2, "REPLIES_PER_ROOT": 2, "REPLIES_PER_PAGE": 3, "POST_LIMITS": []}
    return find_discussion_of(ArticleFactory())


@pytest.fixture
def address(live_server, discussion):
    return f"{live_server.url}/discussions/d/{discussion.key}/"


def sign_in(page, live_server):
    reader = Client()
    assert reader.login(username="ada", password=PASSWORD)
    cookie = {"name": "sessionid", "value": reader.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def own(page):
    return page.locator("li[data-aw-own] > article")


def test_a_draft_and_what_is_to_be_remembered_survive_a_reload(page, address, axe):
    page.goto(address)
    page.get_by_label("Your comment").fill("Half a thought\U0001f6a2")
    expect(page.locator("[data-aw-left]")).to_have_text("Draft kept on this device. Characters left: 2985")
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value("Half a thought\U0001f6a2")
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_label("Remember me on this device").check()
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_be_focused()
    expect(page.get_by_label("Your comment")).to_have_value("")
    page.reload()
    expect(own(page)).to_contain_text("Half a thought")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ada")
    expect(page.get_by_label("Your comment")).to_have_value("")
    axe(page)
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [320, 1000])
def test_nothing_moves_when_the_scripts_come_late(page, address, discussion, width):
    reply = PublishedCommentFactory(parent=PublishedCommentFactory(discussion=discussion))
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script("""
      globalThis.moved = [];
      const html = ({ node }) => node?.outerHTML;
      const note = (list) => list.getEntries().forEach(({ sources }) => moved.push(...sources.map(html)));
      new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
    """)
    page.route("**/engagement/*.js", lambda route: (page.wait_for_timeout(300), route.continue_())[1])
    page.goto(address)
    expect(page.get_by_text("Remember me on this device")).to_be_visible()
    page.locator(f"#c-{reply.pk}").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    assert page.evaluate("moved") == []


def test_the_time_that_the_form_was_open_is_told_from_its_first_showing(page, address):
    page.goto(address)
    page.get_by_label("Your comment").fill("A thought")
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("Please give a name.", exact=True)).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text("A thought")
    assert 1 <= Submission.objects.get().form_seconds < 60


def test_of_words_kept_from_an_earlier_visit_no_time_is_told(page, address):
    page.goto(address)
    page.get_by_label("Your comment").fill("A thought")
    expect(page.locator("[data-aw-left]")).to_contain_text("Draft kept on this device.")
    page.reload()
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text("A thought")
    assert Submission.objects.get().form_seconds is None
    page.get_by_label("Your comment").fill("Another thought")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page).filter(has_text="Another thought")).to_be_visible()
    assert 0 <= Submission.objects.latest("pk").form_seconds < 60


def test_a_comment_that_may_have_arrived_is_sent_again_and_stored_once(page, address):
    page.goto(address)
    # The first post arrives, and its answer is lost on the way.
    page.route("**/comments/", lambda route: (route.fetch(), route.abort()), times=1)
    page.get_by_label("Your comment").fill("Sent twice")
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(page.get_by_label("Your comment")).to_have_value("Sent twice")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text("Sent twice")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert Comment.objects.count() == 1


def test_a_waiting_comment_changes_before_its_authors_eyes(page, address):
    page.goto(address)
    page.get_by_label("Your comment").fill("Watch me")
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text("Waiting. Only you can see this.")
    change_visibility(comment_id=Comment.objects.get().pk, to=Visibility.HELD)
    expect(own(page)).to_contain_text("Waiting for a moderator.")
    change_visibility(comment_id=Comment.objects.get().pk, to=Visibility.PUBLISHED)
    expect(own(page)).to_contain_text("Published. Everyone can see your comment now.")
    expect(page.locator("[data-aw-live]")).to_contain_text("Published.")
    page.reload()
    expect(page.locator("li > article")).to_have_count(1)
    expect(own(page)).to_have_count(0)
    # What is left is the link to what they may still do with it: test_changing_script.py.
    assert page.evaluate("Object.keys(localStorage)") == []
    assert "mine" in page.evaluate("Object.keys(sessionStorage).map((name) => name.split(':')[1])")


def test_the_first_comment_stands_above_the_note_until_when_the_discussion_is_open(page, address, settings):
    settings.ENGAGEMENT = {**settings.ENGAGEMENT, "CLOSE_AFTER_DAYS": 60}
    page.goto(address)
    expect(page.get_by_text("Be the first to answer.")).to_be_visible()
    page.get_by_label("Your comment").fill("I am the first")
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text("I am the first")
    parts = page.locator("#comments > :is(.aw-top, .aw-list, .aw-pages)").evaluate_all(
        "(all) => all.map((one) => one.classList[0])"
    )
    assert parts == ["aw-top", "aw-list", "aw-pages"]
    expect(page.get_by_text("Be the first to answer.")).to_be_hidden()


def test_links_to_ones_own_comments_outlive_the_visit_where_the_reader_wants_to_be_remembered_alone(page, address):
    tokens = "Object.keys(%s).filter((name) => /^afterword:(own|mine):/.test(name)).length"

    def post(text, *, remembered):
        page.goto(address)
        page.get_by_label("Your comment").fill(text)
        page.get_by_label("Name", exact=True).fill("Ada")
        page.get_by_label("Remember me on this device").set_checked(remembered)
        page.get_by_role("button", name="Post comment").click()
        expect(page.locator("li[data-aw-own]").filter(has_text=text)).to_be_visible()
        return [page.evaluate(tokens % store) > 0 for store in ("localStorage", "sessionStorage")]

    assert post("The first", remembered=False) == [False, True]
    assert post("The second", remembered=True) == [True, False]
    assert post("The third", remembered=False) == [False, True]
    page.reload()
    expect(page.locator("li[data-aw-own]")).to_have_count(3)


def test_reading_on_adds_to_the_page_and_moves_the_focus_to_what_is_new(page, address, discussion, axe):
    roots = [PublishedCommentFactory(discussion=discussion) for _root in range(5)]
    replies = [PublishedCommentFactory(parent=roots[4]) for _reply in range(7)]
    page.goto(address)
    for count, first_new in ((4, roots[2]), (5, roots[0])):
        page.get_by_role("link", name="More comments").click()
        expect(page.locator(".aw-list > li")).to_have_count(count)
        expect(page.locator(f"#c-{first_new.pk} > article")).to_be_focused()
    expect(page.get_by_role("link", name="More comments")).to_have_count(0)
    thread = page.locator(f"#c-{roots[4].pk}")
    page.get_by_role("link", name="Show 5 more replies").click()
    expect(page.locator(f"#c-{replies[2].pk} > article")).to_be_focused()
    for count in (6, 7):
        thread.get_by_role("link", name="More replies").click()
        expect(thread.locator("li[id]")).to_have_count(count)
    expect(thread.get_by_role("link", name="More replies")).to_have_count(0)
    expect(page.locator(f"#c-{replies[6].pk} > article")).to_be_focused()
    axe(page)


def test_what_was_loaded_comes_back_however_soon_the_page_is_loaded_again(page, address, discussion):
    roots = [PublishedCommentFactory(discussion=discussion) for _root in range(3)]
    page.goto(address)
    # Reloaded in the moment in which it comes, by the page itself: a test would need longer.
    page.evaluate(
        "document.querySelector('[data-aw]').addEventListener('afterword:added', () => location.reload(), {once: true})"
    )
    with page.expect_navigation():
        page.get_by_role("link", name="More comments").click()
    expect(page.locator(f"#c-{roots[0].pk}")).to_be_visible()


def test_what_does_not_load_says_so_and_may_be_tried_again(page, address, discussion):
    for _root in range(3):
        PublishedCommentFactory(discussion=discussion)
    page.goto(address)
    page.route("**/fragment/**", lambda route: route.abort(), times=1)
    page.get_by_role("link", name="More comments").click()
    expect(page.locator(".aw-pages")).to_contain_text("This did not load. Please try again.")
    page.get_by_role("link", name="More comments").click()
    expect(page.locator(".aw-list > li")).to_have_count(3)


def test_an_answer_is_written_in_place_put_off_and_taken_up_again(page, address, discussion):
    root = PublishedCommentFactory(discussion=discussion, author_name="Ben")
    page.goto(address)
    page.get_by_role("link", name="Reply to Ben").click()
    page.get_by_label("Reply to Ben").last.fill("I was about to say")
    expect(page.locator("#reply [data-aw-left]")).to_contain_text("Draft kept")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("link", name="Reply to Ben")).to_be_focused()
    page.get_by_role("link", name="Reply to Ben").click()
    box = page.locator("#reply textarea")
    expect(box).to_have_value("I was about to say")
    page.get_by_role("button", name="Post reply").click()
    alert = page.locator("li").get_by_role("alert")
    expect(alert).to_contain_text("Please give a name.")
    expect(alert).to_be_focused()
    page.locator("li [name=author_name]").fill("Ada")
    page.locator("li").get_by_role("button", name="Post comment").click()
    expect(page.locator(f"#c-{root.pk} li[data-aw-own] > article")).to_be_focused()
    assert Comment.objects.get(parent=root).body == "I was about to say"


def test_who_is_signed_in_posts_as_themselves(page, live_server, address):
    account = UserFactory(username="ada", first_name="Ada", last_name="Lovelace")
    sign_in(page, live_server)
    page.goto(address)
    page.get_by_label("Your comment").fill("As myself")
    expect(page.locator("form")).to_contain_text("Commenting as Ada Lovelace")
    expect(page.get_by_label("Name", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text("Ada Lovelace")
    assert Comment.objects.get().author == account


def test_a_refused_sign_in_becomes_a_question(page, live_server, address):
    UserFactory(username="ada", first_name="Ada", last_name="Lovelace")
    sign_in(page, live_server)
    page.goto(address)
    page.route("**/me/", lambda route: route.abort())
    page.get_by_label("Your comment").fill("As whom?")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("form [role=status]")).to_be_focused()
    expect(page.locator("form")).to_contain_text("Post this as Ada Lovelace?")
    page.get_by_role("button", name="Post as Ada Lovelace").click()
    expect(own(page)).to_contain_text("As whom?")


def test_without_storage_everything_else_goes_on(page, address):
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})")
    page.goto(address)
    page.get_by_label("Your comment").fill("No trace")
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text(re.compile("No trace"))


def test_a_preview_is_shown_below_the_box_and_goes_with_the_comment(page, address, axe):
    page.goto(address)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_have_text("Please write something.")
    page.get_by_label("Your comment").fill("A *quay*")
    page.get_by_role("button", name="Preview").press("Enter")
    shown = page.get_by_role("region", name="Preview")
    expect(shown.locator("em")).to_have_text("quay")
    expect(shown).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)
    axe(page)
    page.route("**/preview/", lambda route: route.abort(), times=1)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    page.get_by_role("button", name="Preview").click()
    expect(shown).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_label("Name", exact=True).press("Enter")
    expect(own(page)).to_contain_text("A quay")
    expect(shown).to_have_count(0)


def test_a_reply_has_its_preview_and_its_draft(page, address, discussion):
    PublishedCommentFactory(discussion=discussion, author_name="Ben")
    page.goto(address)
    page.get_by_role("link", name="Reply to Ben").click()
    page.locator("#reply textarea").fill("A **reply**")
    page.locator("#reply").get_by_role("button", name="Preview").click()
    expect(page.locator("li").get_by_role("region", name="Preview").locator("strong")).to_have_text("reply")
    expect(page.locator("#reply [data-aw-left]")).to_contain_text("Draft kept")
    page.reload()
    page.get_by_role("link", name="Reply to Ben").click()
    expect(page.locator("#reply textarea")).to_have_value("A **reply**")
    page.locator("#reply [name=author_name]").fill("Ada")
    page.get_by_role("button", name="Post reply").click()
    expect(own(page)).to_contain_text("A reply")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


def test_formatting_tells_each_mark_that_works(page, address):
    page.goto(address)
    page.locator("summary", has_text="Formatting").click()
    expect(page.locator(".aw-help dd em")).to_be_visible()
    expect(page.locator(".aw-help dt")).to_have_text(
        ["*word*", "**word**", "[word](https://…)", "> word", "- word", "`word`"]
    )


def test_that_the_text_grows_too_long_is_told_when_typing_pauses_and_not_at_every_key(page, address, settings):
    settings.ENGAGEMENT = settings.ENGAGEMENT | {"MAX_COMMENT_LENGTH": 130}
    page.goto(address)
    said = page.locator("[data-aw-live]")
    page.get_by_label("Your comment").press_sequentially("Twenty letters here.")
    expect(page.locator("[data-aw-left]")).to_contain_text("Draft kept")
    expect(said).to_have_text("")
    page.get_by_label("Your comment").press_sequentially("And eleven.")
    expect(said).to_have_text("Characters left: 99")
    page.get_by_label("Your comment").press_sequentially("!")
    expect(page.locator("[data-aw-left]")).to_contain_text("Draft kept on this device. Characters left: 98")
    expect(said).to_have_text("Characters left: 99")
    page.get_by_label("Your comment").fill("x" * 132)
    expect(said).to_have_text("Characters too many: 2")
