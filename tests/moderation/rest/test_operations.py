"""Every operation of the moderators' API, by everybody and by every method: and that there is no other."""

import pytest
from django.test import Client
from django.urls import reverse

from engagement.api import make_author_token
from moderation.rest.v1.base import ModeratorView
from moderation.rest.v1.permissions import Moderates
from moderation.rest.v1.urls import urlpatterns
from tests.factories import StaffFactory, UserFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.roles import make_user

pytestmark = pytest.mark.django_db

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
NAMES = [pattern.name for pattern in urlpatterns]
ALLOWED = {
    ("cases", "GET"): 200,
    ("cases", "HEAD"): 200,
    ("cases", "OPTIONS"): 204,
    ("case", "GET"): 200,
    ("case", "HEAD"): 200,
    ("case", "OPTIONS"): 204,
    ("decisions", "POST"): 201,
    ("decisions", "OPTIONS"): 204,
    ("undo", "POST"): 201,
    ("undo", "OPTIONS"): 204,
}


@pytest.fixture
def addresses(make_waiting, moderator):
    """Every address, pointing at rows that are there."""
    waiting = make_waiting()
    decided = DecisionFactory(moderator=moderator)
    numbers = {"cases": [], "case": [waiting.pk], "decisions": [waiting.pk], "undo": [decided.pk]}
    return {name: reverse(f"moderation-api:{name}", args=numbers[name]) for name in NAMES}


def call(client, method, address, **headers):
    sent = '{"action": "approve", "revision": 1, "seen_visibility": "held"}'
    return client.generic(method, address, sent, content_type="application/json", headers=headers)


def assert_private(response):
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_every_address_is_one_of_these():
    assert NAMES == ["cases", "case", "decisions", "undo"]


@pytest.mark.parametrize("pattern", urlpatterns, ids=NAMES)
def test_every_view_is_for_moderators_and_leaves_transactions_to_the_services(pattern):
    view = pattern.callback.cls
    assert issubclass(view, ModeratorView)
    assert view.permission_classes == (Moderates,)
    assert pattern.callback._non_atomic_requests == {"default"}


@pytest.mark.parametrize("method", METHODS)
def test_strangers_are_asked_for_a_session(addresses, state, method):
    before = state()
    token = make_author_token(1)
    for address in addresses.values():
        for headers in ({}, {"Authorization": f"Bearer {token}"}):
            response = call(Client(enforce_csrf_checks=True), method, address, **headers)
            assert response.status_code == 401, address
            assert response.headers["WWW-Authenticate"] == 'Session realm="moderation"'
            assert response.headers["Content-Type"] == "application/problem+json"
            assert_private(response)
    assert state() == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("staff", [False, True])
def test_readers_are_turned_away_staff_among_them(client, addresses, state, method, staff):
    client.force_login(UserFactory(is_staff=staff))
    before = state()
    for address in addresses.values():
        response = call(client, method, address)
        assert response.status_code == 403, address
        assert response.headers["Content-Type"] == "application/problem+json"
        assert_private(response)
        assert b"Guest" not in response.content
    assert state() == before


def test_a_disabled_moderator_is_a_stranger(desk, moderator, addresses):
    moderator.is_active = False
    moderator.save()
    assert {call(desk, "GET", address).status_code for address in addresses.values()} == {401}


def test_whoever_may_do_everything_may_moderate(client):
    client.force_login(StaffFactory())
    assert client.get("/api/v1/moderation/cases/").status_code == 200


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("moderator", (200, 200, 201, 403)),
        ("senior", (200, 200, 201, 201)),
        ("editor", (200, 200, 403, 403)),
        ("auditor", (200, 200, 403, 403)),
        ("elsewhere", (200, 404, 404, 404)),
    ],
)
def test_each_role_may_do_what_it_may_on_the_pages(client, addresses, state, role, statuses):
    client.force_login(make_user(role))
    assert client.get(addresses["cases"]).json()["total"] == (0 if role == "elsewhere" else 1)
    before = state()
    found = []
    for name, address in addresses.items():
        response = call(client, "POST" if name in ("decisions", "undo") else "GET", address)
        found.append(response.status_code)
        assert (state() != before) is (response.status_code == 201)
        before = state()
    assert tuple(found) == statuses


@pytest.mark.parametrize(("role", "may"), [("moderator", False), ("senior", True), ("auditor", False)])
def test_a_card_offers_the_way_back_to_those_alone_who_may_take_it(client, role, may):
    decision = DecisionFactory()
    client.force_login(make_user(role))
    card = client.get(f"/api/v1/moderation/cases/{decision.comment_id}/").json()
    assert (card["undo_url"] is not None) is may


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", NAMES)
def test_moderators_can_do_what_is_listed_and_nothing_else(desk, addresses, state, name, method):
    before = state()
    response = call(desk, method, addresses[name])
    expected = ALLOWED.get((name, method), 405)
    assert response.status_code == expected
    assert_private(response)
    assert (state() == before) == (expected != 201)
    if expected == 405:
        assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("name", NAMES)
def test_what_can_be_done_is_told_without_how_it_is_made(desk, addresses, name):
    response = call(desk, "OPTIONS", addresses[name])
    assert response.content == b""
    assert set(response.headers["Allow"].split(", ")) == {method for place, method in ALLOWED if place == name}


@pytest.mark.parametrize("name", ["decisions", "undo"])
def test_a_session_without_its_csrf_token_writes_nothing(strict, addresses, state, name):
    before = state()
    response = call(strict, "POST", addresses[name])
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]
    assert_private(response)
    assert state() == before


def test_with_its_csrf_token_a_session_writes(strict, make_waiting, send):
    comment = make_waiting()
    strict.get("/moderation/")
    response = send(comment, client=strict, headers={"X-CSRFToken": strict.cookies["csrftoken"].value})
    assert response.status_code == 201
