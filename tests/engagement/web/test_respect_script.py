"""Respect by script: at once, in place, known again, and taken back where it did not arrive."""

import pytest
from playwright.sync_api import expect

from engagement import gates
from engagement.api import Comment, Visibility, change_visibility, find_discussion_of
from engagement.models import Reaction
from tests.engagement.web.test_script import address, chromium, page, sign_in
from tests.factories import ArticleFactory, PublishedCommentFactory, UserFactory
from tests.journeys.conftest import axe

__all__ = ["address", "axe", "chromium", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def discussion(live_server, chromium, rule):
    rule(gates.Admission.SCREEN)
    return find_discussion_of(ArticleFactory())


@pytest.fixture
def comment(discussion):
    return PublishedCommentFactory(discussion=discussion, author_name="Ben")


def button_of(page, comment):
    return page.locator(f"#c-{comment.pk} > article form[data-aw-respect] > button")


def settle(page):
    """Wait for the server's answer, before which the page shows what it expects."""
    expect(page.locator("form[aria-busy]")).to_have_count(0)


def expect_state(page, comment, *, pressed, name):
    button = button_of(page, comment)
    expect(button).to_have_attribute("aria-pressed", "true" if pressed else "false")
    expect(button).to_have_accessible_name(name)


def test_a_guest_presses_and_is_known_again_after_a_reload(page, address, comment, axe):
    reply = PublishedCommentFactory(parent=comment, author_name="Cleo")
    page.goto(address)
    expect_state(page, comment, pressed=False, name="Respect (comment by Ben)")
    button_of(page, comment).click()
    expect_state(page, comment, pressed=True, name="Respect 1 (comment by Ben)")
    expect(button_of(page, comment)).to_be_focused()
    settle(page)
    axe(page)
    page.reload()
    expect_state(page, comment, pressed=True, name="Respect 1 (comment by Ben)")
    expect_state(page, reply, pressed=False, name="Respect (comment by Cleo)")
    button_of(page, comment).click()
    expect_state(page, comment, pressed=False, name="Respect (comment by Ben)")
    settle(page)
    page.reload()
    expect_state(page, comment, pressed=False, name="Respect (comment by Ben)")
    assert page.context.cookies() == []
    assert page.url == address
    assert not Reaction.objects.exists()


def test_it_is_pressed_by_keyboard(page, address, comment):
    page.goto(address)
    button_of(page, comment).focus()
    for key, pressed in (("Enter", True), ("Space", False)):
        page.keyboard.press(key)
        expect(button_of(page, comment)).to_have_attribute("aria-pressed", str(pressed).lower())
        expect(button_of(page, comment).locator("[data-aw-count]")).to_have_text(str(int(pressed)))
        settle(page)
    assert Comment.objects.get().respect_count == 0


def test_the_token_stays_for_this_visit_alone_until_the_reader_wants_to_be_remembered(page, address, comment):
    page.goto(address)
    button_of(page, comment).click()
    expect_state(page, comment, pressed=True, name="Respect 1 (comment by Ben)")
    settle(page)
    assert page.evaluate("Object.keys(localStorage)") == []
    token = page.evaluate("JSON.parse(sessionStorage.getItem('afterword:respect')).token")
    assert len(token) == 32
    page.evaluate("localStorage.setItem('afterword:me', JSON.stringify({author_name: 'Ada'}))")
    page.reload()
    expect_state(page, comment, pressed=True, name="Respect 1 (comment by Ben)")
    assert page.evaluate("JSON.parse(localStorage.getItem('afterword:respect')).token") == token
    assert page.evaluate("sessionStorage.getItem('afterword:respect')") is None
    later = page.context.new_page()
    later.goto(address)
    expect_state(later, comment, pressed=True, name="Respect 1 (comment by Ben)")
    later.evaluate("localStorage.removeItem('afterword:me')")
    later.reload()
    expect_state(later, comment, pressed=True, name="Respect 1 (comment by Ben)")
    assert later.evaluate("localStorage.getItem('afterword:respect')") is None


def test_what_did_not_arrive_is_said_and_undone(page, address, comment, axe):
    page.goto(address)
    expect_state(page, comment, pressed=False, name="Respect (comment by Ben)")
    page.route("**/respect/", lambda route: route.abort(), times=1)
    button_of(page, comment).click()
    expect(page.locator("[data-aw-note]")).to_have_text("This did not reach us. Please try again.")
    expect(page.locator("[data-aw-live]")).to_have_text("This did not reach us. Please try again.")
    expect_state(page, comment, pressed=False, name="Respect (comment by Ben)")
    axe(page)
    button_of(page, comment).click()
    expect_state(page, comment, pressed=True, name="Respect 1 (comment by Ben)")
    expect(page.locator("[data-aw-note]")).to_have_count(0)
    settle(page)
    assert Reaction.objects.count() == 1


def test_a_limit_is_told_in_its_own_words(page, address, comment, settings):
    settings.ENGAGEMENT = {"RESPECT_LIMITS": [(1, 3600)]}
    other = PublishedCommentFactory(discussion=comment.discussion, author_name="Cleo")
    page.goto(address)
    button_of(page, other).click()
    expect_state(page, other, pressed=True, name="Respect 1 (comment by Cleo)")
    settle(page)
    button_of(page, comment).click()
    expect(page.locator("[data-aw-note]")).to_contain_text("That was many comments in a short time.")
    expect_state(page, comment, pressed=False, name="Respect (comment by Ben)")
    assert Reaction.objects.count() == 1


def test_an_account_is_known_wherever_it_signs_in(page, live_server, address, comment, chromium, axe):
    reader = UserFactory(username="ada")
    own = PublishedCommentFactory(discussion=comment.discussion, user=reader)
    sign_in(page, live_server)
    page.goto(address)
    expect_state(page, comment, pressed=False, name="Respect (comment by Ben)")
    button_of(page, comment).click()
    expect_state(page, comment, pressed=True, name="Respect 1 (comment by Ben)")
    settle(page)
    assert Reaction.objects.get().account == reader
    stored = page.evaluate("[localStorage, sessionStorage].map((store) => store.getItem('afterword:respect'))")
    assert stored == [None, None]
    expect(button_of(page, own)).to_have_attribute("aria-disabled", "true")
    button_of(page, own).click(force=True)
    expect(page.locator("[data-aw-note]")).to_have_text("This comment is your own.")
    axe(page)
    elsewhere = chromium.new_context().new_page()
    sign_in(elsewhere, live_server)
    elsewhere.goto(address)
    expect_state(elsewhere, comment, pressed=True, name="Respect 1 (comment by Ben)")
    elsewhere.context.close()


def test_a_guest_does_not_respect_what_was_written_in_the_same_browser(page, address):
    page.goto(address)
    page.get_by_label("Your comment").fill("My own words")
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("li[data-aw-own] > article")).to_contain_text("Waiting.")
    expect(page.locator("form[data-aw-respect]")).to_have_count(0)
    mine = Comment.objects.get()
    change_visibility(comment_id=mine.pk, to=Visibility.PUBLISHED)
    for _ in range(2):
        page.reload()
        expect(button_of(page, mine)).to_have_attribute("aria-disabled", "true")
    button_of(page, mine).click(force=True)
    expect(page.locator("[data-aw-note]")).to_have_text("This comment is your own.")
    assert not Reaction.objects.exists()


