"""What one reader has muted, and what is new to them: in their browser alone."""

import json

import pytest
from django.test import Client
from playwright.sync_api import expect

from engagement.api import Comment, find_discussion_of
from tests.engagement.web.conftest import page_of
from tests.engagement.web.test_script import chromium, page
from tests.factories import ArticleFactory, PublishedCommentFactory, UserFactory
from tests.journeys.conftest import axe

__all__ = ["axe", "chromium", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LATER = """
const now = Date.now.bind(Date);
Date.now = () => now() + 31 * 60 * 1000;
"""


@pytest.fixture
def discussion(live_server, chromium, settings):
    settings.ENGAGEMENT = {"LIVE_SECONDS": 1}
    return find_discussion_of(ArticleFactory())


@pytest.fixture
def address(live_server, discussion):
    return f"{live_server.url}/discussions/d/{discussion.key}/"


def li(comment):
    return f"#c-{comment.pk}"


def test_the_mark_is_one_for_an_authors_comments_and_tells_nothing_of_them(discussion):
    account = UserFactory(username="ada")
    mine = [PublishedCommentFactory(discussion=discussion, author_name="Ada") for _comment in range(2)]
    PublishedCommentFactory(discussion=discussion, author_name="ADA", author_email="other@example.org")
    others = PublishedCommentFactory(discussion=discussion, author_name="Ben")
    signed_in = PublishedCommentFactory(discussion=discussion, author_name="Ada")
    Comment.objects.filter(pk=signed_in.pk).update(author=account)
    nobody = PublishedCommentFactory(discussion=discussion, author_name="Nobody")
    Comment.objects.filter(pk=nobody.pk).update(author_name="")
    newsroom = PublishedCommentFactory(discussion=discussion)
    Comment.objects.filter(pk=newsroom.pk).update(from_newsroom=True)
    tree = page_of(Client().get(f"/discussions/d/{discussion.key}/"))

    def mark(comment):
        return tree.get_element_by_id(f"c-{comment.pk}").find("article").get("data-aw-by")

    assert len(mark(mine[0])) == 16
    assert mark(mine[0]) == mark(mine[1])
    assert len({mark(mine[0]), mark(others), mark(signed_in)}) == 3
    assert (mark(nobody), mark(newsroom)) == (None, None)


def test_a_muted_author_is_a_sentence_until_the_reader_wants_them_back(page, address, discussion, axe):
    first = PublishedCommentFactory(discussion=discussion, author_name="Loud", body="Loud words")
    answer = PublishedCommentFactory(parent=first, author_name="Ben")
    second = PublishedCommentFactory(discussion=discussion, author_name="Loud", body="Louder words")
    page.goto(address)
    page.locator(f"{li(first)} > article").get_by_role("button", name="Mute Loud").press("Enter")
    expect(page.locator(f"{li(first)} > .aw-gone")).to_contain_text("You muted Loud.")
    expect(page.locator(f"{li(first)} > .aw-gone button")).to_be_focused()
    expect(page.locator(f"{li(second)} > article")).to_be_hidden()
    expect(page.locator(f"{li(answer)} > article")).to_be_visible()
    axe(page)
    page.reload()
    expect(page.locator(f"{li(second)} > article")).to_be_hidden()
    page.locator(f"{li(second)} > .aw-gone button").click()
    expect(page.locator(f"{li(second)} > article")).to_be_focused()
    expect(page.locator(f"{li(first)} > article")).to_be_hidden()

    page.get_by_role("button", name="Muted authors").press("Enter")
    dialog = page.get_by_role("dialog", name="Muted authors")
    expect(dialog).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Muted authors")).to_be_focused()
    page.get_by_role("button", name="Muted authors").click()
    dialog.get_by_role("button", name="Unmute Loud").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(f"{li(first)} > article")).to_be_visible()
    expect(page.locator("[data-aw-muted]")).to_have_count(0)
    expect(page.get_by_role("button", name="Muted authors")).to_be_hidden()


def test_what_comes_in_from_somebody_muted_is_folded_too(page, address, discussion):
    PublishedCommentFactory(discussion=discussion, author_name="Loud")
    page.goto(address)
    page.get_by_role("button", name="Mute Loud").click()
    new = PublishedCommentFactory(discussion=discussion, author_name="Loud")
    page.get_by_role("button", name="Show 1 new comment").click()
    expect(page.locator(f"{li(new)} > .aw-gone")).to_contain_text("You muted Loud.")
    expect(page.locator(f"{li(new)} > article")).to_be_hidden()


@pytest.mark.parametrize("remembered", [True, False])
def test_what_is_new_since_the_last_visit_says_so_in_words(page, address, discussion, remembered):
    old = PublishedCommentFactory(discussion=discussion)
    if remembered:
        page.add_init_script("localStorage.setItem('afterword:me', JSON.stringify({author_name: 'Ada'}))")
    page.goto(address)
    expect(page.locator("[data-aw-newer]")).to_have_count(0)
    page.wait_for_timeout(1000)
    new = PublishedCommentFactory(discussion=discussion)
    page.reload()
    expect(page.locator("[data-aw-newer]")).to_have_count(0)
    kept = page.evaluate("[localStorage, sessionStorage].map((kept) => Object.keys(kept).join())")
    visit = f"afterword:visit:{discussion.key}"
    assert [visit in names for names in kept] == [remembered, not remembered]
    since = json.loads(page.evaluate(f"(localStorage['{visit}'] ?? sessionStorage['{visit}'])"))["since"]

    page.add_init_script(LATER)
    page.wait_for_timeout(1100)
    newer = PublishedCommentFactory(discussion=discussion)
    page.reload()
    expect(page.locator(f"{li(newer)} [data-aw-newer]")).to_have_text("new")
    expect(page.locator(f"{li(new)} [data-aw-newer], {li(old)} [data-aw-newer]")).to_have_count(0)
    assert since >= int(new.published_at.timestamp() * 1000)


def test_where_nothing_may_be_kept_muting_holds_until_the_page_is_left(page, address, discussion):
    PublishedCommentFactory(discussion=discussion, author_name="Loud")
    for storage in ("localStorage", "sessionStorage"):
        page.add_init_script(f"Object.defineProperty(window, '{storage}', {{get() {{ throw new Error('denied') }}}})")
    page.goto(address)
    page.get_by_role("button", name="Mute Loud").click()
    expect(page.locator("[data-aw-muted]")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("button", name="Mute Loud")).to_be_visible()
