"""What the publisher's servers are told of moderation: decisions and reports, in the transactions that make them."""

import pytest

from engagement.models import WebhookEvent
from moderation.models import Decision, Report
from moderation.services.decisions import decide, undo
from moderation.services.reports import Reporter, file_report
from tests.factories import HeldCommentFactory, PublishedCommentFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def webhooks(settings):
    settings.ENGAGEMENT = {"WEBHOOKS": True}


def noted():
    return list(WebhookEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_a_decision_is_told_after_what_it_did_and_names_nobody():
    comment = HeldCommentFactory()
    moderator = StaffFactory()
    WebhookEvent.objects.all().delete()
    decision = decide(
        comment_id=comment.pk,
        action="approve",
        moderator_id=moderator.pk,
        seen_visibility="held",
        revision=1,
        note="Known to us as a crank.",
    )
    assert noted() == ["published", "decided"]
    event = WebhookEvent.objects.get(kind="decided")
    assert event.payload["decision"] == {
        "id": decision.pk,
        "by": "moderator",
        "action": "approve",
        "reason": "",
        "before": "held",
        "after": "published",
    }
    assert event.payload["comment"]["visibility"] == "published"
    assert "crank" not in str(event.payload)
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert noted() == ["published", "decided", "held", "decided"]
    assert WebhookEvent.objects.latest("pk").payload["decision"]["action"] == "undo"


def test_a_report_is_told_without_its_words_and_reporter():
    comment = PublishedCommentFactory()
    WebhookEvent.objects.all().delete()
    for _ in range(2):
        file_report(comment_id=comment.pk, reason="harassment", words="He means my aunt.", reporter=Reporter(token="t"))
    event = WebhookEvent.objects.get()
    report = Report.objects.get()
    assert (event.kind, event.comment_number) == ("reported", comment.pk)
    assert event.payload["report"] == {"id": report.pk, "reason": "harassment"}
    assert "aunt" not in str(event.payload)
    assert Decision.objects.filter(comment=comment, actor="readers").count() == 0
