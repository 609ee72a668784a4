import datetime as dt
import logging
import time

import pytest
import time_machine
from django.contrib.auth import authenticate, get_user_model
from django.core import signing
from django.test import Client

from engagement.api import Comment, Visibility, change_visibility, make_author_token
from engagement.models import ExternalIdentity, Follow, Reaction, UsedToken
from engagement.services import sessions
from tests.factories import DiscussionFactory, PublishedCommentFactory, UserFactory
from tests.sso import OTHER_SECRET, disqus, hyvor, sso, token

pytestmark = pytest.mark.django_db

URL = "/api/v1/session/"
ELSEWHERE = {"Origin": "https://www.example.org", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture(autouse=True)
def single_sign_on(settings):
    settings.ENGAGEMENT = {"SSO": sso(DISQUS_SECRET=OTHER_SECRET, HYVOR_SECRET=OTHER_SECRET)}


@pytest.fixture
def exchange(api):
    """Exchange a token, from a page of another site; give the response."""

    def exchange(given=None, **sent):
        body = sent or {"token": given or token()}
        return api.post(URL, body, content_type="application/json", headers=ELSEWHERE)

    return exchange


@pytest.fixture
def sign_in(exchange):
    """Sign a reader in; give the headers that say so, from another site."""

    def sign_in(**changes):
        return {**ELSEWHERE, "Afterword-Session": exchange(token(**changes)).json()["session"]}

    return sign_in


def problem_of(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    return response.status_code, problem["type"].rpartition(":")[2], problem.get("code")


def counts():
    return UsedToken.objects.count(), ExternalIdentity.objects.count(), get_user_model().objects.count()


def test_a_token_is_exchanged_for_a_session(exchange):
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False):
        response = exchange(token(email="ada@example.org"))
    answer = response.json()
    assert response.status_code == 200
    assert set(answer) == {"session", "expires_at", "name"}
    assert (answer["expires_at"], answer["name"]) == ("2026-03-02T10:00:00Z", "Ada")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies
    identity = ExternalIdentity.objects.get()
    assert (identity.subject, identity.name, identity.email) == ("4711", "Ada", "ada@example.org")
    account = identity.account
    assert not account.has_usable_password()
    assert (account.email, account.first_name, account.is_staff, account.is_superuser) == ("", "", False, False)
    assert account.username.startswith("sso-")
    assert authenticate(username=account.username, password="") is None


def test_a_token_is_good_once(exchange):
    given = token()
    assert exchange(given).status_code == 200
    before = counts()
    assert problem_of(exchange(given)) == (403, "sign-in-refused", "used")
    assert counts() == before == (1, 1, 1)


def test_a_token_number_is_good_once_whatever_else_the_token_says(exchange):
    assert exchange(token(jti="a")).status_code == 200
    assert problem_of(exchange(token(jti="a", sub="1", kid="2026-03"))) == (403, "sign-in-refused", "used")
    assert counts() == (1, 1, 1)


def test_a_reader_has_one_account_for_good(exchange):
    assert exchange(token()).json()["name"] == "Ada"
    assert exchange(token(name="Ada King")).json()["name"] == "Ada King"
    assert exchange(token(sub="4712")).json()["name"] == "Ada"
    assert counts() == (3, 2, 2)


def test_an_older_token_does_not_bring_an_older_name_back(exchange):
    older = token(name="Ada", iat=int(time.time()) - 60)
    exchange(token(name="Ada King"))
    assert exchange(older).json()["name"] == "Ada King"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (lambda: "no token", "token"),
        (lambda: token(key="x" * 40), "token"),
        (lambda: token(kid="other"), "token"),
        (lambda: token(aud="https://other.example.org"), "claims"),
        (lambda: token(exp=1), "time"),
        (lambda: "é" * 10, "token"),
        (lambda: "a" * 100_000, "token"),
    ],
)
def test_a_token_that_is_not_good_leaves_nothing(exchange, given, code):
    response = exchange(given())
    assert problem_of(response) == (403, "sign-in-refused", code)
    assert not response.cookies
    assert counts() == (0, 0, 0)


