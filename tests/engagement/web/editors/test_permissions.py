"""Who gets what at each address of the editors' pages. One that is not in the table fails the first test."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from engagement.web.editors.urls import urlpatterns
from tests.engagement.measuring.past import day, make_wording
from tests.engagement.web.editors.conftest import make_editor
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "earnings": "/engagement/",
    "earnings_csv": "/engagement/earnings.csv",
    "experiments": "/engagement/experiments/",
    "prompt": "/engagement/prompts/{prompt}/",
}
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")


def may_do_all_else():
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.exclude(codename="view_prompt"))
    return user


ROLES = {
    "stranger": (None, 302),
    "reader": (UserFactory, 403),
    "staff": (lambda: UserFactory(is_staff=True), 403),
    "somebody who may do all else": (may_do_all_else, 403),
    "a disabled editor": (lambda: make_editor(is_active=False), 302),
    "editor": (make_editor, 200),
    "superuser": (lambda: UserFactory(is_superuser=True), 200),
}


@pytest.fixture
def addresses():
    prompt = make_wording(created=day(1)).prompt
    return {name: address.format(prompt=prompt.pk) for name, address in ADDRESSES.items()}


def test_every_address_is_in_the_table():
    assert {pattern.name for pattern in urlpatterns} == set(ADDRESSES)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_comes_in_but_who_may_view_prompts(addresses, name, role, method):
    make, expected = ROLES[role]
    client = Client(enforce_csrf_checks=True)
    if make:
        client.force_login(make())
    response = getattr(client, method)(addresses[name])
    if expected == 200 and method not in {"get", "head"}:
        # Django's own check comes first where there is a body to be sent.
        expected = 403 if method in {"post", "put", "patch", "delete"} else 405
    elif expected == 302 and method in {"post", "put", "patch", "delete"}:
        expected = 403
    assert response.status_code == expected
    if method in {"get", "head"}:
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"


def test_whoever_is_let_in_by_the_check_may_still_only_look(addresses):
    client = Client()
    client.force_login(make_editor())
    assert {client.post(address).status_code for address in addresses.values()} == {405}


def test_a_stranger_comes_back_to_where_they_were_going(client):
    response = client.get("/engagement/?by=section&range=7-days")
    assert response["Location"] == "/accounts/login/?next=/engagement/%3Fby%3Dsection%26range%3D7-days"
    assert client.post("/engagement/earnings.csv")["Location"] == "/accounts/login/?next=/engagement/"


def test_a_prompt_that_is_not_there_is_kept_by_nobody_either():
    client = Client()
    client.force_login(make_editor())
    response = client.get("/engagement/prompts/999/")
    assert response.status_code == 404
    assert response["Cache-Control"] == "private, no-store"


def test_who_may_not_look_is_told_who_they_are_and_no_figure(client, addresses):
    client.force_login(UserFactory(username="ada"))
    words = client.get(addresses["prompt"]).content.decode()
    assert "You are signed in as ada" in words
    assert "Stay," not in words
