"""Posting the form with a session of single sign-on, as script of another site does."""

import pytest
from django.test import Client

from engagement.api import Comment
from engagement.models import ExternalIdentity
from engagement.services.sessions import sign_in
from tests.factories import DiscussionFactory
from tests.sso import sso, token

pytestmark = pytest.mark.django_db

ELSEWHERE = {"Origin": "https://www.example.org", "Sec-Fetch-Site": "cross-site", "X-Afterword": "fragment"}


@pytest.fixture(autouse=True)
def single_sign_on(settings, engagement_alone):
    settings.ENGAGEMENT = {"SSO": sso()}


def post(session, **fields):
    address = f"/discussions/d/{DiscussionFactory().key}/comments/"
    sent = {"body": "The quay should stay.", **fields}
    headers = {**ELSEWHERE, **({"Afterword-Session": session} if session else {})}
    return Client(enforce_csrf_checks=True).post(address, sent, headers=headers)


def test_a_session_posts_from_another_site_under_the_readers_name():
    response = post(sign_in(token=token()).session, author_name="Somebody else")
    assert response.status_code == 201
    assert not response.cookies
    comment = Comment.objects.get()
    assert (comment.author_name, comment.author_id) == ("Ada", ExternalIdentity.objects.get().account_id)


def test_what_was_wrong_is_told_and_no_cookie_set():
    response = post(sign_in(token=token()).session, body="")
    assert response.status_code == 422
    assert not response.cookies
    assert not Comment.objects.exists()


def test_a_session_that_is_over_keeps_what_was_written():
    response = post("forged")
    assert response.status_code == 401
    assert "Your sign-in is over." in response.content.decode()
    assert "The quay should stay." in response.content.decode()
    assert not Comment.objects.exists()


def test_without_one_another_site_posts_nothing():
    assert post("", author_name="Ada").status_code == 403
    assert not Comment.objects.exists()