def test_where_the_account_could_not_be_asked_the_page_without_script_asks(page, live_server, address, comment):
    UserFactory(username="ada")
    sign_in(page, live_server)
    page.goto(address)
    page.route("**/me/", lambda route: route.abort())
    button_of(page, comment).click()
    page.wait_for_url("**/respect/")
    page.get_by_role("button", name="Respect").click()
    page.wait_for_url(f"**/c/{comment.pk}/#c-{comment.pk}")
    expect_state(page, comment, pressed=True, name="Respect 1 (comment by Ben)")


def test_what_comes_to_the_page_later_is_learnt_as_well(page, address, discussion, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 1}
    first, second = PublishedCommentFactory.create_batch(2, discussion=discussion, author_name="Ben")
    page.goto(address)
    page.get_by_role("link", name="More comments").click()
    button_of(page, first).click()
    expect_state(page, first, pressed=True, name="Respect 1 (comment by Ben)")
    settle(page)
    page.reload()
    expect_state(page, second, pressed=False, name="Respect (comment by Ben)")
    # The second page comes back by itself.
    expect_state(page, first, pressed=True, name="Respect 1 (comment by Ben)")


def test_who_only_reads_the_article_is_not_asked_about(page, live_server, discussion, comment):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/respected/" in request.url else None)
    page.add_init_script("document.onreadystatechange = () => document.querySelector('.aw').style.marginTop = '9000px'")
    page.goto(f"{live_server.url}/discussions/d/{discussion.key}/")
    page.wait_for_timeout(300)
    assert asked == []
    button_of(page, comment).scroll_into_view_if_needed()
    expect_state(page, comment, pressed=False, name="Respect (comment by Ben)")
    assert len(asked) == 1


def test_without_storage_it_is_known_while_the_page_is_open(page, address, comment):
    denied = "Object.defineProperty(window, '%s', {get() { throw new Error('denied') }})"
    page.add_init_script(";".join(denied % name for name in ("localStorage", "sessionStorage")))
    page.goto(address)
    for pressed, name in ((True, "Respect 1 (comment by Ben)"), (False, "Respect (comment by Ben)")):
        button_of(page, comment).click()
        expect_state(page, comment, pressed=pressed, name=name)
        settle(page)
    assert not Reaction.objects.exists()
