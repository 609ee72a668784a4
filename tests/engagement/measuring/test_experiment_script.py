"""Which wording a browser shows, before anything is painted, and what it tells of it."""

import socket

import pytest
from playwright.sync_api import expect

from engagement.api import ArmData, Comment, Words, set_stances, start_experiment
from engagement.services.measuring import write_counts
from tests.engagement.compared import FIRST, OTHER, THIRD, compare, wordings_of
from tests.engagement.measuring.conftest import tallied
from tests.engagement.measuring.test_script import (
    address,
    chromium,
    discussion,
    page,
    turn_away,
)
from tests.journeys.elsewhere import static_site

__all__ = ["address", "chromium", "discussion", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONGER = f"{OTHER} Tell us what you remember of it, and what would have to come in its place, if anything has to."
SHOWN = "h2.aw-question:visible"
NO_STORAGE = """
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { get() { throw new Error(); } });
  }
"""
WATCH = """
  globalThis.asked = new Set();
  globalThis.moved = 0;
  const look = () => {
    const there = [...document.querySelectorAll(".aw-question")].filter((it) => it.checkVisibility());
    there.forEach((it) => asked.add(it.dataset.awWording));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  const within = ({ node }) => (node?.parentElement ?? node)?.closest?.("#discussion");
  const note = (list) => list.getEntries().forEach((it) => (moved += it.sources.some(within) ? it.value : 0));
  new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def experiment(discussion):
    return compare(discussion, (LONGER, "personal"))


def with_coin(page, coin):
    page.add_init_script(f"localStorage.setItem('afterword:coin', '{coin}')")


def coin_for(page, address, experiment, place):
    """A coin that falls for the wording at that place."""
    page.goto(address)
    first, among = wordings_of(experiment)[0], experiment.arms.count()
    pick = """([name, among, place]) => {
      const { pick } = customElements.get("aw-wording");
      let coin = 0;
      while (pick(`${coin}`, name, among) !== place) coin++;
      return `${coin}`;
    }"""
    return page.evaluate(pick, [str(first), among, place])


def empty(route):
    route.fulfill(content_type="text/javascript", body="")


@pytest.mark.parametrize("place", [0, 1])
def test_a_value_picks_its_wording_before_anything_is_painted(page, address, experiment, place):
    with_coin(page, coin_for(page, address, experiment, place))
    page.add_init_script(WATCH)
    # Slow to come, so that the browser would have the time to paint what stands before it.
    page.route("**/experiment*.js", lambda route: (page.wait_for_timeout(300), route.continue_())[1])
    page.goto(address)
    expect(page.locator(SHOWN)).to_have_text((FIRST, LONGER)[place])
    page.wait_for_timeout(300)
    assert page.evaluate("[...asked]") == [str(wordings_of(experiment)[place])]
    assert page.evaluate("moved") == 0
    assert page.locator("aw-wording").count() == 0
    assert page.locator("#aw-q").count() == 1
    expect(page.get_by_role("region", name=(FIRST, LONGER)[place])).to_be_visible()


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_done_and_written_is_told_of_the_wording_that_was_shown(page, address, experiment, place):
    with_coin(page, coin_for(page, address, experiment, place))
    turn_away(page)
    page.sent.clear()
    write_counts()
    before = tallied()
    page.goto(address)
    page.wait_for_timeout(1500)
    page.locator(".aw-form [name=author_name]").fill("Ada")
    page.locator(".aw-form [name=author_email]").fill("ada@example.org")
    page.locator(".aw-form [name=body]").press_sequentially("Keep it.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.aw-c")).to_have_count(1)
    wording = wordings_of(experiment)[place]
    told = [event for events in turn_away(page) for event in events]
    assert sorted(told) == [["rendered", wording], ["seen", wording], ["started", wording]]
    write_counts()
    assert {row for row in tallied() if row not in before} >= {(wording, "seen", 1), (wording, "started", 1)}
    assert Comment.objects.get().wording_id == wording


def test_a_browser_keeps_its_coin_and_sets_no_cookie(page, address, experiment):
    page.goto(address)
    shown = page.locator(SHOWN).text_content()
    coin = page.evaluate("localStorage.getItem('afterword:coin')")
    assert coin.isdigit()
    for _again in range(2):
        page.reload()
        assert page.locator(SHOWN).text_content() == shown
    assert page.evaluate("localStorage.getItem('afterword:coin')") == coin
    assert page.context.cookies() == []


def test_coins_fall_evenly_and_independently_of_each_other(page, address, experiment):
    page.goto(address)
    falls = page.evaluate(
        """() => {
          const { pick } = customElements.get("aw-wording");
          const counts = { two: [0, 0], three: [0, 0, 0], both: [0, 0, 0, 0] };
          for (let coin = 0; coin < 20000; coin++) {
            const one = pick(`${coin}`, "17", 2);
            counts.two[one]++;
            counts.three[pick(`${coin}`, "17", 3)]++;
            counts.both[2 * one + pick(`${coin}`, "18", 2)]++;
          }
          return counts;
        }"""
    )
    for counts in falls.values():
        fair = 20000 / len(counts)
        # Five times as far as a fair coin strays.
        assert all(abs(count - fair) < 5 * fair**0.5 for count in counts), falls


@pytest.mark.parametrize(
    "wish",
    [
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });",
        "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' });",
        NO_STORAGE,
    ],
    ids=["Global Privacy Control", "Do Not Track", "no storage"],
)
def test_whoever_cannot_or_will_not_be_told_apart_sees_what_everybody_sees(page, address, experiment, discussion, wish):
    page.add_init_script(wish)
    page.goto(address)
    expect(page.locator(SHOWN)).to_have_text(FIRST)
    assert page.locator(SHOWN).get_attribute("data-aw-wording") == str(discussion.prompt.proposal_id)
    if "Storage" not in wish:
        assert page.evaluate("localStorage.getItem('afterword:coin')") is None


def test_without_script_the_first_wording_shows_and_is_answered(chromium, address, experiment, discussion):
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address)
    expect(plain.locator(SHOWN)).to_have_text(FIRST)
    assert plain.locator("h2.aw-question").count() == 1
    plain.locator(".aw-form [name=author_name]").fill("Ada")
    plain.locator(".aw-form [name=author_email]").fill("ada@example.org")
    plain.locator(".aw-form [name=body]").fill("Keep it.")
    plain.get_by_role("button", name="Post comment").click()
    expect(plain.locator("article.aw-c").first).to_be_visible()
    assert Comment.objects.get().wording_id == discussion.prompt.proposal_id
    context.close()


def test_where_the_scripts_after_it_do_not_come_the_form_still_says_the_wording(page, address, experiment):
    with_coin(page, coin_for(page, address, experiment, 1))
    page.route("**/*.js", lambda route: route.continue_() if "experiment" in route.request.url else empty(route))
    page.goto(address)
    page.locator(".aw-form [name=author_name]").fill("Ada")
    page.locator(".aw-form [name=author_email]").fill("ada@example.org")
    page.locator(".aw-form [name=body]").fill("Keep it.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.aw-c").first).to_be_visible()
    assert Comment.objects.get().wording_id == wordings_of(experiment)[1]


def test_pages_of_other_sites_stand_outside(page, live_server, discussion, experiment, settings):
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        static_site(listener, live_server.url, discussion.key) as elsewhere,
    ):
        settings.ENGAGEMENT = {"MEASURE": True, "EMBED_ORIGINS": [elsewhere]}
        style = {"body": "", "content_type": "text/css", "headers": {"Access-Control-Allow-Origin": "*"}}
        page.route("**/static/engagement/afterword.css", lambda route: route.fulfill(**style))
        page.goto(elsewhere)
        expect(page.locator("afterword-discussion h2.aw-question:visible")).to_have_text(FIRST)
        page.wait_for_timeout(1500)
        told = [event for events in turn_away(page) for event in events]
    assert told == [["rendered", discussion.prompt.proposal_id], ["seen", discussion.prompt.proposal_id]]


def test_an_experiment_with_a_lead_and_stances_moves_nothing(page, address, discussion):
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    words = Words(question=THIRD, call_to_action="Tell us below.", lead="The council decides on Tuesday.")
    experiment = start_experiment(
        prompt_id=discussion.prompt.pk,
        metric="stance",
        lift=0.25,
        style="closed",
        others=[ArmData(words=words, style="short")],
        by=None,
    )
    with_coin(page, coin_for(page, address, experiment, 1))
    page.add_init_script(WATCH)
    page.goto(address)
    expect(page.locator(".aw-lead:visible")).to_have_text("The council decides on Tuesday.")
    page.locator(".aw-choice button").first.click()
    expect(page.locator(".aw-choice button").first).to_have_attribute("aria-pressed", "true")
    wording = wordings_of(experiment)[1]
    told = [event for events in turn_away(page) for event in events]
    assert ["stance", wording] in told
    assert {number for _kind, number in told} <= {*wordings_of(experiment)}
