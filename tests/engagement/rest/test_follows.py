import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Discussion
from engagement.models import Follow
from tests.engagement.following import ON, follow
from tests.factories import DiscussionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = ON


@pytest.fixture
def discussion():
    return DiscussionFactory()


@pytest.fixture
def send(api, discussion):
    def send(*, headers=None, **sent):
        return api.post(
            f"/api/v1/discussions/{discussion.key}/follows/", sent, content_type="application/json", headers=headers
        )

    return send


def test_a_wish_is_taken_and_the_address_asked(send):
    response = send(email="fay@example.org", scope="replies", frequency="at_once")
    assert response.status_code == 202
    assert response.json() == {"detail": "If this address does not follow yet, a mail asks whether it wants to."}
    assert response["Cache-Control"] == "private, no-store"
    row = Follow.objects.get()
    assert (row.email, row.scope, row.frequency, row.is_live) == ("fay@example.org", "replies", "at_once", False)
    assert row.ask_at is not None


def test_the_section_of_a_discussion_can_be_followed(send):
    assert send(email="fay@example.org", scope="section").status_code == 202
    row = Follow.objects.get()
    assert (row.section, row.discussion, row.asked_frequency) == ("Harbour", None, "digest_daily")


def test_the_answer_is_the_same_for_every_address(send, discussion):
    follow(discussion, "fay@example.org")
    Follow.objects.update(asked_at=timezone.now() - dt.timedelta(hours=2))
    known, unknown = send(email="fay@example.org"), send(email="new@example.org")
    assert known.status_code == 202
    assert Follow.objects.count() == 2
    assert (known.status_code, known.content, known.headers) == (unknown.status_code, unknown.content, unknown.headers)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "email"),
        ({"email": 7}, "email"),
        ({"email": "fay"}, "email"),
        ({"email": "fay@example.org", "scope": "all"}, "scope"),
        ({"email": "fay@example.org", "frequency": ["daily"]}, "frequency"),
        ({"email": "fay@example.org", "scope": "section", "frequency": "at_once"}, "frequency"),
    ],
)
def test_what_is_wrong_is_named(send, sent, field):
    response = send(**sent)
    assert response.status_code == 400
    assert response.json()["type"] == "urn:problem-type:afterword:invalid-follow"
    assert list(response.json()["errors"]) == [field]
    assert Follow.objects.count() == 0


def test_an_account_follows_under_its_own_address_with_its_token_alone(api, send):
    kim = UserFactory(email="kim@example.org")
    api.force_login(kim)
    assert send(email="eve@example.org", headers={"Origin": "http://testserver"}).status_code == 403
    assert Follow.objects.count() == 0
    token = api.get("/discussions/me/").json()["csrf_token"]
    assert send(email="eve@example.org", headers={"X-CSRFToken": token}).status_code == 202
    assert Follow.objects.get().email == "kim@example.org"


def test_another_sites_page_follows_for_nobody(send):
    response = send(email="fay@example.org", headers={"Origin": "https://evil.example"})
    assert response.json()["type"] == "urn:problem-type:afterword:foreign-origin"
    assert Follow.objects.count() == 0


def test_where_it_is_off_closed_or_unknown_it_says_so(api, send, settings):
    assert api.post("/api/v1/discussions/x.1/follows/", {}, content_type="application/json").status_code == 404
    Discussion.objects.update(status="closed")
    assert send(email="fay@example.org").status_code == 403
    settings.ENGAGEMENT = {}
    off = send(email="fay@example.org")
    assert (off.status_code, off.json()["type"]) == (404, "urn:problem-type:afterword:following-off")
    assert Follow.objects.count() == 0


def test_too_many_wishes_are_a_429(send, settings):
    settings.ENGAGEMENT = {**ON, "FOLLOW_LIMITS": ((1, 600),)}
    send(email="a@example.org")
    response = send(email="b@example.org")
    assert response.status_code == 429
    assert response["Retry-After"].isdigit()
    assert Follow.objects.count() == 1
