"""The gate: every comment is checked first, or waits for a moderator."""

import pytest

from engagement import gates
from moderation.gate import screen
from tests.factories import CommentFactory


@pytest.mark.parametrize(
    ("options", "admission", "reason"),
    [
        pytest.param({"SPAM_CHECKER": "any.Checker"}, gates.Admission.SCREEN, "", id="a checker screens"),
        pytest.param({}, gates.Admission.HOLD, "unchecked", id="without one everything waits for a moderator"),
    ],
)
def test_what_the_gate_answers(settings, options, admission, reason):
    settings.MODERATION = options
    assert screen(None) == gates.Ruling(admission=admission, reason=reason)


def test_the_gate_is_asked():
    assert "moderation" in gates.registered()


@pytest.mark.django_db
@pytest.mark.parametrize(("options", "visibility"), [({"SPAM_CHECKER": "any.Checker"}, "pending"), ({}, "held")])
def test_nothing_is_public_before_it_was_checked(settings, options, visibility):
    settings.MODERATION = options
    assert CommentFactory().visibility == visibility
