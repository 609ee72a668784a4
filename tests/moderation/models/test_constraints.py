"""What the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.models import Case, Decision, Feedback, Finding, Payload
from tests.factories import PublishedCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

FINDING = {"check_name": "dummy", "revision": 1, "verdict": "ham"}
DECISION = {"actor": "policy", "action": "approve", "before": "pending", "after": "published", "revision": 1}
PAYLOAD = {"submitted": {}, "said": "ham"}
CASE = {"queue": "waiting"}


def refused(model, **values):
    comment = PublishedCommentFactory()
    before = model.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(comment=comment, **values)
    assert model.objects.count() == before


def test_a_verdict_that_there_is_not():
    refused(Finding, **{**FINDING, "verdict": "maybe"})


def test_what_a_checker_cannot_have_said():
    refused(Payload, **{**PAYLOAD, "said": "error", "expires_at": timezone.now()})


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"queue": "elsewhere"}, id="a queue that there is not"),
        pytest.param({"queue": "decided"}, id="decided at no time"),
        pytest.param({"queue": "spam", "decided_at": timezone.now()}, id="decided and still in a queue"),
    ],
)
def test_a_case_that_cannot_be(values):
    refused(Case, **values)


def test_a_second_case():
    comment = PublishedCommentFactory()
    Case.objects.create(comment=comment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(comment=comment)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"actor": "machine"}, id="an actor that there is not"),
        pytest.param({"action": "delete"}, id="an action that there is not"),
        pytest.param({"before": "new"}, id="a visibility before that there is not"),
        pytest.param({"after": "gone"}, id="a visibility after that there is not"),
        pytest.param({"queue_before": "elsewhere"}, id="a queue that there is not"),
        pytest.param({"tells": "maybe"}, id="something nobody can tell"),
        pytest.param({"action": "reject", "reason": ""}, id="a rejection without a reason"),
        pytest.param({"action": "undo"}, id="an undoing of nothing"),
    ],
)
def test_a_decision_that_cannot_be(change):
    refused(Decision, **{**DECISION, **change})


def test_a_moderator_behind_the_checks_decision():
    refused(Decision, **DECISION, moderator=ModeratorFactory())


def test_an_undoing_that_is_called_something_else():
    refused(Decision, **DECISION, undoes=DecisionFactory(action="reject"))


def test_a_second_undoing():
    decision = DecisionFactory(action="reject")
    undoing = {**DECISION, "actor": "moderator", "action": "undo", "comment": decision.comment, "undoes": decision}
    Decision.objects.create(**undoing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**undoing)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"kind": "maybe"}, id="a kind that there is not"),
        pytest.param({"state": "lost"}, id="a state that there is not"),
        pytest.param({"state": "sent"}, id="sent at no time"),
        pytest.param({"state": "queued", "sent_at": timezone.now()}, id="sent and still queued"),
    ],
)
def test_feedback_that_cannot_be(change):
    decision = DecisionFactory(action="reject")
    refused(Feedback, **{"decision": decision, "kind": "spam", **change})


def test_the_same_feedback_queued_twice():
    decision = DecisionFactory(action="reject")
    Feedback.objects.create(comment=decision.comment, decision=decision, kind="spam")
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(comment=decision.comment, decision=decision, kind="spam")
    Feedback.objects.create(comment=decision.comment, decision=decision, kind="ham")
    Feedback.objects.create(comment=decision.comment, decision=decision, kind="spam", state="cancelled")


def test_engagement_cannot_reach_up():
    comment = PublishedCommentFactory()
    Case.objects.create(comment=comment)
    reverse = [field.name for field in type(comment)._meta.get_fields() if field.auto_created and not field.concrete]
    assert not [name for name in reverse if "case" in name or "decision" in name or "finding" in name]
    assert not hasattr(comment, "case")


def test_rows_name_themselves_without_anybodys_words():
    comment = PublishedCommentFactory(author_name="Ada", body="Words.")
    decision = DecisionFactory(comment=comment, action="reject", note="Words.")
    rows = [
        Finding(comment=comment, **FINDING),
        Case(comment=comment),
        decision,
        Feedback(comment=comment, decision=decision, kind="spam"),
        Payload(comment=comment, submitted={"body": "Words."}),
    ]
    assert [str(row) for row in rows] == [
        "dummy: ham",
        f"case of comment {comment.pk}",
        "reject: published → rejected",
        "spam, queued",
        f"payload of comment {comment.pk}",
    ]
