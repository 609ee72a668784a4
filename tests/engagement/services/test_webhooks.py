"""Sending over real HTTP: signed, retried, bounded, paused, and never to where it may not go."""

import datetime as dt
import hashlib
import hmac
import json
import logging
import socket
import ssl
import time
from functools import partial

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from engagement import events
from engagement.exceptions import EndpointNotFound, InvalidEndpoint
from engagement.models import Visibility, WebhookDelivery, WebhookEndpoint, WebhookEvent
from engagement.queries.webhooks import pending_webhooks
from engagement.services import webhook_transport
from engagement.services.editing import edit_comment
from engagement.services.erasure import erase_comment
from engagement.services.visibility import change_visibility
from engagement.services.webhook_addresses import is_allowed
from engagement.services.webhook_endpoints import (
    EndpointWish,
    change_endpoint,
    create_endpoint,
    renew_secret,
    replay_events,
    resume_endpoint,
    send_again,
    try_endpoint,
)
from engagement.services.webhook_signing import sign
from engagement.services.webhooks import RETRY_SECONDS, send_delivery, send_event, send_webhooks
from tests.engagement.receiving import ON, endpoint_to, forget_waiting, receiving
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def webhooks(settings):
    settings.ENGAGEMENT = ON


@pytest.fixture
def receiver():
    with receiving() as server:
        yield server


def only():
    return WebhookDelivery.objects.select_related("endpoint", "event").get()


def make_due():
    forget_waiting()
    WebhookDelivery.objects.filter(state="waiting").update(next_at=timezone.now())


def test_signatures_are_those_of_the_documented_vector():
    body = b'{"id":"00000000-0000-4000-8000-000000000000"}'
    assert sign(body=body, at=1767225600, keys=["first", "second"]) == (
        "t=1767225600,v1="
        + hmac.new(b"first", b"1767225600." + body, hashlib.sha256).hexdigest()
        + ",v1="
        + hmac.new(b"second", b"1767225600." + body, hashlib.sha256).hexdigest()
    )
    assert sign(body=b"{}", at=1, keys=["secret"]) == (
        "t=1,v1=1122767b193110cfec322b6f199b599edbf608ed087f2d27afb0b97d99523908"
    )


def test_an_event_arrives_signed_once(receiver):
    endpoint = endpoint_to(receiver.url)
    comment = PublishedCommentFactory()
    assert send_webhooks(seconds=30) is False
    assert send_webhooks(seconds=30) is False
    ((headers, body),) = receiver.taken
    event = WebhookEvent.objects.get()
    assert json.loads(body) == {
        "id": str(event.uid),
        "event": "published",
        "sequence": event.pk,
        "happened_at": event.created_at.isoformat(),
        **event.payload,
    }
    assert (headers["Content-Type"], headers["Afterword-Event"], headers["Afterword-Event-Id"]) == (
        "application/json",
        "published",
        str(event.uid),
    )
    at = headers["Afterword-Signature"].partition(",")[0].removeprefix("t=")
    assert abs(int(at) - time.time()) < 60
    assert headers["Afterword-Signature"] == sign(body=body, at=int(at), keys=[endpoint.secret])
    row = only()
    assert (row.state, row.status, row.error, row.attempts, row.next_at, row.leased_until) == (
        "delivered",
        204,
        "",
        1,
        None,
        None,
    )
    assert comment.body.encode() not in body


def test_two_secrets_sign_for_a_week(receiver):
    endpoint = endpoint_to(receiver.url)
    new = renew_secret(endpoint_id=endpoint.pk)
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    WebhookEndpoint.objects.update(previous_until=timezone.now())
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    for (headers, body), keys in zip(receiver.taken, [[new, endpoint.secret], [new]], strict=True):
        given = headers["Afterword-Signature"]
        at = int(given.partition(",")[0].removeprefix("t="))
        assert given == sign(body=body, at=at, keys=keys)


def test_texts_go_only_to_whom_they_are_meant_for(receiver):
    endpoint_to(receiver.url, with_text=True)
    comment = PublishedCommentFactory(author_name="Fay Kim", body="About *the* quay.")
    send_webhooks(seconds=30)
    (event,) = receiver.events
    assert event["text"] == {"author_name": "Fay Kim", "body": "About *the* quay.", "html": comment.html}


