"""Readers of wordings by time slot: all see the same, with and without script, here and elsewhere, and are counted."""

import datetime as dt
import itertools
import socket

import pytest
from playwright.sync_api import expect

from engagement.api import Comment
from engagement.experiments.slots import Slots, arm_at
from engagement.models import Prompt
from engagement.services.measuring import write_counts
from tests.engagement.compared import OTHER, compare, wordings_of
from tests.engagement.measuring.conftest import tallied
from tests.engagement.measuring.test_script import address, chromium, discussion, page, turn_away
from tests.journeys.elsewhere import static_site

__all__ = ["address", "chromium", "discussion", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOWN = "h2.aw-question:visible"


@pytest.fixture
def wording(discussion, settings):
    """The second wording, which is shown now and for the next minutes."""
    settings.TIME_ZONE = "UTC"
    experiment = compare(discussion, slot_hours=12)
    now = dt.datetime.now(dt.UTC)
    moments = (now, now + dt.timedelta(minutes=5))
    seeds = (f"{number}" for number in itertools.count())
    seed = next(seed for seed in seeds if all(arm_at(at, Slots(seed=seed, hours=12, arms=2)) == 1 for at in moments))
    Prompt.objects.update(known_slots={"seed": seed, "hours": 12})
    return wordings_of(experiment)[1]


def write(page):
    page.locator(".aw-form [name=author_name]").fill("Ada")
    page.locator(".aw-form [name=author_email]").fill("ada@example.org")
    page.locator(".aw-form [name=body]").press_sequentially("Keep it.")


def test_with_script_it_is_told_and_answered_without_a_coin(page, address, wording):
    page.goto(address)
    expect(page.locator(SHOWN)).to_have_text(OTHER)
    page.wait_for_timeout(1500)
    write(page)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.aw-c")).to_have_count(1)
    told = [event for events in turn_away(page) for event in events]
    assert sorted(told) == [["rendered", wording], ["seen", wording], ["started", wording]]
    write_counts()
    assert {(wording, "seen", 1), (wording, "started", 1)} <= {*tallied()}
    assert Comment.objects.get().wording_id == wording
    assert page.evaluate("localStorage.getItem('afterword:coin')") is None


def test_without_script_it_shows_and_is_answered(chromium, address, wording):
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address)
    expect(plain.locator(SHOWN)).to_have_text(OTHER)
    write(plain)
    plain.get_by_role("button", name="Post comment").click()
    expect(plain.locator("article.aw-c").first).to_be_visible()
    assert Comment.objects.get().wording_id == wording
    context.close()


def test_who_asks_not_to_be_counted_sees_it_and_is_not(page, address, wording):
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });")
    page.goto(address)
    expect(page.locator(SHOWN)).to_have_text(OTHER)
    page.wait_for_timeout(1500)
    write(page)
    assert turn_away(page) == []


def test_pages_of_other_sites_take_part(page, live_server, discussion, wording, settings):
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        static_site(listener, live_server.url, discussion.key) as elsewhere,
    ):
        settings.ENGAGEMENT = {"MEASURE": True, "EMBED_ORIGINS": [elsewhere]}
        style = {"body": "", "content_type": "text/css", "headers": {"Access-Control-Allow-Origin": "*"}}
        page.route("**/static/engagement/afterword.css", lambda route: route.fulfill(**style))
        page.goto(elsewhere)
        expect(page.locator("afterword-discussion h2.aw-question:visible")).to_have_text(OTHER)
        page.wait_for_timeout(1500)
        write(page)
        page.get_by_role("button", name="Post comment").click()
        expect(page.locator("afterword-discussion article.aw-c")).to_have_count(1)
        told = [event for events in turn_away(page) for event in events]
    assert sorted(told) == [["rendered", wording], ["seen", wording], ["started", wording]]
    assert Comment.objects.get().wording_id == wording
