"""Readers report through the API."""

import json

import pytest
from rest_framework.test import APIClient

from moderation.models import Report
from tests.factories import HeldCommentFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return PublishedCommentFactory()


def send(comment, body, browser=None, **more):
    browser = browser or APIClient(enforce_csrf_checks=True)
    # Written out here: the client's own way stumbles over half a surrogate pair, which a reader's does not.
    sent = {"data": json.dumps(body), "content_type": "application/json"}
    return browser.post(f"/api/v1/comments/{comment.pk}/reports/", **sent, **more)


def test_a_guest_is_given_a_token_to_be_known_by(comment):
    response = send(comment, {"reason": "hate", "words": "The last line."})
    assert response.status_code == 201
    assert response["Cache-Control"] == "private, no-store"
    token = response.data["token"]
    assert response.data == {"filed": True, "reason": "hate", "token": token}
    again = send(comment, {"reason": "spam", "token": token})
    assert (again.status_code, again.data["reason"]) == (200, "hate")
    assert Report.objects.count() == 1


def test_a_member_needs_the_token_of_their_session(comment):
    user = UserFactory()
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(user)
    assert send(comment, {"reason": "hate"}, browser).status_code == 403
    assert not Report.objects.exists()
    browser = APIClient()
    browser.force_login(user)
    response = send(comment, {"reason": "hate"}, browser)
    assert (response.status_code, response.data) == (201, {"filed": True, "reason": "hate"})
    assert Report.objects.get().reporter == user


def test_disagreeing_goes_nowhere(comment):
    response = send(comment, {"reason": "disagree"})
    assert (response.status_code, response.data["filed"]) == (200, False)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ({"reason": "ugly"}, 400, "invalid-report"),
        ({}, 400, "invalid-report"),
        ({"reason": 7}, 400, ""),
        ({"reason": "spam", "token": 0}, 400, ""),
        ({"reason": "spam", "words": False}, 400, ""),
        ({"reason": "spam", "words": []}, 400, ""),
        ({"reason": "spam", "token": "\ud800"}, 400, ""),
        ([], 400, ""),
        ({"reason": "hate", "words": "x" * 20000}, 400, ""),
    ],
)
def test_what_cannot_be_taken_is_a_problem(comment, body, status, name):
    response = send(comment, body)
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.data["type"] == (f"urn:problem-type:afterword:{name}" if name else "about:blank")
    assert not Report.objects.exists()


def test_other_sites_what_does_not_show_and_too_many_are_problems(comment, settings):
    assert send(comment, {"reason": "hate"}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert send(HeldCommentFactory(), {"reason": "hate"}).status_code == 404
    settings.MODERATION = {"REPORT_LIMITS": ((1, 3600),)}
    send(PublishedCommentFactory(), {"reason": "hate"})
    response = send(comment, {"reason": "hate"})
    assert (response.status_code, response.data["type"]) == (429, "urn:problem-type:afterword:reporting-too-fast")
    assert int(response["Retry-After"]) > 0
    assert Report.objects.count() == 1


def test_reports_cannot_be_read(comment):
    assert APIClient().get(f"/api/v1/comments/{comment.pk}/reports/").status_code == 405
