"""Metrics, as Prometheus reads them."""

import datetime as dt
import subprocess
import sys

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from engagement.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from moderation.conf import get_settings
from moderation.models import Alert, Circuit, Finding
from moderation.services.cases import open_case
from tests.engagement.following import ON as FOLLOWING
from tests.engagement.following import follow
from tests.engagement.receiving import ON as WEBHOOKS
from tests.engagement.receiving import endpoint_to
from tests.factories import DiscussionFactory, HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory

METRICS = "/moderation/metrics"
TOKEN = "a-token-of-twenty-letters"

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(settings):
    settings.MODERATION = {**settings.MODERATION, "METRICS_TOKEN": TOKEN}
    return {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def scrape(client, token):
    """Everything that is told: by its name and labels, the value."""

    def read():
        response = client.get(METRICS, headers=token)
        assert response.status_code == 200
        families = text_string_to_metric_families(response.content.decode())
        return {
            (sample.name, *sorted(sample.labels.items())): sample.value
            for family in families
            for sample in family.samples
        }

    return read


def find(verdict, **fields):
    fields = {"check_name": "dummy", "revision": 1, "verdict": verdict, **fields}
    return Finding.objects.create(comment=HeldCommentFactory(), **fields)


def test_a_quiet_site_tells_zeros(scrape):
    told = scrape()
    assert told["afterword_screening_well",] == 1
    assert told["afterword_checker_state", ("state", "never_asked")] == 1
    assert told["afterword_checker_state", ("state", "paused")] == 0
    for name in (
        "circuit_open",
        "comments_unchecked",
        "comments_unchecked_oldest_seconds",
        "comments_published_unchecked",
        "reports_queued",
        "reports_queued_oldest_seconds",
    ):
        assert told[f"afterword_{name}",] == 0
    assert told["afterword_verdicts_last_hour", ("verdict", "spam")] == 0
    assert told["afterword_failures_last_hour", ("kind", "timeout")] == 0
    assert told["afterword_cases", ("queue", "waiting")] == 0
    assert ("afterword_last_answer_timestamp_seconds",) not in told


def test_everything_is_told(scrape):
    now = timezone.now()
    answer = find("ham", duration_ms=420, at=now - dt.timedelta(minutes=2))
    failure = find("error", failure="server", at=now - dt.timedelta(minutes=1))
    find("spam", at=now - dt.timedelta(hours=2))
    pending = PendingCommentFactory()
    type(pending).objects.filter(pk=pending.pk).update(created_at=now - dt.timedelta(seconds=90))
    open_case(comment_id=HeldCommentFactory().pk, reasons=[])
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    alert = Alert.objects.create(checker="akismet", code='10501"}\n', times=4)
    Circuit.objects.create(name="dummy", is_open=True, opened_at=now, probe_at=now)
    told = scrape()
    assert told["afterword_screening_well",] == 0
    assert told["afterword_checker_state", ("state", "paused")] == 1
    assert told["afterword_circuit_open",] == 1
    assert told["afterword_last_answer_timestamp_seconds",] == pytest.approx(answer.at.timestamp(), abs=0.01)
    assert told["afterword_last_answer_duration_seconds",] == 0.42
    assert told["afterword_last_failure_timestamp_seconds",] == pytest.approx(failure.at.timestamp(), abs=0.01)
    assert told["afterword_comments_unchecked",] == 1
    assert 90 <= told["afterword_comments_unchecked_oldest_seconds",] < 150
    assert told["afterword_reports_queued",] == 1
    assert told["afterword_verdicts_last_hour", ("verdict", "ham")] == 1
    assert told["afterword_verdicts_last_hour", ("verdict", "spam")] == 0
    assert told["afterword_failures_last_hour", ("kind", "server")] == 1
    assert told["afterword_cases", ("queue", "waiting")] == 1
    seen = told["afterword_alert_last_seen_timestamp_seconds", ("checker", "akismet"), ("code", '10501"}\n')]
    assert seen == pytest.approx(alert.latest_at.timestamp(), abs=0.01)


def test_the_brokers_queues_are_told_where_it_tells(scrape):
    messages = {key: value for key, value in scrape().items() if key[0] == "afterword_messages"}
    assert all(value >= 0 for value in messages.values())


def test_two_processes_tell_the_same_and_nothing_adds_up(scrape):
    find("ham")
    same = {"afterword_comments_unchecked_oldest_seconds", "afterword_cases_oldest_seconds"}
    first, second = ({key: value for key, value in scrape().items() if key[0] not in same} for _process in range(2))
    assert first == second


def test_who_prefers_openmetrics_gets_it(client, token):
    response = client.get(METRICS, headers={**token, "Accept": "application/openmetrics-text; version=1.0.0"})
    assert response["Content-Type"].startswith("application/openmetrics-text")
    assert response.content.endswith(b"# EOF\n")


def test_a_moderators_session_may_read_them(desk):
    response = desk.get(METRICS)
    assert (response.status_code, response["Content-Type"][:10]) == (200, "text/plain")
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex")


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer é"],
)
def test_strangers_are_told_nothing(client, token, header):
    response = client.get(METRICS, headers={"Authorization": header} if header is not None else None)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="metrics"')
    assert b"afterword" not in response.content
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("header", ["Bearer ", "Bearer", ""])
def test_without_a_token_in_the_settings_none_is_good(client, header):
    assert client.get(METRICS, headers={"Authorization": header}).status_code == 401


