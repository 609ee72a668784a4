"""What the script says of new comments while a page is open, and where it brings readers back to."""

import pytest
from playwright.sync_api import expect

from engagement.api import Visibility, change_visibility, find_discussion_of
from tests.engagement.web.test_script import chromium, page
from tests.factories import ArticleFactory, PublishedCommentFactory
from tests.journeys.conftest import axe

__all__ = ["axe", "chromium", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def discussion(live_server, chromium, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 3, "REPLIES_PER_ROOT": 2, "REPLIES_PER_PAGE": 50, "LIVE_SECONDS": 1}
    return find_discussion_of(ArticleFactory())


@pytest.fixture
def address(live_server, discussion):
    return f"{live_server.url}/discussions/d/{discussion.key}/"


def ids(page, within=""):
    return page.locator(f"{within} .aw-list li[id]").evaluate_all("all => all.map((li) => li.id)")


def li(comment):
    return f"#c-{comment.pk}"


def test_new_comments_are_offered_and_put_in_when_the_reader_asks(page, address, discussion, axe):
    old = PublishedCommentFactory(discussion=discussion)
    page.goto(address)
    new = [PublishedCommentFactory(discussion=discussion) for _new in range(5)]
    reply = PublishedCommentFactory(parent=new[4])
    offer = page.get_by_role("button", name="Show 5 new comments")
    expect(offer).to_be_visible()
    expect(page.locator("[data-aw-live]")).to_have_text("Show 5 new comments")
    expect(page.locator(".aw-list > li")).to_have_count(1)
    expect(page.locator("#aw-count")).to_have_text("7 comments")
    expect(page.locator(".aw-bar [data-aw-comments]")).to_have_text("7 comments")
    axe(page)
    offer.press("Enter")
    expect(page.locator(f"{li(new[4])} > article")).to_be_focused()
    expect(page.locator("[data-aw-live]")).to_have_text("5 new comments are shown.")
    expect(offer).to_have_count(0)
    assert ids(page) == [f"c-{comment.pk}" for comment in (new[4], reply, *reversed(new[:4]), old)]
    page.wait_for_timeout(2500)
    expect(page.locator(".aw-new")).to_have_count(0)
    axe(page)


def test_the_first_comment_of_all_is_shown_too(page, address, discussion):
    page.goto(address)
    first = PublishedCommentFactory(discussion=discussion)
    page.get_by_role("button", name="Show 1 new comment").click()
    expect(page.locator(f"{li(first)} > article")).to_be_focused()
    expect(page.locator("#aw-count")).to_have_text("1 comment")
    expect(page.get_by_text("Be the first to answer.")).to_be_hidden()


def test_new_replies_are_put_in_where_they_belong(page, address, discussion, axe):
    root = PublishedCommentFactory(discussion=discussion)
    replies = [PublishedCommentFactory(parent=root) for _reply in range(2)]
    page.goto(address)
    page.locator(f"{li(root)} > details > summary").click()
    expect(page.locator(f"{li(root)} > details > summary")).to_have_text("2 replies")
    nested = PublishedCommentFactory(parent=replies[0])
    last = PublishedCommentFactory(parent=root)
    page.locator(li(root)).get_by_role("button", name="2 new replies").click()
    expect(page.locator(f"{li(nested)} > article")).to_be_focused()
    expect(page.locator("[data-aw-live]")).to_have_text("2 new comments are shown.")
    assert ids(page) == [f"c-{comment.pk}" for comment in (root, replies[0], nested, replies[1], last)]
    page.locator(f"{li(root)} > details > summary").press("Enter")
    expect(page.locator(f"{li(root)} > details > summary")).to_have_text("4 replies")
    axe(page)


def test_a_new_reply_comes_with_what_it_answers_where_that_was_not_loaded(page, address, discussion):
    root = PublishedCommentFactory(discussion=discussion)
    replies = [PublishedCommentFactory(parent=root) for _reply in range(5)]
    page.goto(address)
    nested = PublishedCommentFactory(parent=replies[4])
    page.get_by_role("button", name="1 new reply").click()
    expect(page.locator(f"{li(replies[4])} {li(nested)} > article")).to_be_focused()
    page.get_by_role("link", name="More replies").click()
    expect(page.locator(li(replies[2]))).to_be_visible()
    shown = ids(page)
    assert sorted(shown) == sorted(f"c-{comment.pk}" for comment in (root, *replies, nested))


def test_what_is_gone_before_it_was_shown_is_told_and_nothing_that_was_read_moves(page, address, discussion):
    old = [PublishedCommentFactory(discussion=discussion) for _old in range(2)]
    page.goto(address)
    new = PublishedCommentFactory(discussion=discussion)
    offer = page.get_by_role("button", name="Show 1 new comment")
    expect(offer).to_be_visible()
    change_visibility(comment_id=old[0].pk, to=Visibility.REJECTED)
    change_visibility(comment_id=new.pk, to=Visibility.REJECTED)
    expect(offer).to_have_count(0)
    expect(page.locator("#aw-count")).to_have_text("1 comment")
    assert ids(page) == [f"c-{comment.pk}" for comment in reversed(old)]


def test_a_refusal_is_not_asked_again_soon(page, address, discussion):
    PublishedCommentFactory(discussion=discussion)
    asked = []

    def refuse(route):
        asked.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "3600"})

    page.route("**/version/", refuse)
    page.goto(address)
    page.wait_for_timeout(5000)
    assert len(asked) == 1