def test_no_text_is_sent_that_the_event_is_not_about(receiver):
    endpoint_to(receiver.url, with_text=True)
    edited, erased, hidden = (PublishedCommentFactory() for _ in range(3))
    edit_comment(comment_id=edited.pk, body="Another text, which nobody has checked.", revision=1)
    erase_comment(comment_id=erased.pk)
    change_visibility(comment_id=hidden.pk, to=Visibility.REJECTED)
    send_webhooks(seconds=30)
    texts = {(event["event"], event["comment"]["id"]): event["text"] for event in receiver.events}
    assert texts[("published", edited.pk)] is None
    assert texts[("edited", edited.pk)]["body"] == "Another text, which nobody has checked."
    assert texts[("published", erased.pk)] is None
    assert texts[("erased", erased.pk)] is None
    assert texts[("published", hidden.pk)] is None


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(receiver, caplog):
    receiver.status, receiver.answer = 503, b"down for \0 repairs " + b"x" * 9000
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    waits = []
    for _ in range(len(RETRY_SECONDS)):
        send_webhooks(seconds=30)
        row = only()
        waits.append(round((row.next_at - row.tried_at).total_seconds()))
        make_due()
    assert waits == list(RETRY_SECONDS)
    assert (row.status, row.error, row.answer[:19], len(row.answer)) == (503, "status", "down for \ufffd repairs ", 500)
    send_webhooks(seconds=30)
    row = only()
    assert (row.state, row.next_at, row.attempts) == ("failed", None, len(RETRY_SECONDS) + 1)
    make_due()
    assert send_webhooks(seconds=30) is False
    assert len(receiver.taken) == len(RETRY_SECONDS) + 1
    assert len({event["id"] for event in receiver.events}) == 1
    assert "repairs" not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_an_endpoint_that_fails_is_left_alone_and_holds_up_no_other(receiver):
    with receiving() as other:
        receiver.status = 500
        endpoint_to(receiver.url)
        endpoint_to(other.url)
        for _ in range(3):
            PublishedCommentFactory()
        send_webhooks(seconds=30)
        assert (len(receiver.taken), len(other.taken)) == (1, 3)
        receiver.status = 200
        send_webhooks(seconds=30)
        assert len(receiver.taken) == 1
        make_due()
        send_webhooks(seconds=30)
    assert sorted({event["id"] for event in receiver.events}) == sorted({event["id"] for event in other.events})
    assert (
        list(WebhookEndpoint.objects.values_list("failures", "failing_since", "quiet_until")) == [(0, None, None)] * 2
    )


def test_an_endpoint_that_fails_for_days_is_paused_and_somebody_told(receiver, caplog):
    receiver.status = 500
    endpoint = endpoint_to(receiver.url)
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    WebhookEndpoint.objects.update(failing_since=timezone.now() - dt.timedelta(hours=71))
    make_due()
    send_webhooks(seconds=30)
    assert pending_webhooks().paused == ()
    assert pending_webhooks().failing == ("Archive",)
    WebhookEndpoint.objects.update(failing_since=timezone.now() - dt.timedelta(hours=73))
    make_due()
    send_webhooks(seconds=30)
    assert pending_webhooks().paused == ("Archive",)
    told = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 1
    assert told[0].startswith(f"Webhook endpoint {endpoint.pk} has failed since ")
    PublishedCommentFactory()
    make_due()
    send_webhooks(seconds=30)
    assert len(receiver.taken) == 3
    receiver.status = 200
    assert resume_endpoint(endpoint_id=endpoint.pk) is True
    assert resume_endpoint(endpoint_id=endpoint.pk) is False
    send_webhooks(seconds=30)
    assert len(receiver.taken) == 5
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_worker_that_dies_while_sending_leaves_it_to_the_next(receiver, monkeypatch):
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    with monkeypatch.context() as patch:
        patch.setattr("engagement.services.webhooks._settle", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            send_webhooks(seconds=30)
    send_webhooks(seconds=30)
    assert len(receiver.taken) == 1
    WebhookDelivery.objects.update(leased_until=timezone.now())
    send_webhooks(seconds=30)
    first, second = receiver.events
    assert first["id"] == second["id"]
    assert only().state == "delivered"


def test_redirects_are_not_followed(receiver):
    with receiving() as other:
        receiver.status, receiver.headers = 307, {"Location": other.url}
        endpoint_to(receiver.url)
        PublishedCommentFactory()
        send_webhooks(seconds=30)
        assert other.taken == []
    assert (only().status, only().error, only().state) == (307, "status", "waiting")


@pytest.mark.parametrize("slow", [{"seconds": 3}, {"drips": True}], ids=["silent", "byte by byte"])
def test_a_slow_receiver_is_waited_for_no_longer_than_allowed(receiver, settings, slow):
    settings.ENGAGEMENT = {**ON, "WEBHOOK_SECONDS": 1}
    vars(receiver).update(slow)
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    began = time.monotonic()
    send_webhooks(seconds=30)
    assert time.monotonic() - began < 2.5
    assert only().error == "timeout"
    assert only().milliseconds >= 900


def test_nobody_there(receiver):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint_to(f"http://127.0.0.1:{port}/")
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    assert (only().status, only().error) == (None, "connection")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::5db8:d70e", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
    ],
)
def test_only_public_addresses_are_connected_to(settings, address, public):
    settings.ENGAGEMENT = {"WEBHOOKS": True}
    assert is_allowed(address) is public


