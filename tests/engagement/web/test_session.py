"""Posting the form with a session of single sign-on, as script of another site does."""

import pytest
from django.test import Client

from engagement.api import Comment
from engagement.models import ExternalIdentity, Reaction
from engagement.services.sessions import end_sessions, sign_in
from tests.factories import DiscussionFactory, PublishedCommentFactory
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


def ask(path, session):
    return Client(enforce_csrf_checks=True).get(path, headers={**ELSEWHERE, "Afterword-Session": session})


def press(comment, session, wish="yes"):
    address = f"/discussions/c/{comment.pk}/respect/"
    headers = {**ELSEWHERE, "Afterword-Session": session}
    return Client(enforce_csrf_checks=True).post(address, {"respect": wish}, headers=headers)


def test_script_is_told_whose_session_it_is_and_given_no_token_of_djangos():
    response = ask("/discussions/me/", sign_in(token=token()).session)
    assert response.json() == {"name": "Ada"}
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert ask("/discussions/me/", sign_in(token=token(name=None, sub="8")).session).json() == {"name": "Member"}


def test_respect_by_a_session_is_the_accounts_once_and_can_be_taken_back():
    comment = PublishedCommentFactory()
    session = sign_in(token=token()).session
    for _press in range(2):
        response = press(comment, session)
        assert (response.status_code, response.json()["respected"], response.json()["count"]) == (200, True, 1)
    account = ExternalIdentity.objects.get().account_id
    assert list(Reaction.objects.values_list("account_id", flat=True)) == [account]
    told = ask(f"/discussions/respected/?ids={comment.pk}", session)
    assert told.json() == {"respected": [comment.pk], "own": []}
    assert press(comment, session, "no").json()["count"] == 0
    assert not Reaction.objects.exists()
    assert not told.cookies


def test_what_a_reader_wrote_by_a_session_is_known_as_their_own():
    session = sign_in(token=token()).session
    assert post(session).status_code == 201
    own = Comment.objects.get()
    assert ask(f"/discussions/respected/?ids={own.pk}", session).json() == {"respected": [], "own": [own.pk]}


@pytest.mark.parametrize("path", ["/discussions/me/", "/discussions/respected/?ids=1"])
def test_that_a_session_is_over_is_told_as_such(path):
    session = sign_in(token=token()).session
    end_sessions(account_id=ExternalIdentity.objects.get().account_id)
    response = ask(path, session)
    assert (response.status_code, response.json()) == (401, {})
    assert "no-store" in response["Cache-Control"]


def test_nothing_is_respected_by_a_session_that_is_over():
    comment = PublishedCommentFactory()
    response = press(comment, "forged")
    assert response.status_code == 401
    assert response.json()["detail"].startswith("Your sign-in is over.")
    assert not Reaction.objects.exists()
