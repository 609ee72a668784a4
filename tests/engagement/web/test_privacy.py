import pytest

from engagement import slots
from tests.engagement.web.conftest import page_of, text_of


@pytest.fixture
def page(client):
    def page():
        return page_of(client.get("/discussions/privacy/"))

    return page


@pytest.fixture(autouse=True)
def no_slots(monkeypatch):
    monkeypatch.setattr(slots, "_fillers", {name: {} for name in slots.NAMES})


def test_the_page_says_what_the_settings_say(page, settings):
    settings.ENGAGEMENT = {
        "SITE_NAME": "The Lindhaven Courier",
        "SUBMISSION_DAYS": 21,
        "AUTHOR_TOKEN_DAYS": 1,
        "PRIVACY_CONTACT": "privacy@lindhaven.example",
        "GUEST_EMAIL": "required",
    }
    words = text_of(page().find("body"))
    assert "This page says what The Lindhaven Courier does with what you send when you comment." in words
    assert "What your browser sent along: 21 days, then it is deleted." in words
    assert "works for 1 day." in words
    assert "You have to give one, so that moderators can tell who writes." in words
    assert [link.get("href") for link in page().iter("a")] == ["mailto:privacy@lindhaven.example"]


def test_the_page_says_less_where_there_is_less_to_say(page, settings):
    settings.ENGAGEMENT = {"GUESTS": False, "PRIVACY_CONTACT": "https://lindhaven.example/privacy"}
    words = text_of(page().find("body"))
    assert "This page says what this site does" in words
    assert "Your e-mail address" not in words
    assert [link.get("href") for link in page().iter("a")] == ["https://lindhaven.example/privacy"]


def test_nobody_is_named_where_nobody_is_named(page):
    assert "You can ask the publisher of this site" in text_of(page().find("body"))
    assert "Akismet" not in text_of(page().find("body"))


def test_other_apps_say_theirs(page):
    slots.fill(slots.PRIVACY, "tests", lambda context: "Sent to <somebody>.")
    assert "Sent to <somebody>." in text_of(page().find("body"))


def test_the_page_needs_no_database_and_may_be_kept(client):
    response = client.get("/discussions/privacy/")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Vary" not in response


def test_where_readers_may_follow_it_says_what_becomes_of_their_addresses(page, settings):
    assert "If you follow by mail" not in text_of(page().find("body"))
    settings.ENGAGEMENT = {"FOLLOW": True, "SITE_URL": "https://news.example.org", "FOLLOW_DAYS": 90}
    words = text_of(page().find("body"))
    assert "An address that nobody confirmed is deleted after 48 hours." in words
    assert "ends and is deleted 90 days after you confirmed it." in words