def test_networks_can_be_allowed_and_no_others_with_them(settings):
    settings.ENGAGEMENT = {"WEBHOOKS": True, "WEBHOOK_NETWORKS": ["10.20.0.0/16", "fd12::/32"]}
    assert [is_allowed(each) for each in ("10.20.3.4", "::ffff:10.20.3.4", "fd12::5")] == [True] * 3
    assert [is_allowed(each) for each in ("10.21.3.4", "127.0.0.1", "fd13::5")] == [False] * 3


def answering(monkeypatch, *answers):
    """A name server at the boundary: each look-up gets the next answer, the last one for ever."""
    left = list(answers)
    asked = []

    def look_up(host, port, *_args, **_kwargs):
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr("engagement.services.webhook_addresses.getaddrinfo", look_up)
    return asked


def test_a_name_that_leads_inward_later_is_refused_then(monkeypatch, settings, receiver):
    settings.ENGAGEMENT = {"WEBHOOKS": True, "WEBHOOK_HTTP": True}
    answering(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    endpoint_to(f"http://rebinding.example:{receiver.server_port}/")
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    assert (only().error, only().status) == ("address", None)
    assert receiver.taken == []


def test_one_inner_address_among_public_ones_refuses_the_name(monkeypatch, settings):
    settings.ENGAGEMENT = {"WEBHOOKS": True}
    answering(monkeypatch, ["93.184.215.14", "169.254.169.254"])
    with pytest.raises(InvalidEndpoint) as caught:
        create_endpoint(wish=EndpointWish(name="Archive", url="https://mixed.example/"))
    assert caught.value.field == "url"
    assert WebhookEndpoint.objects.count() == 0


def test_what_was_looked_at_is_what_is_connected_to(monkeypatch, receiver):
    endpoint_to(receiver.url)
    asked = answering(monkeypatch, ["127.0.0.1"], ["10.255.255.1"])
    WebhookEndpoint.objects.update(url=f"http://press.example:{receiver.server_port}/hook")
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    assert asked == ["press.example"]
    ((headers, _body),) = receiver.taken
    assert headers["Host"] == f"press.example:{receiver.server_port}"


def test_the_next_address_is_tried_where_one_does_not_answer(monkeypatch, receiver):
    endpoint_to(receiver.url)
    answering(monkeypatch, ["::1", "127.0.0.1"])
    WebhookEndpoint.objects.update(url=f"http://press.example:{receiver.server_port}/hook")
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    assert only().state == "delivered"


@pytest.mark.parametrize(
    "url", ["http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://[::ffff:7f00:1]/"]
)
def test_no_spelling_of_loopback_gets_round(settings, url):
    settings.ENGAGEMENT = {"WEBHOOKS": True, "WEBHOOK_HTTP": True}
    with pytest.raises(InvalidEndpoint):
        create_endpoint(wish=EndpointWish(name="Archive", url=url))


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"url": "http://a.invalid/"}, "url"),
        ({"url": "ftp://a.invalid/"}, "url"),
        ({"url": "https:///hook"}, "url"),
        ({"url": "https://user:password@a.invalid/"}, "url"),
        ({"url": "https://a.invalid/#part"}, "url"),
        ({"url": "https://169.254.169.254/latest"}, "url"),
        ({"events": ["sneezed"]}, "events"),
        ({"events": [], "active": True}, "events"),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused_with_its_field(settings, wish, field):
    settings.ENGAGEMENT = {"WEBHOOKS": True}
    wish = EndpointWish(**{"name": "Archive", "url": "https://a.invalid/", **wish})
    with pytest.raises(InvalidEndpoint) as caught:
        create_endpoint(wish=wish)
    assert caught.value.field == field
    kept = WebhookEndpoint.objects.create(name="Old", url="https://b.invalid/", secret="s")
    with pytest.raises(InvalidEndpoint):
        change_endpoint(endpoint_id=kept.pk, wish=wish)
    kept.refresh_from_db()
    assert (kept.name, kept.url) == ("Old", "https://b.invalid/")