def test_a_forged_token_is_told_nothing_of_its_claims(exchange):
    """Whoever cannot sign learns neither issuer nor audience by trying."""
    answers = [
        exchange(token(key="x" * 40, **changes)).json() for changes in ({}, {"iss": "x"}, {"aud": "x"}, {"exp": 1})
    ]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"other": "x"}, "token"),
        ({"token": "x", "disqus": "x"}, "token"),
        ({"token": 1}, "token"),
        ({"disqus": ["x"]}, "disqus"),
        ({"hyvor": "x"}, "hyvor"),
        ({"hyvor": {"user": "x"}}, "hyvor"),
    ],
)
def test_a_body_of_another_form_is_told_so(exchange, sent, field):
    response = exchange(**sent)
    assert problem_of(response) == (400, "invalid-sign-in", None)
    assert list(response.json()["errors"]) == [field]


def test_messages_of_other_systems_sign_the_same_reader_in(exchange):
    user, signature = hyvor()
    names = [
        exchange(token(sub="4711")).json()["name"],
        exchange(disqus=disqus()).json()["name"],
        exchange(hyvor={"user": user, "hash": signature}).json()["name"],
    ]
    assert names == ["Ada", "Ada", "Ada"]
    assert counts() == (1, 1, 1)


def test_where_it_is_off_nothing_is_exchanged(exchange, sign_in, api, settings):
    headers = sign_in()
    settings.ENGAGEMENT = {}
    assert problem_of(exchange()) == (404, "sign-in-off", None)
    comment = PublishedCommentFactory()
    assert api.put(f"/api/v1/comments/{comment.pk}/reaction/", headers=headers).status_code == 401


def test_without_the_package_nothing_is_exchanged(exchange, monkeypatch):
    monkeypatch.setattr(sessions, "jwts", None)
    assert problem_of(exchange()) == (404, "sign-in-off", None)


def test_a_session_does_what_an_account_does(sign_in, api, post, settings):
    settings.ENGAGEMENT = {**settings.ENGAGEMENT, "FOLLOW": True, "SITE_URL": "https://news.example.org"}
    headers = sign_in(email="ada@example.org")
    discussion = DiscussionFactory()
    posted = post(discussion, headers=headers, author_name="Somebody else")
    assert posted.status_code == 201
    comment = Comment.objects.get()
    identity = ExternalIdentity.objects.get()
    assert (comment.author_id, comment.author_name, comment.author_email) == (
        identity.account_id,
        "Ada",
        "ada@example.org",
    )
    address = f"/api/v1/comments/{comment.pk}/"
    changed = api.patch(address, {"body": "No.", "revision": 1}, content_type="application/json", headers=headers)
    assert (changed.status_code, changed.json()["html"]) == (200, "<p>No.</p>")
    own = api.get(f"/api/v1/status/?comment={comment.pk}", headers=headers)
    assert (own.status_code, own.json()["id"]) == (200, comment.pk)
    other = PublishedCommentFactory()
    respected = api.put(f"/api/v1/comments/{other.pk}/reaction/", headers=headers)
    assert respected.json() == {"respected": True, "respect": 1}
    assert Reaction.objects.get().account_id == identity.account_id
    followed = api.post(
        f"/api/v1/discussions/{discussion.key}/follows/", {}, content_type="application/json", headers=headers
    )
    assert followed.status_code == 202
    assert (Follow.objects.get().email, Follow.objects.get().user_id) == ("ada@example.org", identity.account_id)
    assert api.delete(address, headers=headers).status_code == 204
    assert Comment.objects.get(pk=comment.pk).visibility == Visibility.WITHDRAWN


def test_a_session_opens_nobody_elses_comment(sign_in, api, post):
    mine, theirs = sign_in(), sign_in(sub="4712")
    post(DiscussionFactory(), headers=mine)
    comment = Comment.objects.get()
    change_visibility(comment_id=comment.pk, to=Visibility.PENDING)
    address = f"/api/v1/comments/{comment.pk}/"
    sent = {"body": "No.", "revision": 1}
    assert api.patch(address, sent, content_type="application/json", headers=theirs).status_code in (403, 404)
    assert api.delete(address, headers=theirs).status_code in (403, 404)
    assert api.get(f"/api/v1/status/?comment={comment.pk}", headers=theirs).status_code == 404
    for number in ("", "x", "٣", "9" * 19, "0"):
        assert api.get(f"/api/v1/status/?comment={number}", headers=mine).status_code in (400, 404)
    assert Comment.objects.get().body == "The quay should stay."