@pytest.mark.parametrize("how", ["hidden", "elsewhere", "sparing"])
def test_nobody_asks_who_does_not_look_or_spares_data(page, address, discussion, how):
    PublishedCommentFactory(discussion=discussion)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/version/" in request.url else None)
    if how == "hidden":
        page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => !window.looking})")
    if how == "sparing":
        page.add_init_script("Object.defineProperty(navigator, 'connection', {get: () => ({saveData: true})})")
    page.goto(address)
    if how == "elsewhere":
        page.evaluate(
            "document.querySelector('#discussion').before(Object.assign(document.createElement('div'), {id: 'far'}))"
        )
        page.evaluate("far.style.height = '9000px'")
    page.wait_for_timeout(3000)
    assert asked == []
    if how == "hidden":
        page.evaluate("window.looking = true; document.dispatchEvent(new Event('visibilitychange'))")
    if how == "elsewhere":
        page.evaluate("document.querySelector('#comments').scrollIntoView()")
    page.wait_for_timeout(2000)
    assert bool(asked) == (how != "sparing")


def test_looking_is_switched_off(page, address, discussion, settings):
    settings.ENGAGEMENT = settings.ENGAGEMENT | {"LIVE_SECONDS": 0}
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/version/" in request.url else None)
    page.goto(address)
    page.wait_for_timeout(2000)
    assert asked == []


def test_back_brings_the_reader_to_where_they_were(page, address, discussion):
    roots = [PublishedCommentFactory(discussion=discussion, body="Line\n\n" * 20) for _root in range(8)]
    replies = [PublishedCommentFactory(parent=roots[1]) for _reply in range(4)]
    page.goto(address)
    page.get_by_role("link", name="More comments").click()
    expect(page.locator(".aw-list > li")).to_have_count(6)  # a click while the page is on its way asks for nothing
    page.get_by_role("link", name="More comments").click()
    page.get_by_role("link", name="Show 2 more replies").click()
    expect(page.locator(".aw-list li[id]")).to_have_count(12)
    page.locator(f"{li(roots[7])}").scroll_into_view_if_needed()
    shown = ids(page)
    link = page.locator(f"{li(replies[3])} > article .aw-meta a")
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    before = link.bounding_box()["y"]
    link.click()
    page.wait_for_url("**/c/*/**")
    page.get_by_role("link", name="All comments").click()
    expect(page.locator(".aw-list li[id]")).to_have_count(12)
    assert ids(page) == shown
    page.wait_for_timeout(500)
    assert abs(link.bounding_box()["y"] - before) < 3
    page.reload()
    expect(page.locator(".aw-list li[id]")).to_have_count(12)


def test_from_a_permalink_that_was_opened_alone_the_way_leads_to_its_place_in_the_list(
    page, address, discussion, live_server
):
    roots = [PublishedCommentFactory(discussion=discussion) for _root in range(8)]
    page.goto(f"{live_server.url}/discussions/c/{roots[2].pk}/")
    page.get_by_role("link", name="All comments").click()
    expect(page.locator(".aw-list > li").first).to_have_id(f"c-{roots[2].pk}")


@pytest.mark.parametrize("place", ["root", "reply"])
def test_an_address_finds_a_comment_that_the_page_does_not_hold(page, address, discussion, place, axe):
    far = PublishedCommentFactory(discussion=discussion)
    far_replies = [PublishedCommentFactory(parent=far) for _reply in range(2)]
    roots = [PublishedCommentFactory(discussion=discussion) for _root in range(3)]
    replies = [PublishedCommentFactory(parent=roots[2]) for _reply in range(5)]
    wanted = far_replies[1] if place == "root" else replies[4]
    page.goto(f"{address}#c-{wanted.pk}")
    shown = page.locator(f"{li(wanted)} > article")
    expect(shown).to_be_focused()
    assert shown.evaluate("article => article.parentElement.matches(':target')")
    assert len(set(ids(page))) == len(ids(page))
    axe(page)
    page.evaluate("location.hash = '#c-999999'")
    page.wait_for_timeout(300)
    expect(page.locator("#c-999999")).to_have_count(0)
