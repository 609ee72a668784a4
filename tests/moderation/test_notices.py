"""What readers are told about the spam checker, where engagement leaves room for it."""

import pytest

from engagement import slots
from moderation.spam import notices

AKISMET = {
    "SPAM_CHECKER": "moderation.spam.akismet.AkismetChecker",
    "SPAM_CHECKER_OPTIONS": {"key": "s3cret", "site_url": "https://gazette.example.org/"},
}


def test_the_form_says_that_the_site_uses_akismet(settings):
    settings.MODERATION = AKISMET
    assert slots.render(slots.FORM_NOTICE, {}).strip() == "This site uses Akismet to reduce spam."


def test_the_page_about_comment_data_says_what_is_sent_and_how_long_it_is_kept(settings):
    settings.MODERATION = {**AKISMET, "PAYLOAD_DAYS": 45}
    page = slots.render(slots.PRIVACY, {})
    assert "each comment is sent to Akismet, a service of Automattic Inc." in page
    assert "the address of your device on the internet" in " ".join(page.split())
    assert "keeps a copy of what it sent for 45 days" in " ".join(page.split())
    assert "s3cret" not in page
    assert "style=" not in page


def test_one_day_is_spelt_as_one(settings):
    settings.MODERATION = {**AKISMET, "PAYLOAD_DAYS": 1, "FEEDBACK_DAYS": 1}
    assert "for 1 day, and" in " ".join(slots.render(slots.PRIVACY, {}).split())


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"SPAM_CHECKER": "moderation.spam.dummy.DummyChecker"}, id="a checker that asks nobody"),
        pytest.param({}, id="no checker"),
        pytest.param({"SPAM_CHECKER": "nowhere.Checker"}, id="a checker that is not there"),
    ],
)
def test_where_nothing_is_sent_nothing_is_said(settings, given):
    settings.MODERATION = given
    assert slots.render(slots.FORM_NOTICE, {}) == ""
    assert notices.render_privacy({}) == ""