def test_readers_may_not_read_them(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(METRICS).status_code == 403


def test_they_are_only_read(client, token):
    assert client.post(METRICS, headers=token).status_code == 405


def test_without_the_package_it_says_so(client, token, monkeypatch):
    monkeypatch.setattr("moderation.web.views.metrics.metrics", None)
    response = client.get(METRICS, headers=token)
    assert response.status_code == 501
    assert response.content.decode() == (
        'The package prometheus-client is not installed: pip install "django-afterword[metrics]".\n'
    )
    assert client.get(METRICS).status_code == 401


def test_the_site_starts_without_the_package():
    code = (
        "import sys; sys.modules['prometheus_client'] = None\n"
        "import django; django.setup()\n"
        "from django.urls import reverse; from moderation.web.views import metrics\n"
        "print(reverse('moderation:metrics'), metrics.metrics)"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings.full"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "/moderation/metrics None\n"


def test_a_token_without_the_package_is_told_by_the_check(token, monkeypatch):
    def found():
        return [message for message in checks.run_checks() if message.id == "moderation.W006"]

    assert found() == []
    monkeypatch.setattr("moderation.checks.find_spec", lambda name: None)
    assert [message.hint for message in found()] == ['pip install "django-afterword[metrics]"']


def test_a_short_token_is_refused(settings):
    settings.MODERATION = {"METRICS_TOKEN": "short"}
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN must have at least 20 characters"):
        get_settings()


def test_the_token_is_in_no_repr(token):
    assert TOKEN not in repr(get_settings())


def test_they_cost_the_same_whatever_there_is(client, token, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        client.get(METRICS, headers=token)
    for number in range(5):
        find("ham")
        find("error", failure="server")
        Alert.objects.create(checker="akismet", code=str(number))
    with django_assert_num_queries(len(few)):
        client.get(METRICS, headers=token)
    assert len(few) == 16


def test_webhooks_and_mails_are_told_where_they_are_on(scrape, settings):
    assert not [key for key in scrape() if key[0].startswith(("afterword_webhook", "afterword_follow"))]
    settings.ENGAGEMENT = {**WEBHOOKS, **FOLLOWING}
    endpoint = endpoint_to("http://127.0.0.1:9/hook?key=hidden", name='Archive "one"')
    PublishedCommentFactory()
    WebhookDelivery.objects.update(next_at=timezone.now() - dt.timedelta(minutes=20))
    WebhookEvent.objects.update(created_at=timezone.now() - dt.timedelta(hours=3))
    WebhookEndpoint.objects.update(failing_since=timezone.now() - dt.timedelta(hours=2), failures=4)
    told = scrape()
    of = (("endpoint", str(endpoint.pk)), ("name", 'Archive "one"'))
    assert told["afterword_outgoing_well",] == 1
    assert told["afterword_webhook_endpoint_paused", *of] == 0
    assert 7200 <= told["afterword_webhook_endpoint_failing_seconds", *of] < 7300
    assert told["afterword_webhook_endpoint_waiting", *of] == 1
    assert 10_800 <= told["afterword_webhook_endpoint_oldest_seconds", *of] < 10_900
    assert told["afterword_webhook_endpoint_last_success_timestamp_seconds", *of] == 0
    assert told["afterword_webhook_deliveries_due",] == 1
    assert 1200 <= told["afterword_webhook_deliveries_due_oldest_seconds",] < 1300
    assert told["afterword_webhook_deliveries_failed",] == 0
    assert told["afterword_follow_mails_due",] == 0
    WebhookEndpoint.objects.update(failing_since=None, failures=0, paused_at=timezone.now())
    WebhookDelivery.objects.update(state="failed", next_at=None)
    told = scrape()
    assert told["afterword_webhook_endpoint_paused", *of] == 1
    assert told["afterword_webhook_deliveries_failed",] == 1
    assert not [key for key in told if "hidden" in str(key)]


def test_webhooks_and_mails_cost_the_same_however_many_there_are(client, token, settings):
    settings.ENGAGEMENT = {**WEBHOOKS, **FOLLOWING}
    with CaptureQueriesContext(connection) as few:
        client.get(METRICS, headers=token)
    discussion = DiscussionFactory()
    for number in range(4):
        endpoint_to("http://127.0.0.1:9/", name=f"Archive {number}")
        follow(discussion, f"fay{number}@example.org")
        PublishedCommentFactory(discussion=discussion)
    assert WebhookDelivery.objects.count() == 10
    with CaptureQueriesContext(connection) as many:
        client.get(METRICS, headers=token)
    assert (len(few), len(many)) == (25, 25)
