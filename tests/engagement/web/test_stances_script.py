"""Stances by script: one click, the split in place, known again, changed and taken back."""

import pytest
from playwright.sync_api import expect

from engagement import gates
from engagement.api import Comment, find_discussion_of, set_discussion_status, set_stances
from engagement.models import Stance, StanceChoice
from tests.engagement.web.test_script import address, chromium, page, sign_in
from tests.factories import ArticleFactory, UserFactory
from tests.journeys.conftest import axe

__all__ = ["address", "axe", "chromium", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTE = "form[data-aw-stances] .aw-note"


@pytest.fixture
def discussion(live_server, chromium, rule):
    rule(gates.Admission.SCREEN)
    discussion = find_discussion_of(ArticleFactory())
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    return discussion


def button(page, name):
    return page.locator(".aw-choice button").filter(has_text=name)


def counts():
    return dict(Stance.objects.values_list("label", "count"))


def test_a_guest_chooses_is_known_again_changes_and_takes_it_back(page, address, discussion, axe):
    page.goto(address)
    button(page, "Yes").click()
    expect(button(page, "Yes")).to_have_attribute("aria-pressed", "true")
    expect(button(page, "Yes")).to_be_focused()
    expect(button(page, "Yes")).to_have_accessible_name("Yes 100% (1 reader)")
    expect(page.locator("[data-aw-live]")).to_have_text("Yes 100%, No 0%")
    expect(page.get_by_label("Your stance")).to_have_value(button(page, "Yes").get_attribute("value"))
    axe(page)
    page.reload()
    expect(button(page, "Yes")).to_have_attribute("aria-pressed", "true")
    button(page, "No").click()
    expect(button(page, "No")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(NOTE)).to_have_text("1 reader has chosen. You chose No. Press another to change your mind.")
    assert counts() == {"Yes": 0, "No": 1}
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(NOTE)).to_have_text("Choose, and see how readers split.")
    expect(button(page, "Yes")).to_be_focused()
    assert not StanceChoice.objects.exists()
    assert page.context.cookies() == []


def test_who_says_where_they_stand_while_writing_has_chosen_and_the_comment_bears_it(page, address, discussion):
    page.goto(address)
    page.get_by_label("Your stance").focus()
    page.get_by_label("Your stance").select_option(label="No")
    expect(button(page, "No")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Your stance")).to_be_focused()
    page.get_by_label("Your comment").fill("It costs more than it is worth.")
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article .aw-tag")).to_have_text("No")
    assert Comment.objects.get().stance.label == "No"
    assert counts() == {"Yes": 0, "No": 1}


def test_an_account_chooses_with_one_click_and_its_form_keeps_the_stance(page, address, discussion, live_server):
    UserFactory(username="ada")
    sign_in(page, live_server)
    page.goto(address)
    button(page, "Yes").click()
    expect(button(page, "Yes")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Your comment").fill("It is older than the town hall.")
    expect(page.get_by_label("Your stance")).to_be_visible()
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article .aw-tag")).to_have_text("Yes")
    assert StanceChoice.objects.get().account_id is not None
    assert counts() == {"Yes": 1, "No": 0}


def test_what_is_refused_is_said_and_what_does_not_arrive_too(page, address, discussion):
    with page.expect_response("**/stance/"):
        page.goto(address)
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    button(page, "Yes").click()
    expect(page.locator(NOTE)).to_have_text("This discussion was closed in the meantime.")
    set_discussion_status(discussion_id=discussion.pk, status="open")
    page.reload()
    page.route("**/stance/", lambda route: route.abort())
    button(page, "Yes").click()
    expect(page.locator(NOTE)).to_have_text("This did not reach us. Please try again.")
    expect(page.locator("[data-aw-live]")).to_have_text("This did not reach us. Please try again.")
    assert counts() == {"Yes": 0, "No": 0}
