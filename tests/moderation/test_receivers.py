"""What follows when something happened: messages, cases, and nothing at all when the broker is gone."""

import logging
import time

import pytest

from engagement.api import Comment, Visibility, change_visibility, erase_comment, withdraw_comment
from moderation.models import Case, Decision, Feedback, Payload
from moderation.services.screening import screen_comment
from tests.factories import (
    CommentFactory,
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
)
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A context whose end counts as a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_new_comment_is_enqueued_to_be_checked(committed, messages):
    with committed():
        comment = CommentFactory()
        assert messages() == []
    assert comment.visibility == "pending"
    assert messages() == [("moderation.screen_comment", comment.pk)]


def test_a_new_comment_that_a_gate_holds_becomes_a_case(committed, messages, settings):
    settings.MODERATION = {}
    with committed():
        comment = CommentFactory()
    assert comment.visibility == "held"
    case = Case.objects.get()
    assert (case.comment, case.queue, case.reasons) == (comment, "waiting", [{"code": "held", "gate": "unchecked"}])
    assert messages() == []


def test_a_comment_put_back_to_pending_is_enqueued_again(committed, messages):
    comment = PublishedCommentFactory()
    with committed():
        change_visibility(comment_id=comment.pk, to=Visibility.PENDING)
    assert messages() == [("moderation.screen_comment", comment.pk)]


def test_a_comment_held_by_another_hand_becomes_a_case(committed):
    comment = PublishedCommentFactory()
    with committed():
        change_visibility(comment_id=comment.pk, to=Visibility.HELD)
    assert Case.objects.get().reasons == [{"code": "moderator"}]


@pytest.mark.parametrize("to", [Visibility.PUBLISHED, Visibility.REJECTED])
def test_a_case_closes_when_another_hand_moves_its_comment(committed, to):
    with committed():
        comment = HeldCommentFactory()
    assert Case.objects.get().queue == "waiting"
    with committed():
        change_visibility(comment_id=comment.pk, to=to)
    assert Case.objects.get().queue == "decided"


@pytest.mark.parametrize(
    ("take_back", "action", "after"),
    [(withdraw_comment, "withdraw", "withdrawn"), (erase_comment, "erase", "erased")],
)
def test_what_its_author_takes_back_leaves_the_queue_and_one_row(committed, take_back, action, after):
    with committed():
        comment = HeldCommentFactory()
    with committed():
        take_back(comment_id=comment.pk)
        take_back(comment_id=comment.pk)
    assert Case.objects.get().queue == "decided"
    decision = Decision.objects.get()
    assert (decision.actor, decision.action, decision.moderator) == ("author", action, None)
    assert (decision.before, decision.after, decision.queue_before) == ("held", after, "waiting")


def test_of_an_erased_comment_what_was_sent_is_forgotten_at_once(committed, checker):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    assert Payload.objects.count() == 1
    with committed():
        erase_comment(comment_id=comment.pk)
    assert not Payload.objects.exists()


def test_feedback_is_enqueued_after_the_decision_is_committed(committed, messages):
    comment = HeldCommentFactory()
    with committed():
        DecisionFactory(comment=comment, action="spam")
        assert messages() == []
    assert messages() == [("moderation.send_feedback", Feedback.objects.get().pk)]


def test_spam_that_the_checks_found_stays_in_its_queue(committed, checker):
    comment = PendingCommentFactory(author_name="spam")
    with committed():
        screen_comment(comment_id=comment.pk)
    assert Case.objects.get().queue == "spam"


def test_from_post_to_publication_and_from_decision_to_feedback(committed, eager_tasks, standin):
    with committed():
        good, bad = CommentFactory(), CommentFactory(author_name="akismet-guaranteed-spam")
    assert Comment.objects.get(pk=good.pk).visibility == "published"
    assert Comment.objects.get(pk=bad.pk).visibility == "spam"
    with committed():
        DecisionFactory(comment=good, action="spam")
        DecisionFactory(comment=bad, action="not_spam")
    assert [entry.fields["comment_author"] for entry in standin.requests("/1.1/submit-spam")] == [[good.author_name]]
    assert [entry.fields["comment_author"] for entry in standin.requests("/1.1/submit-ham")] == [[bad.author_name]]


def test_with_the_broker_down_a_post_is_stored_within_a_second_and_says_one_line(committed, dead_broker, caplog):
    caplog.set_level(logging.INFO)
    started = time.monotonic()
    with committed():
        comment = CommentFactory(body="What nobody may read in a log.")
    assert time.monotonic() - started < 1
    assert Comment.objects.get().visibility == "pending"
    (line,) = [record for record in caplog.records if record.name.startswith("moderation")]
    assert line.levelname == "WARNING"
    assert line.getMessage() == "The broker cannot be reached (OperationalError); the next sweep takes over."
    everything = "".join(record.getMessage() for record in caplog.records)
    assert comment.body not in everything
    assert comment.author_email not in everything


def test_with_the_broker_down_a_decision_is_made_all_the_same(committed, dead_broker, caplog):
    comment = SpamCommentFactory()
    with committed():
        DecisionFactory(comment=comment, action="not_spam")
    assert Comment.objects.get().visibility == "published"
    assert Feedback.objects.get().state == "queued"
    assert [record.name for record in caplog.records if record.levelname == "WARNING"] == ["moderation.tasks"]
