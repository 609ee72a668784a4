"""Reports by readers whom another site of the publisher knows."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import signing
from django.test import Client

from engagement.api import end_sessions, make_author_token
from engagement.models import ExternalIdentity
from engagement.services.sessions import sign_in
from moderation.models import Case, Report
from tests.factories import PublishedCommentFactory, UserFactory
from tests.sso import sso, token

pytestmark = pytest.mark.django_db

PAPER = "https://paper.example"
FROM_PAPER = {"Origin": PAPER, "Sec-Fetch-Site": "cross-site"}
NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def single_sign_on(settings):
    settings.ENGAGEMENT = {"SSO": sso(), "EMBED_ORIGINS": [PAPER]}


@pytest.fixture
def comment():
    return PublishedCommentFactory()


def session_of(**claims):
    return sign_in(token=token(**claims)).session


def report(comment, session, *, client=None, headers=FROM_PAPER, **members):
    client = client or Client(enforce_csrf_checks=True)
    return client.post(
        f"/api/v1/comments/{comment.pk}/reports/",
        {"reason": "hate", **members},
        content_type="application/json",
        headers={**headers, "Afterword-Session": session},
    )


def assert_ended(response):
    problem = response.json()
    assert (response.status_code, problem["type"]) == (401, "urn:problem-type:afterword:session-ended")
    assert response.headers["WWW-Authenticate"] == 'Afterword-Session realm="reader"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not Report.objects.exists()
    assert not Case.objects.exists()


def test_a_report_counts_as_the_accounts(comment):
    session = session_of()
    response = report(comment, session)
    assert (response.status_code, response.json()) == (201, {"filed": True, "reason": "hate"})
    assert response.headers["Access-Control-Allow-Origin"] == PAPER
    assert not response.cookies
    row = Report.objects.get()
    assert (row.reporter_id, row.guest, row.origin) == (ExternalIdentity.objects.get().account_id, "", "")
    again = report(comment, session_of(), reason="spam")
    assert (again.status_code, again.json()["reason"]) == (200, "hate")
    assert Report.objects.count() == 1


def test_two_readers_are_two_and_an_account_is_no_guest(comment, settings):
    settings.MODERATION = {**settings.MODERATION, "REPORT_LIMITS": ((1, 3600),)}
    for subject in ("1", "2", "3"):
        assert report(comment, session_of(sub=subject)).status_code == 201
    assert Report.objects.values("reporter").distinct().count() == 3


def test_a_token_of_a_guest_beside_a_session_is_not_heeded(comment):
    response = report(comment, session_of(), token="a-guest")
    assert "token" not in response.json()
    assert Report.objects.get().guest == ""


def test_no_origin_is_needed_where_a_session_says_who_it_is(comment):
    """Whoever knows the session may send it from anywhere; it is the browser that keeps other pages from reading."""
    for number, headers in enumerate(({}, {"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"})):
        response = report(comment, session_of(sub=str(number)), headers=headers)
        assert response.status_code == 201
        assert "Access-Control-Allow-Origin" not in response.headers


def test_the_header_counts_before_a_cookie(comment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    assert report(comment, session_of(), client=client, headers={}).status_code == 201
    assert Report.objects.get().reporter_id == ExternalIdentity.objects.get().account_id


def test_a_cookie_alone_does_nothing_from_another_origin(comment):
    client = Client()
    client.force_login(UserFactory())
    client.post(
        f"/api/v1/comments/{comment.pk}/reports/",
        {"reason": "hate", "token": "a-guest"},
        content_type="application/json",
        headers=FROM_PAPER,
    )
    assert Report.objects.get().reporter_id is None


def test_a_preflight_lets_the_header_through(client, comment):
    asked = client.options(
        f"/api/v1/comments/{comment.pk}/reports/",
        headers={
            **FROM_PAPER,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "afterword-session,content-type",
        },
    )
    assert "Afterword-Session" in asked.headers["Access-Control-Allow-Headers"].split(", ")
    assert (asked.headers["Access-Control-Allow-Methods"], asked.headers["Access-Control-Allow-Origin"]) == (
        "POST",
        PAPER,
    )
    assert "Access-Control-Allow-Credentials" not in asked.headers


def test_a_session_that_is_over_is_refused(comment):
    with time_machine.travel(NINE, tick=False) as clock:
        session = session_of()
        clock.shift(dt.timedelta(hours=1))
        assert_ended(report(comment, session))


def test_a_session_that_was_ended_is_refused(comment):
    session = session_of()
    end_sessions(account_id=ExternalIdentity.objects.get().account_id)
    assert_ended(report(comment, session))


def test_an_account_that_was_switched_off_reports_nothing(comment):
    session = session_of()
    get_user_model().objects.update(is_active=False)
    assert_ended(report(comment, session))


@pytest.mark.parametrize("changes", [{"ISSUER": "https://new.example.org"}, None])
def test_a_session_of_another_issuer_or_of_none_is_refused(comment, settings, changes):
    session = session_of()
    settings.ENGAGEMENT = {"EMBED_ORIGINS": [PAPER], **({"SSO": sso(**changes)} if changes else {})}
    assert_ended(report(comment, session))


def test_what_was_made_for_something_else_is_no_session(comment):
    session_of()
    forged = (
        "nothing",
        session_of()[:-1] + "x",
        signing.dumps([ExternalIdentity.objects.get().pk, 0, 4102444800], salt="another"),
        make_author_token(comment.pk),
        token(),
        token(aud="https://other.example.org"),
        "x" * 100_000,
    )
    for given in forged:
        assert_ended(report(comment, given))
