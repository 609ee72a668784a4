"""The settings: safe defaults, and mistakes that are named."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from moderation.conf import ModerationSettings, get_settings


def test_every_default_can_be_run_with(settings):
    settings.MODERATION = {}
    assert get_settings() == ModerationSettings()


def test_settings_are_read_again_when_they_change(settings):
    settings.MODERATION = {"SWEEP_BATCH": 7, "REJECT_REASONS": [["rude", "It is rude"]]}
    assert get_settings().sweep_batch == 7
    assert get_settings().reject_reasons == (("rude", "It is rude"),)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"SPAM_CHECKR": "x"}, "unknown keys: SPAM_CHECKR"),
        ({"SPAM_CHECKER": None}, "SPAM_CHECKER"),
        ({"SWEEP_BATCH": "100"}, "SWEEP_BATCH"),
        ({"LEASE_SECONDS": 0}, "LEASE_SECONDS must be at least 1"),
        ({"DIGEST_HOUR": 24}, "DIGEST_HOUR must be from 0 to 23"),
        ({"DIGEST_COLLECT_MINUTES": 0}, "DIGEST_COLLECT_MINUTES must be at least 1"),
        ({"SITE_URL": "www.example.org"}, "SITE_URL must begin with https"),
        ({"RETRY_MOST_SECONDS": -1}, "RETRY_MOST_SECONDS must be at least 1"),
        ({"FEEDBACK_DAYS": 61}, "FEEDBACK_DAYS is above PAYLOAD_DAYS"),
        ({"TRUSTED_AFTER": -1}, "TRUSTED_AFTER must be from 0 to 500"),
        ({"TRUSTED_AFTER": 501}, "TRUSTED_AFTER must be from 0 to 500"),
        ({"REJECT_REASONS": []}, "REJECT_REASONS"),
        ({"REJECT_REASONS": [("a", "One"), ("a", "Two")]}, "REJECT_REASONS"),
        ({"REJECT_REASONS": [("", "None")]}, "REJECT_REASONS"),
        ({"REJECT_REASONS": [("x" * 51, "Long")]}, "REJECT_REASONS"),
        ({"REJECT_REASONS": ["attack"]}, "REJECT_REASONS"),
    ],
)
def test_a_mistake_is_named(settings, given, message):
    settings.MODERATION = given
    with pytest.raises(ImproperlyConfigured, match=message):
        get_settings()


def test_the_checkers_options_are_not_told():
    assert "s3cret" not in repr(ModerationSettings(spam_checker_options={"key": "s3cret"}))
