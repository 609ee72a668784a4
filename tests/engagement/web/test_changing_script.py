"""What script adds to editing and withdrawing: in place, without losing words, replies or the focus."""

import pytest
from playwright.sync_api import expect, sync_playwright

from engagement import gates
from engagement.api import Comment, Visibility, change_visibility, edit_comment, find_discussion_of
from tests.chromium import chromium_arguments, find_chromium
from tests.factories import ArticleFactory, CommentFactory, PublishedCommentFactory
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
def open_page(chromium):
    """Open a page in a context of its own; the test fails where its script does."""
    contexts, faults = [], []

    def open_one(**options):
        context = chromium.new_context(viewport={"width": 1000, "height": 900}, reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        watch(page, faults)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def address(live_server, chromium, settings):
    settings.ENGAGEMENT = {"POST_LIMITS": []}
    discussion = find_discussion_of(ArticleFactory())
    return f"{live_server.url}/discussions/d/{discussion.key}/"


def own(page):
    return page.locator("li[data-aw-own] > article")


def write(page, address, text="The quay is *old*."):
    """Post a comment, which everybody sees at once."""
    page.goto(address)
    page.get_by_label("Your comment").fill(text)
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text("Published.")
    return Comment.objects.latest("pk")


def test_a_comment_is_edited_in_place_by_the_keyboard_alone(page, address, axe):
    write(page, address)
    edit = own(page).get_by_role("link", name="Edit, 5 minutes left")
    edit.focus()
    page.keyboard.press("Enter")
    box = own(page).get_by_label("Your text")
    expect(box).to_be_focused()
    expect(box).to_have_value("The quay is *old*.")
    expect(own(page).locator("> .aw-text")).to_be_hidden()
    expect(own(page).locator("[data-aw-left]")).to_have_text("Characters left: 2982")
    axe(page)
    page.keyboard.type(" Or not?")
    expect(own(page).locator("[data-aw-left]")).to_have_text("Characters left: 2974")
    # Past the preview and the words on formatting.
    for key in ("Tab", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(own(page)).to_be_focused()
    expect(own(page).locator("> .aw-text")).to_have_text("The quay is old. Or not?")
    expect(own(page).locator(".aw-meta")).to_contain_text("edited")
    expect(page.locator("[data-aw-live]")).to_contain_text("Published.")
    assert (Comment.objects.get().body, Comment.objects.get().revision) == ("The quay is *old*. Or not?", 2)
    axe(page)


def test_who_thinks_better_of_it_is_where_they_were(page, address):
    write(page, address)
    edit, withdraw = (own(page).get_by_role("link", name=name) for name in ("Edit", "Withdraw"))
    edit.click()
    own(page).get_by_role("link", name="Cancel").click()
    expect(edit).to_be_focused()
    expect(own(page).locator("> .aw-text")).to_be_visible()
    withdraw.click()
    expect(own(page).locator("[data-aw-first]")).to_be_focused()
    expect(own(page).locator("> .aw-text")).to_be_visible()
    own(page).get_by_role("link", name="Keep it").click()
    expect(withdraw).to_be_focused()
    assert (Comment.objects.get().visibility, Comment.objects.get().revision) == ("published", 1)


def test_what_is_wrong_stands_beside_the_field_and_the_words_stay(page, address, axe):
    write(page, address)
    own(page).get_by_role("link", name="Edit").click()
    own(page).get_by_label("Your text").fill("<!-- nothing -->")
    own(page).get_by_role("button", name="Save changes").click()
    expect(own(page).get_by_role("alert")).to_be_focused()
    expect(own(page).locator(".aw-error")).to_contain_text("Readers would see nothing of this.")
    expect(own(page).get_by_label("Your text")).to_have_value("<!-- nothing -->")
    axe(page)
    assert Comment.objects.get().revision == 1


def test_of_two_windows_the_later_sees_both_texts_in_place(page, address, axe):
    comment = write(page, address)
    own(page).get_by_role("link", name="Edit").click()
    own(page).get_by_label("Your text").fill("From this window.")
    edit_comment(comment_id=comment.pk, body="From *another*.", revision=1)
    own(page).get_by_role("button", name="Save changes").click()
    expect(own(page).get_by_role("alert")).to_contain_text("Your comment was changed in the meantime")
    expect(own(page).locator(".aw-draft")).to_have_text("From another.")
    expect(own(page).get_by_label("Your text")).to_have_value("From this window.")
    axe(page)
    own(page).get_by_role("button", name="Save changes").click()
    expect(own(page).locator("> .aw-text")).to_have_text("From this window.")
    assert Comment.objects.get().revision == 3


def test_an_edit_that_does_not_arrive_is_sent_again(page, address):
    write(page, address)
    own(page).get_by_role("link", name="Edit").click()
    own(page).get_by_label("Your text").fill("On a train.")
    # It arrives, and its answer is lost on the way.
    page.route("**/edit/", lambda route: (route.fetch(), route.abort()), times=1)
    own(page).get_by_role("button", name="Save changes").click()
    expect(own(page).get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(own(page).get_by_label("Your text")).to_have_value("On a train.")
    own(page).get_by_role("button", name="Save changes").click()
    expect(own(page).locator("> .aw-text")).to_have_text("On a train.")
    assert Comment.objects.get().revision == 2


def test_what_is_checked_again_changes_before_its_authors_eyes_and_keeps_its_replies(page, address):
    comment = write(page, address)
    own_url = page.locator("li[data-aw-own]").get_attribute("data-aw-own")
    CommentFactory(parent=comment, body="So is the mill.")
    page.goto(address.split("/discussions/")[0] + own_url)
    expect(page.get_by_text("So is the mill.")).to_be_visible()
    gates.register("tests", lambda draft: gates.Ruling(admission=gates.Admission.SCREEN))
    own(page).get_by_role("link", name="Edit").click()
    own(page).get_by_label("Your text").fill("The quay is new.")
    own(page).get_by_role("button", name="Save changes").click()
    expect(own(page)).to_contain_text("Waiting. Only you can see this.")
    expect(page.get_by_text("So is the mill.")).to_be_visible()
    change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    expect(own(page)).to_contain_text("Published.")
    expect(page.get_by_text("So is the mill.")).to_be_visible()


def test_words_being_typed_survive_the_end_of_the_check(page, address):
    gates.register("tests", lambda draft: gates.Ruling(admission=gates.Admission.SCREEN))
    page.goto(address)
    page.get_by_label("Your comment").fill("The quay is old.")
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(own(page)).to_contain_text("Waiting.")
    own(page).get_by_role("link", name="Edit").click()
    own(page).get_by_label("Your text").fill("Half a thought")
    change_visibility(comment_id=Comment.objects.get().pk, to=Visibility.PUBLISHED)
    page.wait_for_timeout(3500)
    expect(own(page).get_by_label("Your text")).to_have_value("Half a thought")
    own(page).get_by_role("link", name="Cancel").click()
    expect(own(page)).to_contain_text("Published.")


def test_the_time_left_is_counted_down_and_ends(page, address):
    page.clock.install()
    write(page, address)
    expect(own(page).get_by_role("link", name="Edit, 5 minutes left")).to_be_visible()
    page.clock.fast_forward(61_000)
    expect(own(page).get_by_role("link", name="Edit, 4 minutes left")).to_be_visible()
    page.clock.fast_forward(181_000)
    expect(own(page).get_by_role("link", name="Edit, 1 minute left")).to_be_visible()
    own(page).get_by_role("link", name="Edit, 1 minute left").focus()
    page.clock.fast_forward(61_000)
    expect(own(page).get_by_role("link", name="Edit")).to_have_count(0)
    expect(own(page)).to_be_focused()
    expect(page.locator("[data-aw-live]")).to_have_text("The time for editing is over.")


def test_a_comment_is_withdrawn_in_place_and_what_answers_it_stays(page, address, axe):
    comment = write(page, address)
    own_url = page.locator("li[data-aw-own]").get_attribute("data-aw-own")
    PublishedCommentFactory(parent=comment, body="So is the mill.")
    page.goto(address.split("/discussions/")[0] + own_url)
    own(page).get_by_role("link", name="Withdraw").press("Enter")
    own(page).get_by_role("button", name="Withdraw it").press("Enter")
    gone = page.locator(f"#c-{comment.pk} > .aw-gone")
    expect(gone).to_have_text("This comment was withdrawn by its author.")
    expect(gone).to_be_focused()
    expect(page.get_by_text("So is the mill.")).to_be_visible()
    assert Comment.objects.get(pk=comment.pk).visibility == "withdrawn"
    axe(page)


def test_beside_the_article_a_link_leads_to_what_they_may_still_do(page, address, axe):
    comment = write(page, address)
    page.reload()
    item = page.locator(f"#c-{comment.pk}")
    expect(own(page)).to_have_count(0)
    axe(page)
    item.get_by_role("link", name="Your comment", exact=True).click()
    expect(own(page).get_by_role("link", name="Withdraw")).to_be_visible()
    own(page).get_by_role("link", name="Withdraw").click()
    own(page).get_by_role("button", name="Withdraw it").click()
    expect(page.locator(f"#c-{comment.pk} > .aw-gone")).to_be_visible()
    page.goto(address)
    tokens = (
        "[localStorage, sessionStorage].flatMap((store) => Object.keys(store)).filter((name) => /own|mine/.test(name))"
    )
    assert page.evaluate(tokens) == [], "what is withdrawn is remembered nowhere"


def test_others_find_no_such_link(open_page, page, address):
    write(page, address)
    other = open_page()
    other.goto(address)
    expect(other.get_by_text("The quay is old.")).to_be_visible()
    expect(other.get_by_role("link", name="Your comment", exact=True)).to_have_count(0)


def test_without_storage_editing_goes_on(page, address):
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})")
    write(page, address)
    own(page).get_by_role("link", name="Edit").click()
    own(page).get_by_label("Your text").fill("No trace.")
    own(page).get_by_role("button", name="Save changes").click()
    expect(own(page).locator("> .aw-text")).to_have_text("No trace.")


def test_without_script_pages_do_it(open_page, address, axe):
    plain = open_page(java_script_enabled=False)
    plain.goto(address)
    plain.locator("[name=body]").fill("The quay is old.")
    plain.locator("[name=author_name]").fill("Ada")
    plain.get_by_role("button", name="Post comment").click()
    plain.get_by_role("link", name="Edit, 5 minutes left").click()
    plain.get_by_label("Your text").fill("")
    plain.get_by_role("button", name="Save changes").click()
    expect(plain.get_by_role("alert")).to_contain_text("Please write something.")
    plain.get_by_label("Your text").fill("The quay is new.")
    plain.get_by_role("button", name="Save changes").click()
    expect(own(plain).locator(".aw-text")).to_have_text("The quay is new.")
    plain.get_by_role("link", name="Withdraw").click()
    expect(plain.get_by_role("heading", name="Withdraw your comment?")).to_be_visible()
    plain.get_by_role("button", name="Withdraw it").click()
    expect(plain.get_by_text("This comment was withdrawn by its author.")).to_be_visible()
    assert Comment.objects.get().visibility == "withdrawn"


@pytest.mark.parametrize("part", ["edit/", "withdraw/"])
def test_the_pages_themselves_are_accessible(open_page, page, address, axe, part):
    write(page, address)
    own_url = page.locator("li[data-aw-own]").get_attribute("data-aw-own")
    for options in ({}, {"color_scheme": "dark"}):
        shown = open_page(**options)
        shown.goto(address.split("/discussions/")[0] + own_url + part)
        expect(shown.locator("form[data-aw-own-form]")).to_be_visible()
        axe(shown)


def test_an_edit_is_shown_before_it_is_saved(page, address):
    comment = write(page, address)
    own(page).get_by_role("link", name="Edit, 5 minutes left").click()
    form = own(page).get_by_role("form", name="Edit your comment")
    form.get_by_label("Your text").fill("The quay is **new**.")
    form.get_by_role("button", name="Preview").click()
    shown = form.get_by_role("region", name="Preview")
    expect(shown.locator("strong")).to_have_text("new")
    expect(shown).to_be_focused()
    assert Comment.objects.get(pk=comment.pk).body == comment.body
    form.get_by_role("button", name="Save changes").click()
    expect(form).to_have_count(0)
    expect(own(page).locator("strong")).to_have_text("new")
    assert Comment.objects.get(pk=comment.pk).body == "The quay is **new**."
