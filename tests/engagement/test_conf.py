import dataclasses

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from engagement.conf import EngagementSettings, get_settings


def test_every_default_is_safe_to_run_with():
    assert EngagementSettings() == get_settings()


def test_settings_are_read_once_and_again_when_they_change():
    assert get_settings() is get_settings()
    with override_settings(ENGAGEMENT={"REPLY_DEPTH": 7}):
        assert get_settings().reply_depth == 7
        with override_settings(ENGAGEMENT={"GUESTS": False}):
            assert (get_settings().reply_depth, get_settings().guests) == (3, False)
        assert get_settings().reply_depth == 7
    assert get_settings().reply_depth == 3


def test_another_setting_leaves_them_as_they_are():
    before = get_settings()
    with override_settings(SITE_ID=7):
        assert get_settings() is before


def test_what_was_read_cannot_be_changed():
    with override_settings(ENGAGEMENT={"TRUSTED_PROXIES": ["10.1.", "10.2."]}):
        settings = get_settings()
        assert settings.trusted_proxies == ("10.1.", "10.2.")
        with pytest.raises(dataclasses.FrozenInstanceError):
            settings.guests = False


@pytest.mark.parametrize(
    ("given", "message"),
    [
        *[
            pytest.param({name: 0}, f"ENGAGEMENT: {name} must be at least 1.", id=name)
            for name in (
                "MAX_COMMENT_LENGTH",
                "MIN_COMMENT_LENGTH",
                "ROOTS_PER_PAGE",
                "REPLIES_PER_PAGE",
                "SUBMISSION_DAYS",
                "AUTHOR_TOKEN_DAYS",
                "REVISION_DAYS",
            )
        ],
        pytest.param(
            {"REPLY_DEPTH": -1}, "ENGAGEMENT: REPLY_DEPTH and REPLIES_PER_ROOT must not be negative.", id="depth"
        ),
        pytest.param(
            {"REPLIES_PER_ROOT": -1}, "ENGAGEMENT: REPLY_DEPTH and REPLIES_PER_ROOT must not be negative.", id="replies"
        ),
        pytest.param(
            {"MIN_COMMENT_LENGTH": 9, "MAX_COMMENT_LENGTH": 8},
            "ENGAGEMENT: MIN_COMMENT_LENGTH is above MAX_COMMENT_LENGTH.",
            id="no length is allowed",
        ),
        pytest.param(
            {"POST_LIMITS": [(0, 60)]},
            "ENGAGEMENT: POST_LIMITS takes pairs (comments, seconds), both at least 1.",
            id="no post is allowed",
        ),
        *[
            pytest.param(
                {name: [(9, 0)]}, f"ENGAGEMENT: {name} takes pairs (comments, seconds), both at least 1.", id=name
            )
            for name in ("AUTHOR_LIMITS", "DISCUSSION_LIMITS", "RESPECT_LIMITS", "PREVIEW_LIMITS")
        ],
        pytest.param({"FOLLOW": True}, "ENGAGEMENT: FOLLOW needs SITE_URL, to which its mails link.", id="no site"),
        pytest.param(
            {"SITE_URL": "example.org"}, "ENGAGEMENT: SITE_URL must begin with https:// or http://.", id="no address"
        ),
        pytest.param({"FOLLOW_HOUR": 24}, "ENGAGEMENT: FOLLOW_HOUR must be an hour of the day, 0 to 23.", id="no hour"),
        pytest.param(
            {"FOLLOW_LIMITS": [(0, 60)]},
            "ENGAGEMENT: FOLLOW_LIMITS takes pairs (wishes, seconds), both at least 1.",
            id="no wish is allowed",
        ),
        pytest.param(
            {"AUTHOR_LIMITS": [(9, 60), (10, 60)]},
            "ENGAGEMENT: AUTHOR_LIMITS names a number of seconds twice.",
            id="two limits of one window",
        ),
        *[
            pytest.param({name: -1}, f"ENGAGEMENT: {name} must not be negative.", id=f"{name} below nothing")
            for name in ("SAME_TEXT_HOURS", "EDIT_MINUTES", "WITHDRAW_MINUTES")
        ],
        pytest.param(
            {"EDIT_LIMITS": [(0, 60)]},
            "ENGAGEMENT: EDIT_LIMITS takes pairs (edits, seconds), both at least 1.",
            id="no edit is allowed",
        ),
        pytest.param({"LIVE_SECONDS": -1}, "ENGAGEMENT: LIVE_SECONDS must not be negative.", id="no number of seconds"),
        pytest.param(
            {"DEFAULT_SORT": "best"},
            "ENGAGEMENT['DEFAULT_SORT'] must be one of 'top', 'newest', 'oldest', 'replies', not str.",
            id="an order that is none",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_one_sentence(given, message):
    with override_settings(ENGAGEMENT=given), pytest.raises(ImproperlyConfigured) as caught:
        get_settings()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "given", [{"REPLY_DEPTH": 0}, {"REPLIES_PER_ROOT": 0}, {"POST_LIMITS": []}, {"MIN_COMMENT_LENGTH": 3000}]
)
def test_the_edges_of_what_can_be_are_taken(given):
    with override_settings(ENGAGEMENT=given):
        ((name, value),) = given.items()
        assert getattr(get_settings(), name.lower()) == (tuple(value) if isinstance(value, list) else value)
