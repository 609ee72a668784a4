import pytest
from django.urls import reverse
from django.utils import timezone

from engagement.models import WebhookDelivery, WebhookEndpoint
from engagement.services.webhooks import send_webhooks
from tests.engagement.receiving import ON, endpoint_to, receiving
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db

ENDPOINTS = reverse("admin:afterword_engagement_webhookendpoint_changelist")
ADD = reverse("admin:afterword_engagement_webhookendpoint_add")
DELIVERIES = reverse("admin:afterword_engagement_webhookdelivery_changelist")


@pytest.fixture(autouse=True)
def webhooks(settings):
    settings.ENGAGEMENT = ON


@pytest.fixture
def receiver():
    with receiving() as server:
        yield server


def act(client, page, action, *rows, **data):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **data}
    return client.post(page, data, follow=True)


def test_an_endpoint_is_made_and_its_secret_shown_once(editor, client, read, receiver):
    wish = {"name": "Archive", "url": receiver.url, "events": ["published", "erased"], "sections": "Harbour\n\nSport"}
    response = client.post(ADD, wish)
    endpoint = WebhookEndpoint.objects.get()
    assert response.status_code == 200
    assert endpoint.secret in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert (endpoint.events, endpoint.sections, endpoint.active, endpoint.with_text) == (
        ["erased", "published"],
        ["Harbour", "Sport"],
        False,
        False,
    )
    change = reverse("admin:afterword_engagement_webhookendpoint_change", args=[endpoint.pk])
    for page in (ENDPOINTS, change):
        assert endpoint.secret not in read(page)
    assert client.post(change, {**wish, "active": "on"}).status_code == 302
    changed = WebhookEndpoint.objects.get()
    assert (changed.active, changed.secret) == (True, endpoint.secret)


def test_what_cannot_be_is_said_beside_its_field_and_kept(editor, client):
    wish = {"name": "Archive", "url": "https://169.254.169.254/latest", "events": ["published"], "sections": "Sport"}
    page = client.post(ADD, wish).content.decode()
    assert "The address leads to a network that is not public" in page
    assert "https://169.254.169.254/latest" in page
    assert "Sport" in page
    assert WebhookEndpoint.objects.count() == 0


def test_a_test_says_what_was_answered(editor, client, receiver):
    endpoint = endpoint_to(receiver.url, active=False)
    assert "Archive: 204, " in act(client, ENDPOINTS, "send_test", endpoint).content.decode()
    receiver.status = 500
    assert "Archive: 500, " in act(client, ENDPOINTS, "send_test", endpoint).content.decode()
    assert receiver.kinds == ["test", "test"]
    WebhookEndpoint.objects.update(url="http://10.0.0.1/")
    page = act(client, ENDPOINTS, "send_test", endpoint).content.decode()
    assert "Archive: leads to an address that is not allowed, " in page


def test_a_new_secret_is_shown_and_the_old_one_kept_beside_it(editor, client, receiver):
    endpoint = endpoint_to(receiver.url)
    page = act(client, ENDPOINTS, "renew", endpoint).content.decode()
    changed = WebhookEndpoint.objects.get()
    assert changed.secret in page
    assert changed.secret != endpoint.secret
    assert changed.previous_secret == endpoint.secret
    assert endpoint.secret not in page
    act(client, ENDPOINTS, "renew", endpoint, endpoint_to(receiver.url))
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).secret == changed.secret


def test_replay_asks_from_when(editor, client, receiver):
    PublishedCommentFactory()
    endpoint = endpoint_to(receiver.url)
    assert "Replay from which moment on?" in act(client, ENDPOINTS, "replay", endpoint).content.decode()
    wrong = act(client, ENDPOINTS, "replay", endpoint, confirmed="yes", since="yesterday").content.decode()
    assert "Enter a valid date/time." in wrong
    assert WebhookDelivery.objects.count() == 0
    done = act(client, ENDPOINTS, "replay", endpoint, confirmed="yes", since="2020-01-01 00:00").content.decode()
    assert "1 event is sent again." in done
    assert WebhookDelivery.objects.count() == 1


def test_a_paused_endpoint_is_resumed(editor, client, receiver):
    endpoint = endpoint_to(receiver.url)
    WebhookEndpoint.objects.update(failures=9, paused_at=timezone.now())
    assert "1 endpoint was resumed." in act(client, ENDPOINTS, "resume", endpoint).content.decode()
    assert WebhookEndpoint.objects.get().paused_at is None


def test_deliveries_are_listed_with_their_last_answers_and_sent_again(editor, client, read, receiver):
    receiver.status, receiver.answer = 502, b"<b>bad</b> gateway"
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    row = WebhookDelivery.objects.get()
    page = read(DELIVERIES)
    assert ">502<" in page
    assert f">{row.milliseconds}<" in page
    detail = read(reverse("admin:afterword_engagement_webhookdelivery_change", args=[row.pk]))
    assert "&lt;b&gt;bad&lt;/b&gt; gateway" in detail
    assert "1 delivery is sent again." in act(client, DELIVERIES, "send_selected_again", row).content.decode()
    assert WebhookDelivery.objects.get().attempts == 0


def test_only_who_may_change_acts(sign_in_with, client, receiver):
    endpoint = endpoint_to(receiver.url)
    PublishedCommentFactory()
    before = WebhookDelivery.objects.values().get()
    sign_in_with("view_webhookendpoint", "view_webhookdelivery")
    for action in ("send_test", "replay", "resume", "renew"):
        act(client, ENDPOINTS, action, endpoint, confirmed="yes", since="2020-01-01 00:00")
    act(client, DELIVERIES, "send_selected_again", WebhookDelivery.objects.get())
    assert client.post(ADD, {"name": "Eve"}).status_code == 403
    assert WebhookDelivery.objects.values().get() == before
    assert WebhookEndpoint.objects.get().secret == endpoint.secret
    assert receiver.taken == []
    page = client.get(reverse("admin:afterword_engagement_webhookendpoint_change", args=[endpoint.pk]))
    assert page.status_code == 200
    assert endpoint.secret not in page.content.decode()


def test_a_secret_is_not_guessed_by_the_list(sign_in_with, client, receiver):
    endpoint = endpoint_to(receiver.url)
    sign_in_with("view_webhookendpoint", "view_webhookdelivery")
    assert client.get(ENDPOINTS, {"name__startswith": "Arc"}).status_code == 200
    for lookup in ("secret", "secret__startswith", "previous_secret__gt"):
        assert client.get(ENDPOINTS, {lookup: endpoint.secret[:1]}).status_code == 400
    assert client.get(DELIVERIES, {"endpoint__secret__startswith": endpoint.secret[:1]}).status_code == 400
