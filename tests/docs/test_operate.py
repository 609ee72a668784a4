"""The guide for operators, and the page of metrics: what they name is told."""

import re

import pytest
from django.urls import resolve
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from moderation.conf import ModerationSettings
from moderation.models import Alert, FailureKind, Finding
from moderation.queries.health import CheckerState
from moderation.web.views.status import show_status
from tests.docs.markdown import ROOT, read_blocks
from tests.engagement.following import ON as FOLLOWING
from tests.engagement.receiving import ON as WEBHOOKS
from tests.engagement.receiving import endpoint_to
from tests.factories import PendingCommentFactory
from tests.moderation.factories import ModeratorFactory

DIGEST = ROOT / "docs" / "how-to" / "digest.md"
OPERATE = ROOT / "docs" / "how-to" / "operate.md"
METRICS = (ROOT / "docs" / "reference" / "metrics.md").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_every_metric_is_documented_and_no_other(client, settings):
    settings.ENGAGEMENT = {**WEBHOOKS, **FOLLOWING}
    endpoint_to("http://127.0.0.1:9/")
    comment = PendingCommentFactory()
    Finding.objects.create(comment=comment, check_name="dummy", revision=1, verdict="ham", duration_ms=7)
    Finding.objects.create(comment=comment, check_name="dummy", revision=1, verdict="error", failure="server")
    Alert.objects.create(checker="dummy", code="1", latest_at=timezone.now())
    client.force_login(ModeratorFactory())
    told = {
        family.name: {label for sample in family.samples for label in sample.labels}
        for family in text_string_to_metric_families(client.get("/moderation/metrics").content.decode())
    }
    rows = re.findall(r"^\| `(afterword_\w+)` \| (.*?) \|", METRICS, re.MULTILINE)
    documented = {name: set(re.findall(r"(?:^|, )`(\w+)`", labels.partition(":")[0])) for name, labels in rows}
    assert set(documented) == set(told)
    assert all(told[name] in (labels, set()) for name, labels in documented.items())


def test_every_metric_of_the_alarms_is_documented():
    named = set(re.findall(r"afterword_\w+", OPERATE.read_text(encoding="utf-8")))
    assert named
    assert named <= set(re.findall(r"afterword_\w+", METRICS))


def test_every_state_and_every_way_of_failing_is_documented():
    assert all(f"`{state}`" in METRICS for state in CheckerState)
    assert all(f"| `{kind}` |" in OPERATE.read_text(encoding="utf-8") for kind in FailureKind.values)


def test_the_urls_of_the_guide_mount_the_word_for_anybody():
    (block,) = [block for block in read_blocks(OPERATE) if block.language == "python"]
    names = {}
    exec(compile(block.text, "operate.md", "exec"), names)  # noqa: S102  # the guide's own lines, as they stand
    urls = type("urls", (), {"urlpatterns": names["urlpatterns"]})
    assert resolve("/healthz", urls).func is show_status


def test_the_settings_of_the_guide_to_digests_are_read():
    (block,) = [block for block in read_blocks(DIGEST) if block.language == "python"]
    names = {"MODERATION": {}}
    exec(compile(block.text, "digest.md", "exec"), names)  # noqa: S102  # the guide's own lines, as they stand
    settings = ModerationSettings(**{key.lower(): value for key, value in names["MODERATION"].items()})
    assert settings.site_url == "https://www.example.org"
    assert names["EMAIL_TIMEOUT"] < 45