def test_a_session_opens_no_page_of_an_account(sign_in):
    headers = sign_in()
    for address in ("/admin/", "/moderation/"):
        assert Client().get(address, headers=headers).status_code in (302, 404)


def test_guests_and_accounts_go_on_as_before(post):
    discussion = DiscussionFactory()
    assert post(discussion).status_code == 201
    assert Comment.objects.get().author_id is None
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    assert post(discussion, client=client, body="No.").status_code == 403


def forgeries():
    yield "nothing"
    yield signing.dumps([1, 0, 4102444800], salt="another")
    yield make_author_token(1)
    yield signing.dumps("text", salt="afterword.engagement.session")
    yield signing.dumps([1], salt="afterword.engagement.session")
    yield "x" * 100_000


def test_a_forged_session_is_refused_and_nothing_stored(post):
    for forged in forgeries():
        response = post(DiscussionFactory(), headers={"Afterword-Session": forged})
        assert problem_of(response) == (401, "session-ended", None)
        assert response.headers["WWW-Authenticate"] == 'Afterword-Session realm="reader"'
    assert not Comment.objects.exists()


def test_a_session_ends_by_itself(sign_in, post):
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        headers = sign_in()
        clock.shift(dt.timedelta(minutes=59, seconds=59))
        assert post(DiscussionFactory(), headers=headers).status_code == 201
        clock.shift(dt.timedelta(seconds=1))
        assert problem_of(post(DiscussionFactory(), headers=headers))[:2] == (401, "session-ended")


def test_a_reader_ends_all_their_sessions(sign_in, api, post):
    first, second, others = sign_in(), sign_in(), sign_in(sub="4712")
    assert api.delete(URL, headers=first).status_code == 204
    for headers in (first, second):
        assert problem_of(post(DiscussionFactory(), headers=headers))[:2] == (401, "session-ended")
    assert post(DiscussionFactory(), headers=others).status_code == 201
    assert post(DiscussionFactory(), headers=sign_in()).status_code == 201


def test_an_account_that_was_switched_off_may_nothing(exchange, sign_in, post):
    headers = sign_in()
    get_user_model().objects.update(is_active=False)
    assert problem_of(post(DiscussionFactory(), headers=headers))[:2] == (401, "session-ended")
    before = counts()
    assert problem_of(exchange()) == (403, "sign-in-refused", "account")
    assert counts() == before


def test_sessions_end_with_the_issuer(sign_in, post, settings):
    headers = sign_in()
    settings.ENGAGEMENT = {"SSO": sso(ISSUER="https://new.example.org")}
    assert post(DiscussionFactory(), headers=headers).status_code == 401


def test_a_badge_from_the_token_stands_on_the_comment(sign_in, post, settings):
    settings.ENGAGEMENT = {"SSO": sso(ROLES_CLAIM="roles", BADGES={"engineer": "Road-safety engineer"})}
    discussion = DiscussionFactory()
    post(discussion, headers=sign_in(roles=["engineer"]))
    post(discussion, "No.", headers=sign_in(roles=["admin"], sub="4712"))
    assert list(Comment.objects.order_by("pk").values_list("badge", "badge_label")) == [
        ("expert", "Road-safety engineer"),
        ("", ""),
    ]


def test_neither_tokens_nor_sessions_nor_names_stand_in_logs(exchange, post, caplog):
    caplog.set_level(logging.DEBUG)
    good, bad = token(name="Adelheid"), token(key="x" * 40, name="Adelheid")
    session = exchange(good).json()["session"]
    exchange(bad)
    post(DiscussionFactory(), headers={"Afterword-Session": session + "x"})
    said = caplog.text
    assert "/api/v1/session/" in said
    for secret in (good, bad, session, "Adelheid", "4711"):
        assert secret not in said


def test_a_fault_shows_no_token_in_its_report(rf, monkeypatch):
    from django.views.debug import ExceptionReporter

    monkeypatch.setattr(sessions, "_find_or_make", lambda claims, settings: 1 / 0)
    given = token()
    try:
        sessions.sign_in(token=given)
    except ZeroDivisionError as error:
        report = ExceptionReporter(rf.get("/"), type(error), error, error.__traceback__).get_traceback_text()
    assert "ZeroDivisionError" in report
    assert given not in report
