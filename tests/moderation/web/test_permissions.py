"""Nobody but moderators sees or does anything, at any address, by any method."""

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from moderation.models import BulkRun
from moderation.services.digest_links import link_card
from moderation.services.saved_views import save_view
from moderation.web import urls
from tests.factories import PASSWORD, StaffFactory, UserFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.web.conftest import HTMX

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")


@pytest.fixture
def addresses(make_waiting, moderator):
    """Every address of the moderators' pages, pointing at rows that are there."""
    waiting = make_waiting()
    view = save_view(owner_id=moderator.pk, name="Mine", query="queue=new", is_shared=False)
    run = BulkRun.objects.create(
        action="approve", state="done", confirmed_at=timezone.now(), finished_at=timezone.now()
    )
    known = {
        "queue": [reverse("moderation:queue"), reverse("moderation:queue") + f"?queue=decided&case={waiting.pk}"],
        "decide": [reverse("moderation:decide", args=[waiting.pk])],
        "undo": [reverse("moderation:undo", args=[DecisionFactory().pk])],
        "empty": [reverse("moderation:empty", args=["spam"])],
        "news": [reverse("moderation:news")],
        "look": [reverse("moderation:look")],
        "views": [reverse("moderation:views")],
        "view": [reverse("moderation:view", args=[view.pk])],
        "delete-view": [reverse("moderation:delete-view", args=[view.pk])],
        "health": [reverse("moderation:health")],
        "waves": [reverse("moderation:waves"), reverse("moderation:waves") + "?queue=spam"],
        "wave": [reverse("moderation:wave", args=["author", "1"])],
        "undo_wave": [reverse("moderation:undo_wave")],
        "digest": [reverse("moderation:digest")],
        "digest_open": [link_card(waiting.pk)],
        "figures": [reverse("moderation:figures")],
        "figures_csv": [reverse("moderation:figures_csv", args=["people"])],
        "keys": [reverse("moderation:keys")],
        "bulk_runs": [reverse("moderation:bulk_runs")],
        "bulk_prepare": [reverse("moderation:bulk_prepare")],
        **{
            f"bulk{act}": [reverse(f"moderation:bulk{act}", args=[run.pk])]
            for act in ("", "_confirm", "_stop", "_undo")
        },
    }
    # Machines that read the metrics are not sent to a page to sign in: tests/moderation/web/test_metrics.py. Nor is
    # whoever stops a digest by the link in it: tests/moderation/web/test_digest.py.
    assert {*known, "metrics", "digest_stop"} == {pattern.name for pattern in urls.urlpatterns}
    return [address for addresses in known.values() for address in addresses]


def test_moderation_has_no_other_addresses():
    resolvers = [entry for entry in get_resolver().url_patterns if getattr(entry, "app_name", "") == "moderation"]
    assert [str(resolver.pattern) for resolver in resolvers] == ["moderation/"]
    assert resolvers[0].url_patterns == urls.urlpatterns


@pytest.mark.parametrize("method", METHODS)
def test_strangers_are_sent_to_sign_in(client, addresses, state, method):
    before = state()
    for address in addresses:
        response = getattr(client, method)(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith("/accounts/login/?next=/moderation/"), address
        assert response["Cache-Control"] == "private, no-store"
    assert state() == before


@pytest.mark.parametrize("method", METHODS)
def test_readers_are_turned_away(client, addresses, state, method):
    client.force_login(UserFactory())
    before = state()
    for address in addresses:
        response = getattr(client, method)(address)
        assert response.status_code == 403, address
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert b"Guest" not in response.content
    assert state() == before


def test_a_reader_is_told_why(client):
    client.force_login(UserFactory(username="mara"))
    page = client.get(reverse("moderation:queue")).content.decode()
    assert "These pages are for moderators." in page
    assert "You are signed in as mara" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_disabled_moderator_is_a_stranger(client, addresses, moderator, method):
    client.force_login(moderator)
    moderator.is_active = False
    moderator.save()
    for address in addresses:
        assert getattr(client, method)(address).status_code == 302


@pytest.mark.parametrize(
    ("method", "statuses"),
    [
        ("put", {405}),
        ("patch", {405}),
        ("delete", {405}),
        ("options", {405}),
        ("head", {200, 204, 302, 303, 405}),
    ],
)
def test_moderators_get_what_there_is_and_nothing_else(desk, addresses, state, method, statuses):
    before = state()
    for address in addresses:
        response = getattr(desk, method)(address)
        assert response.status_code in statuses, address
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
    assert state() == before


def test_staff_without_the_permission_are_readers(client, addresses):
    client.force_login(UserFactory(is_staff=True))
    assert {client.get(address).status_code for address in addresses} == {403}


def test_whoever_may_do_everything_may_moderate(client):
    client.force_login(StaffFactory())
    assert client.get(reverse("moderation:queue")).status_code == 200


def test_signing_in_leads_back_to_the_page(client, moderator):
    address = reverse("moderation:queue") + "?queue=spam"
    response = client.get(address)
    assert response["Location"] == "/accounts/login/?next=/moderation/%3Fqueue%3Dspam"
    response = client.post(response["Location"], {"username": moderator.username, "password": PASSWORD})
    assert response["Location"] == address


def test_a_form_sent_after_the_session_ended_leads_to_the_queue(client, make_waiting):
    response = client.post(reverse("moderation:decide", args=[make_waiting().pk]))
    assert response["Location"] == "/accounts/login/?next=/moderation/"


def test_script_is_sent_to_sign_in_and_back_to_its_page(client, make_waiting):
    headers = {**HTMX, "HX-Current-URL": "http://testserver/moderation/?queue=spam&case=7"}
    for address in (reverse("moderation:queue"), reverse("moderation:decide", args=[make_waiting().pk])):
        response = client.post(address, headers=headers)
        assert response["HX-Redirect"] == "/accounts/login/?next=/moderation/%3Fqueue%3Dspam%26case%3D7"
        assert response.content == b""
        assert response["Cache-Control"] == "private, no-store"


def test_signing_in_never_leads_to_another_site(client):
    headers = {**HTMX, "HX-Current-URL": "https://elsewhere.example/moderation/"}
    response = client.get(reverse("moderation:queue"), headers=headers)
    assert response["HX-Redirect"] == "/accounts/login/?next=/moderation/"


def test_script_of_somebody_who_may_not_moderate_any_more_loads_the_page_that_says_so(client):
    client.force_login(UserFactory())
    response = client.get(reverse("moderation:queue"), headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (403, "/moderation/")


def test_a_form_without_its_token_decides_nothing(client, moderator, make_waiting, wish, state):
    client.force_login(moderator)
    client.handler.enforce_csrf_checks = True
    comment = make_waiting()
    before = state(comment)
    response = client.post(reverse("moderation:decide", args=[comment.pk]), wish(comment, "approve"))
    assert response.status_code == 403
    response = client.post(reverse("moderation:undo", args=[1]))
    assert response.status_code == 403
    assert state(comment) == before