def test_http_is_not_spoken_once_it_is_forbidden(settings, receiver):
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    settings.ENGAGEMENT = {**ON, "WEBHOOK_HTTP": False}
    send_webhooks(seconds=30)
    assert only().error == "http"
    assert receiver.taken == []


def make_certificate(folder, name):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("host", "trusted", "error"),
    [
        pytest.param("localhost", True, "", id="trusted"),
        pytest.param("localhost", False, "tls", id="unknown authority"),
        pytest.param("127.0.0.1", True, "tls", id="another name"),
    ],
)
def test_certificates_are_verified_by_the_name(receiver, tmp_path, monkeypatch, host, trusted, error):
    path = make_certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True, do_handshake_on_connect=False)
    if trusted:
        monkeypatch.setattr(webhook_transport, "_VERIFIED", ssl.create_default_context(cafile=path))
    endpoint_to(f"https://{host}:{receiver.server_port}/")
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    assert only().error == error
    assert len(receiver.taken) == (0 if error else 1)


def test_a_test_goes_to_an_endpoint_that_is_not_active_yet(receiver):
    receiver.answer, receiver.status = b"fine", 200
    endpoint = endpoint_to(receiver.url, active=False, with_text=True)
    delivery = try_endpoint(endpoint_id=endpoint.pk)
    assert (delivery.state, delivery.status, delivery.answer) == ("delivered", 200, "fine")
    (event,) = receiver.events
    assert (event["event"], event["text"]) == ("test", None)
    with pytest.raises(EndpointNotFound):
        try_endpoint(endpoint_id=endpoint.pk + 1)


def test_deliveries_are_sent_again_under_the_same_id(receiver):
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    send_webhooks(seconds=30)
    assert send_again(delivery_ids=[only().pk]) == 1
    send_webhooks(seconds=30)
    first, second = receiver.events
    assert first == second


def test_replay_tells_a_new_endpoint_what_it_missed(receiver):
    old, new = PublishedCommentFactory(), PublishedCommentFactory()
    WebhookEvent.objects.filter(comment_number=old.pk).update(created_at=timezone.now() - dt.timedelta(days=2))
    endpoint = endpoint_to(receiver.url, events=[events.PUBLISHED])
    since = timezone.now() - dt.timedelta(days=1)
    assert replay_events(endpoint_id=endpoint.pk, since=since) == 1
    assert replay_events(endpoint_id=endpoint.pk, since=since) == 1
    send_webhooks(seconds=30)
    assert [event["comment"]["id"] for event in receiver.events] == [new.pk]
    assert replay_events(endpoint_id=endpoint.pk, since=since - dt.timedelta(days=2)) == 2
    send_webhooks(seconds=30)
    assert [event["comment"]["id"] for event in receiver.events] == [new.pk, old.pk, new.pk] or [
        event["comment"]["id"] for event in receiver.events
    ] == [new.pk, new.pk, old.pk]
    WebhookEndpoint.objects.update(sections=["Sport"])
    assert replay_events(endpoint_id=endpoint.pk, since=since) == 0


def test_switched_off_nothing_is_sent(receiver, settings):
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    settings.ENGAGEMENT = {**ON, "WEBHOOKS": False}
    assert send_webhooks(seconds=30) is False
    send_event(event_id=WebhookEvent.objects.get().pk, seconds=30)
    assert receiver.taken == []


def test_time_that_is_over_leaves_the_rest(receiver):
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    assert send_webhooks(seconds=0) is True
    assert receiver.taken == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_delivery_once(race, settings, receiver):
    endpoint_to(receiver.url)
    for _ in range(4):
        PublishedCommentFactory()
    receiver.seconds = 0.1
    race(*[partial(send_webhooks, seconds=30)] * 2)
    assert len(receiver.taken) == 4
    assert len({event["id"] for event in receiver.events}) == 4
    assert set(WebhookDelivery.objects.values_list("state", "attempts")) == {("delivered", 1)}


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_delivery_send_it_once(race, receiver):
    endpoint_to(receiver.url)
    PublishedCommentFactory()
    receiver.seconds = 0.3
    assert sorted(race(*[partial(send_delivery, delivery_id=only().pk)] * 3)) == [False, False, True]
    assert len(receiver.taken) == 1
