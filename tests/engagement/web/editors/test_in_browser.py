"""The editors' pages in a browser: axe, keyboard, 320 pixels, right to left, light and dark, without script."""

import pytest
from django.test import Client

from engagement.models import Stance
from tests.engagement.measuring.past import day, make_comment, make_wording
from tests.engagement.web.editors.conftest import MARCH, make_editor, tally
from tests.engagement.web.test_script import chromium
from tests.factories import UserFactory
from tests.journeys.conftest import axe, watch

__all__ = ["axe", "chromium"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def prompt():
    wording = make_wording(created=day(1, 8))
    make_wording(wording.prompt, source="editor", created=day(9))
    tally(wording, 1, rendered=400, seen=300, started=9)
    tally(wording, 3, rendered=100, seen=100, started=3, stance=20)
    root = make_comment(wording, at=day(1, 9), author=UserFactory())
    make_comment(parent=root, at=day(1, 11), from_newsroom=True)
    Stance.objects.create(prompt=wording.prompt, label="Yes", position=1, count=30)
    for number in range(60):
        tally(make_wording(section=f"Section {number}", created=day(1)), 2, seen=number)
    return wording.prompt


@pytest.fixture
def visit(live_server, chromium, prompt):
    """Open an address of the editors' pages as an editor, without script; give the page."""
    client = Client()
    client.force_login(make_editor())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    contexts, faults = [], []

    def visit(address, *, width=1280, script=True, **how):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", java_script_enabled=script, **how
        )
        contexts.append(context)
        context.add_cookies([cookie])
        page = context.new_page()
        watch(page, faults)
        page.goto(f"{live_server.url}{address.format(prompt=prompt.pk)}")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


PAGES = (f"/engagement/?{MARCH}", f"/engagement/prompts/{{prompt}}/?{MARCH}", "/engagement/experiments/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_to_object_to(visit, axe, address, scheme):
    axe(visit(address, color_scheme=scheme))
    phone = visit(address, width=320, color_scheme=scheme, has_touch=True)
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    phone.evaluate("document.documentElement.dir = 'rtl'")
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_wrong_with_the_days_stands_at_their_fields_for_everybody(visit, axe):
    page = visit("/engagement/?from=2026-03-02&to=2026-03-01")
    axe(page)
    field = page.get_by_label("to", exact=True)
    assert page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text().startswith("to: The last day")


def test_without_script_everything_is_reached_and_chosen(visit):
    page = visit(PAGES[0], script=False)
    page.get_by_label("Section").select_option("Harbour")
    page.get_by_role("button", name="Show").click()
    assert "section=Harbour" in page.url
    page.get_by_role("link", name="Wording", exact=True).click()
    page.locator("#ed-table thead").get_by_role("link", name="Answers", exact=True).click()
    assert "by=wording" in page.url
    assert "section=Harbour" in page.url
    assert "sort=-answers" in page.url
    page.locator("#ed-table .ed-question").first.click()
    assert page.get_by_role("heading", name="Its wordings").is_visible()
    assert f"?{MARCH}" in page.url


def test_the_table_is_opened_and_scrolled_by_keyboard(visit):
    page = visit(PAGES[0])
    page.locator("#ed-days summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#ed-days table").is_visible()
    page.keyboard.press("Tab")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "Day by day"
