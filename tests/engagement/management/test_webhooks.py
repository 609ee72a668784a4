from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from engagement.models import WebhookDelivery, WebhookEndpoint
from tests.engagement.receiving import ON, endpoint_to, receiving
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def webhooks(settings, engagement_alone):
    settings.ENGAGEMENT = ON


def run(*arguments):
    out = StringIO()
    call_command("webhooks", *arguments, stdout=out)
    return out.getvalue()


def test_cron_sends_what_is_due_and_says_how_it_stands():
    with receiving() as server:
        endpoint = endpoint_to(server.url)
        PublishedCommentFactory()
        assert run("status").startswith("1 deliveries due since 2")
        assert server.taken == []
        told = "0 deliveries due, 0 to be tried again, 0 given up, 0 endpoints failing, 0 paused.\n"
        assert run("send") == told
        assert run("status") == f"{told}{endpoint.pk}: Archive: active\n"
        assert server.kinds == ["published"]


def test_status_fails_and_names_whom_nothing_is_sent_to():
    endpoint = endpoint_to("http://127.0.0.1:9/")
    WebhookEndpoint.objects.update(failures=3, failing_since=timezone.now(), paused_at=timezone.now())
    with pytest.raises(CommandError, match="Paused: Archive"):
        run("status")
    assert run("resume", str(endpoint.pk)) == "It is sent to again.\n"
    assert run("resume", str(endpoint.pk)) == "It was not stopped.\n"
    assert "1 paused" not in run("status")


def test_replay_sends_again_what_happened_since():
    PublishedCommentFactory()
    endpoint = endpoint_to("http://127.0.0.1:9/")
    assert run("replay", str(endpoint.pk), "--since", "2999-01-01") == "0 events are sent again.\n"
    assert run("replay", str(endpoint.pk), "--since", "2020-01-01T12:30") == "1 events are sent again.\n"
    assert WebhookDelivery.objects.count() == 1


def test_what_cannot_be_is_said():
    with pytest.raises(CommandError, match="There is no endpoint 7"):
        run("replay", "7", "--since", "2020-01-01")
    with pytest.raises(CommandError, match="'yesterday' is no moment such as 2026-05-04"):
        run("replay", "7", "--since", "yesterday")
