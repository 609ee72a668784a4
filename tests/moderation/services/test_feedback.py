"""What the spam checker hears of moderators' decisions: which, once, with what was submitted, and in order."""

import datetime as dt

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility, erase_comment
from engagement.models import Submission
from moderation.exceptions import SpamCheckUnavailable
from moderation.models import Decision, Feedback, Payload
from moderation.services.decisions import undo
from moderation.services.feedback import keep_payload
from moderation.services.screening import screen_comment
from moderation.services.sealing import seal
from moderation.services.sending import send_feedback
from moderation.spam.registry import get_checker
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Not an Exception: nothing tidies up after SIGKILL."""


def die(*args, **kwargs):
    raise Killed


def screened(author_name, **rest):
    comment = PendingCommentFactory(author_name=author_name, **rest)
    screen_comment(comment_id=comment.pk)
    return Comment.objects.get(pk=comment.pk)


def decided(comment, action):
    return DecisionFactory(comment=comment, action=action)


def outbox():
    return list(Feedback.objects.order_by("pk").values_list("kind", "state"))


def send_all():
    for pk in Feedback.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True):
        send_feedback(feedback_id=pk)


@pytest.mark.parametrize(
    ("author", "action", "told"),
    [
        pytest.param("anyone", "spam", ["spam"], id="missed spam is reported"),
        pytest.param("anyone", "approve", [], id="what was published and is confirmed is known"),
        pytest.param("anyone", "reject", [], id="a rejection is none of its business"),
        pytest.param("anyone", "hold", [], id="nor is a second look"),
        pytest.param("anyone", "not_spam", [], id="nor what it said itself"),
        pytest.param("spam", "not_spam", ["ham"], id="a false alarm is reported"),
        pytest.param("spam", "approve", ["ham"], id="an approval of what it called spam is a false alarm"),
        pytest.param("discard", "approve", ["ham"], id="of what it called blatant spam too"),
        pytest.param("spam", "reject", [], id="rejecting what it called spam says nothing of spam"),
        pytest.param("spam", "spam", [], id="confirming what it said tells nothing new"),
    ],
)
def test_which_decisions_it_hears_of(checker, author, action, told):
    decision = decided(screened(author), action)
    assert outbox() == [(kind, "queued") for kind in told]
    assert [feedback.decision for feedback in Feedback.objects.all()] == [decision] * len(told)


@pytest.mark.parametrize(
    ("action", "told"), [("spam", ["spam"]), ("not_spam", ["ham"]), ("approve", []), ("reject", [])]
)
def test_of_what_was_never_checked_it_hears_what_a_moderator_says_outright(checker, action, told):
    comment = HeldCommentFactory(body="Never asked about.", ip="203.0.113.7")
    decided(comment, action)
    assert outbox() == [(kind, "queued") for kind in told]
    send_all()
    assert [(one.verdict, one.submitted.body, one.submitted.ip, one.said) for one in checker.told] == [
        (kind, "Never asked about.", "203.0.113.7", "") for kind in told
    ]


def test_of_what_has_no_address_any_more_it_hears_nothing(checker):
    comment = HeldCommentFactory()
    Submission.objects.filter(comment=comment).delete()
    decided(comment, "spam")
    assert outbox() == []
    assert not Payload.objects.exists()


def test_what_the_checks_decide_it_does_not_hear_of(checker):
    screened("spam")
    screened("anyone")
    assert Decision.objects.count() == 2
    assert outbox() == []


def test_without_a_checker_there_is_nobody_to_tell(settings):
    settings.MODERATION = {}
    decided(PublishedCommentFactory(), "spam")
    assert outbox() == []


def test_it_hears_exactly_what_was_submitted_at_the_time(standin):
    comment = screened(
        "Ada", body="Café & 50 %\nat the quay", ip="2001:db8::5", honeypot="x", author_url="https://ada.example/"
    )
    comment.author_name, comment.body = "Somebody else", "Edited since."
    comment.save()
    Submission.objects.filter(comment=comment).update(ip="203.0.113.99")
    decision = decided(comment, "spam")
    send_all()
    (check,) = standin.checks()
    (told,) = standin.requests("/1.1/submit-spam")
    added = {"reporter": [decision.moderator.username], "comment_check_response": ["false"]}
    assert told.fields == {**check.fields, **added}
    assert told.fields["comment_content"] == ["Café & 50 %\nat the quay"]
    assert told.key == "right"
    assert standin.requests("/1.1/submit-ham") == []
    feedback = Feedback.objects.get()
    assert (feedback.state, feedback.attempts, feedback.error) == ("sent", 1, "")
    assert feedback.sent_at is not None


def test_a_false_alarm_reaches_the_service_as_ham(standin):
    decided(screened("akismet-guaranteed-spam"), "not_spam")
    send_all()
    (told,) = standin.requests("/1.1/submit-ham")
    assert told.fields["comment_check_response"] == ["true"]
    assert standin.requests("/1.1/submit-spam") == []


def test_undoing_before_it_was_sent_cancels_it(checker, moderator):
    decision = decided(screened("anyone"), "spam")
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert outbox() == [("spam", "cancelled")]
    send_all()
    assert checker.told == []


def test_undoing_what_was_never_checked_before_it_was_sent_cancels_it(checker, moderator):
    decision = decided(HeldCommentFactory(), "spam")
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert outbox() == [("spam", "cancelled")]


def test_undoing_after_it_was_sent_sends_the_opposite(checker, moderator):
    decision = decided(screened("anyone"), "spam")
    send_all()
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert outbox() == [("spam", "sent"), ("ham", "queued")]
    send_all()
    assert [(told.verdict, told.reporter) for told in checker.told] == [
        ("spam", decision.moderator.username),
        ("ham", moderator.username),
    ]
    assert checker.told[0].submitted == checker.told[1].submitted


def test_undoing_a_false_alarm_that_was_sent_says_spam_again(checker, moderator):
    decision = decided(screened("spam"), "not_spam")
    send_all()
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert outbox() == [("ham", "sent"), ("spam", "queued")]


def test_undoing_what_was_never_checked_after_it_was_sent_sends_the_opposite(checker, moderator):
    decision = decided(HeldCommentFactory(), "spam")
    send_all()
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert outbox() == [("spam", "sent"), ("ham", "queued")]


def test_undoing_while_it_is_on_its_way_sends_the_opposite_behind_it(checker, moderator, monkeypatch):
    decision = decided(screened("anyone"), "spam")
    (feedback,) = Feedback.objects.all()
    tell = checker.report_spam

    def undo_meanwhile(submitted, **said):
        undo(decision_id=decision.pk, moderator_id=moderator.pk)
        (later,) = Feedback.objects.filter(kind="ham")
        assert send_feedback(feedback_id=later.pk) is False
        tell(submitted, **said)

    monkeypatch.setattr(checker, "report_spam", undo_meanwhile)
    send_feedback(feedback_id=feedback.pk)
    assert outbox() == [("spam", "sent"), ("ham", "queued")]
    send_all()
    assert [told.verdict for told in checker.told] == ["spam", "ham"]


def test_what_may_have_been_heard_is_put_right_after_an_undo(checker, moderator, monkeypatch):
    decision = decided(screened("anyone"), "spam")

    monkeypatch.setattr(checker, "report_spam", die)
    with pytest.raises(Killed):
        send_all()
    monkeypatch.undo()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        undo(decision_id=decision.pk, moderator_id=moderator.pk)
        assert outbox() == [("spam", "cancelled"), ("ham", "queued")]
        send_all()
    assert [told.verdict for told in checker.told] == ["ham"]


def test_what_may_not_have_been_heard_is_said_again(checker, moderator, monkeypatch):
    comment = screened("anyone")
    decision = decided(comment, "spam")
    monkeypatch.setattr(checker, "report_spam", die)
    with pytest.raises(Killed):
        send_all()
    monkeypatch.undo()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        undo(decision_id=decision.pk, moderator_id=moderator.pk)
        decided(comment, "spam")
        assert outbox() == [("spam", "cancelled"), ("ham", "cancelled"), ("spam", "queued")]
        send_all()
    assert [told.verdict for told in checker.told] == ["spam"]


def test_a_report_that_was_overtaken_on_its_way_is_not_tried_again(checker, moderator, monkeypatch):
    decision = decided(screened("anyone"), "spam")
    monkeypatch.setattr(checker, "report_spam", die)
    with pytest.raises(Killed):
        send_all()
    monkeypatch.undo()
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert outbox() == [("spam", "queued"), ("ham", "queued")]
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        send_all()
    assert outbox() == [("spam", "cancelled"), ("ham", "sent")]
    assert [told.verdict for told in checker.told] == ["ham"]


def test_a_worker_whose_lease_was_taken_over_changes_nothing(checker, monkeypatch):
    decided(screened("anyone"), "spam")
    anothers = timezone.now() + dt.timedelta(hours=1)

    def fail_too_late(submitted, **said):
        Feedback.objects.update(leased_until=anothers)
        raise SpamCheckUnavailable("It took too long.")

    monkeypatch.setattr(checker, "report_spam", fail_too_late)
    send_all()
    feedback = Feedback.objects.get()
    assert (feedback.state, feedback.leased_until, feedback.error) == ("queued", anothers, "")


def test_undoing_falls_back_on_the_decision_before(checker, moderator):
    comment = screened("spam")
    decided(comment, "not_spam")
    second = decided(comment, "spam")
    assert outbox() == [("ham", "cancelled")]
    undo(decision_id=second.pk, moderator_id=moderator.pk)
    assert outbox() == [("ham", "cancelled"), ("ham", "queued")]


def test_changing_ones_mind_before_anything_was_sent_sends_only_the_last_word(checker):
    comment = screened("anyone")
    for action in ("spam", "approve", "spam", "approve", "spam"):
        decided(comment, action)
    send_all()
    assert [told.verdict for told in checker.told] == ["spam"]


def test_approving_by_way_of_a_rejection_takes_back_what_was_said_of_spam(checker):
    comment = screened("anyone")
    decided(comment, "spam")
    decided(comment, "reject")
    assert outbox() == [("spam", "queued")]
    decided(comment, "approve")
    assert outbox() == [("spam", "cancelled")]


def test_after_an_erasure_nothing_is_sent_and_nothing_kept(checker, django_capture_on_commit_callbacks):
    comment = screened("anyone")
    decided(comment, "spam")
    with django_capture_on_commit_callbacks(execute=True):
        erase_comment(comment_id=comment.pk)
    assert outbox() == [("spam", "cancelled")]
    assert not Payload.objects.exists()
    send_all()
    assert checker.told == []


@pytest.mark.parametrize("trigger", ["akismet-guaranteed-503", "akismet-guaranteed-invalid", "akismet-guaranteed-429"])
def test_what_is_not_taken_is_tried_again(standin, trigger):
    comment = HeldCommentFactory(author_name=trigger)
    decided(comment, "spam")
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        send_all()
    feedback = Feedback.objects.get()
    assert (feedback.state, feedback.attempts, feedback.leased_until, feedback.sent_at) == ("queued", 1, None, None)
    assert feedback.error.startswith("Akismet")
    wait = feedback.next_attempt_at - now
    assert dt.timedelta(0) <= wait <= dt.timedelta(seconds=30)
    if trigger.endswith("429"):
        assert wait == dt.timedelta(seconds=30)


def test_it_is_not_tried_before_its_time(checker):
    decided(screened("anyone"), "spam")
    feedback = Feedback.objects.get()
    Feedback.objects.update(next_attempt_at=timezone.now() + dt.timedelta(minutes=1))
    assert send_feedback(feedback_id=feedback.pk) is False
    assert checker.told == []
    assert Feedback.objects.get().attempts == 0


def test_it_is_given_up_in_the_end(standin):
    decided(HeldCommentFactory(author_name="akismet-guaranteed-500"), "spam")
    with time_machine.travel(timezone.now() + dt.timedelta(days=14, seconds=1)):
        send_all()
    feedback = Feedback.objects.get()
    assert (feedback.state, feedback.sent_at) == ("failed", None)
    assert feedback.error == "Akismet answered with HTTP status 500."


def test_it_is_given_up_where_the_payload_is_gone(checker):
    decided(screened("anyone"), "spam")
    Payload.objects.all().delete()
    send_all()
    assert outbox() == [("spam", "failed")]
    assert checker.told == []


def test_a_second_message_tells_nobody(checker):
    decided(screened("anyone"), "spam")
    feedback = Feedback.objects.get()
    assert send_feedback(feedback_id=feedback.pk) is True
    assert send_feedback(feedback_id=feedback.pk) is False
    assert len(checker.told) == 1


def test_killed_while_sending_it_is_sent_once_the_lease_has_lapsed(checker, monkeypatch):
    decided(screened("anyone"), "spam")
    feedback = Feedback.objects.get()

    monkeypatch.setattr(checker, "report_spam", die)
    with pytest.raises(Killed):
        send_feedback(feedback_id=feedback.pk)
    monkeypatch.undo()
    assert send_feedback(feedback_id=feedback.pk) is False
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=121)):
        assert send_feedback(feedback_id=feedback.pk) is True
    assert len(checker.told) == 1
    assert outbox() == [("spam", "sent")]


def test_the_reporter_may_be_gone(checker):
    decision = decided(screened("anyone"), "spam")
    decision.moderator.delete()
    send_all()
    assert checker.told[0].reporter == ""


def test_one_moderators_spam_and_anothers_approval_are_both_heard_in_order(checker):
    comment = screened("anyone")
    DecisionFactory(comment=comment, moderator=ModeratorFactory(username="jo"), action="spam")
    send_all()
    DecisionFactory(comment=comment, moderator=ModeratorFactory(username="lena"), action="approve")
    send_all()
    assert [(told.verdict, told.reporter) for told in checker.told] == [("spam", "jo"), ("ham", "lena")]


def test_what_another_hand_moved_is_no_decision(checker):
    comment = screened("anyone")
    change_visibility(comment_id=comment.pk, to=Visibility.SPAM)
    assert outbox() == []


@pytest.mark.parametrize(
    ("said", "action", "told"),
    [
        pytest.param("ham", "approve", [], id="what only our own checks took for spam: the checker was right"),
        pytest.param("ham", "not_spam", [], id="the checker knows that it is none"),
        pytest.param("ham", "spam", ["spam"], id="a moderator confirms our own checks: the checker missed it"),
        pytest.param("ham", "reject", [], id="a rejection is none of its business"),
        pytest.param("spam", "approve", ["ham"], id="an approval of what the checker called spam"),
        pytest.param("", "approve", [], id="never checked, so nobody was wrong"),
    ],
)
def test_of_what_stands_among_the_spam_it_hears_only_where_itself_was_wrong(checker, said, action, told):
    comment = SpamCommentFactory()
    if said:
        keep_payload(comment_id=comment.pk, submitted={"body": "x"}, said=said)
    decided(comment, action)
    assert outbox() == [(kind, "queued") for kind in told]


def test_it_is_told_of_the_check_that_was_wrong(checker):
    comment = SpamCommentFactory()
    wrong = keep_payload(comment_id=comment.pk, submitted={"body": "x"}, said="spam")
    keep_payload(comment_id=comment.pk, submitted={"body": "y"}, said="discard")
    latest = Payload.objects.order_by("-pk").first()
    decided(comment, "not_spam")
    assert Feedback.objects.get().payload == latest != wrong


def test_what_no_key_opens_is_given_up_and_not_tried_for_ever(checker, settings):
    comment = screened("anyone")
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    settings.MODERATION = {**settings.MODERATION, "PAYLOAD_KEYS": keys[:1]}
    Payload.objects.update(submitted=seal({"body": "x"}))
    decided(comment, "spam")
    settings.MODERATION = {**settings.MODERATION, "PAYLOAD_KEYS": keys[1:]}
    send_all()
    feedback = Feedback.objects.get()
    assert (feedback.state, feedback.leased_until) == ("failed", None)
    assert feedback.error == "What was submitted is encrypted, and none of the keys opens it."
    assert get_checker().told == []
