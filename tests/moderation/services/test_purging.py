"""What is deleted when its time is over, and what stays."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility
from engagement.models import Submission
from moderation.models import Case, Decision, Feedback, Finding, Payload, Queue, Sanction, SpamPrint, Trace
from moderation.services import purging
from moderation.services.cases import put_case
from moderation.services.feedback import keep_payload
from moderation.services.indexing import index_missing
from moderation.services.purging import purge, purge_spam
from moderation.services.screening import screen_comment
from moderation.services.tracing import keep_trace
from tests.engagement.counting import assert_everything_counts
from tests.factories import PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def make_spam(*, queue=Queue.SPAM, days=31, **fields):
    """Spam that came into its queue so many days ago."""
    comment = SpamCommentFactory(**fields)
    put_case(comment_id=comment.pk, queue=queue, reasons=[])
    age(comment, days=days)
    return comment


def age(comment, *, days):
    past = timezone.now() - dt.timedelta(days=days)
    Comment.objects.filter(pk=comment.pk).update(created_at=past)
    Case.objects.filter(comment=comment).update(opened_at=past)
    Case.objects.filter(comment=comment, decided_at__isnull=False).update(decided_at=past)


def is_there(comment):
    return Comment.objects.filter(pk=comment.pk).exists()


@pytest.mark.parametrize("queue", [Queue.SPAM, Queue.DISCARDED])
def test_old_spam_goes_with_everything_that_hangs_on_it(queue):
    comment = make_spam(queue=queue)
    keep_payload(comment_id=comment.pk, submitted={"body": "x"}, said="spam")
    keep_trace(comment_id=comment.pk, ip="203.0.113.7", email="a@example.org")
    SpamPrint.objects.create(comment=comment, band=0, value=1)
    Finding.objects.create(comment=comment, check_name="dummy", revision=1, verdict="spam")
    assert purge_spam() == 1
    for model in (Comment, Submission, Case, Payload, Trace, SpamPrint, Finding):
        assert not model.objects.exists(), model
    assert purge_spam() == 0


@pytest.mark.parametrize("queue", [Queue.SPAM, Queue.DISCARDED])
def test_spam_stays_for_its_days(queue, settings):
    comment = make_spam(queue=queue, days=29)
    assert purge_spam() == 0
    settings.MODERATION = {**settings.MODERATION, "SPAM_DAYS": 28}
    assert purge_spam() == 1
    assert not is_there(comment)


def test_an_old_comment_that_became_spam_of_late_stays():
    comment = make_spam()
    Case.objects.update(opened_at=timezone.now())
    assert purge_spam() == 0
    assert is_there(comment)


def test_what_a_moderator_confirmed_as_spam_goes_so_long_after_the_decision(checker, settings):
    settings.MODERATION = {}
    comment = make_spam()
    DecisionFactory(comment=comment, action="spam")
    assert purge_spam() == 0
    age(comment, days=31)
    assert purge_spam() == 1
    assert not Decision.objects.exists()


def test_nothing_goes_while_a_case_is_open():
    comment = make_spam(queue=Queue.WAITING)
    assert purge_spam() == 0
    assert is_there(comment)


def test_nothing_goes_while_the_spam_checker_is_to_be_told(checker):
    comment = make_spam()
    DecisionFactory(comment=comment, action="spam")
    age(comment, days=31)
    assert Feedback.objects.get().state == "queued"
    assert purge_spam() == 0
    Feedback.objects.update(state="failed")
    assert purge_spam() == 1
    assert not is_there(comment)


def test_what_others_answered_is_erased_and_that_is_written_down(django_capture_on_commit_callbacks):
    root = PublishedCommentFactory(body="Cheap quays.")
    PublishedCommentFactory(parent=root)
    change_visibility(comment_id=root.pk, to=Visibility.SPAM)
    put_case(comment_id=root.pk, queue=Queue.SPAM, reasons=[])
    keep_payload(comment_id=root.pk, submitted={"body": "x"}, said="spam")
    age(root, days=31)
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_spam() == 1
    root.refresh_from_db()
    assert (root.visibility, root.body) == ("erased", "")
    decisions = Decision.objects.values_list("actor", "action", "reason", "before", "after", "queue_before")
    assert list(decisions) == [("policy", "erase", "purged", "spam", "erased", "spam")]
    assert Case.objects.get(comment=root).queue == "decided"
    assert not Payload.objects.exists()
    assert_everything_counts()
    assert purge_spam() == 0


def test_one_run_takes_the_oldest_and_at_most_so_many():
    younger, oldest = make_spam(days=40), make_spam(days=50)
    assert purge_spam(limit=1) == 1
    assert (is_there(younger), is_there(oldest)) == (True, False)


def test_a_run_that_takes_too_long_leaves_the_rest_to_the_next(monkeypatch):
    comment = make_spam()
    monkeypatch.setattr(purging, "_LONGEST", -1)
    assert purge_spam() == 0
    assert is_there(comment)


def test_counters_stay_right():
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    make_spam(parent=root)
    assert purge_spam() == 1
    assert_everything_counts()


def test_payloads_and_traces_go_with_their_time(checker):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    index_missing()
    purge(now=timezone.now() + dt.timedelta(days=59))
    assert Payload.objects.count() == Trace.objects.count() == 1
    purge(now=timezone.now() + dt.timedelta(days=60, seconds=1))
    assert not Payload.objects.exists()
    assert not Trace.objects.exists()
    assert not Submission.objects.exists()
    assert is_there(comment)


def test_payloads_and_traces_stay_while_a_case_is_open_and_payloads_while_a_report_is_queued(checker):
    waits, told = (PendingCommentFactory() for _ in range(2))
    for comment in (waits, told):
        screen_comment(comment_id=comment.pk)
    index_missing()
    DecisionFactory(comment=waits, action="hold")
    DecisionFactory(comment=told, action="spam")
    late = timezone.now() + dt.timedelta(days=61)
    purge(now=late)
    assert set(Payload.objects.values_list("comment_id", flat=True)) == {waits.pk, told.pk}
    assert list(Trace.objects.values_list("comment_id", flat=True)) == [waits.pk]


def test_what_is_left_of_erased_comments_goes_at_once():
    comment = PublishedCommentFactory()
    keep_payload(comment_id=comment.pk, submitted={})
    keep_trace(comment_id=comment.pk, ip="203.0.113.7", email="")
    SpamPrint.objects.create(comment=comment, band=0, value=1)
    Comment.objects.update(visibility=Visibility.ERASED, in_thread=False)
    assert purge() == 3
    assert not Payload.objects.exists() and not Trace.objects.exists() and not SpamPrint.objects.exists()  # noqa: PT018


def test_sanctions_are_forgotten_so_long_after_they_ended():
    now = timezone.now()
    long_ago, lately = now - dt.timedelta(days=60, seconds=1), now - dt.timedelta(days=59)
    ends = {"over": (long_ago, None), "just over": (lately, None), "lifted": (now + dt.timedelta(days=9), long_ago)}
    for note, (ends_at, lifted_at) in ends.items():
        Sanction.objects.create(kind="hold", email="e" * 64, note=note, ends_at=ends_at, lifted_at=lifted_at)
    assert purge(now=now) == 2
    assert Sanction.objects.get().note == "just over"


@pytest.mark.django_db(transaction=True)
def test_a_moderator_who_approves_while_it_is_purged_wins_or_finds_nothing(race, checker):
    comment = make_spam()
    approve = lambda: DecisionFactory(comment=comment, action="not_spam").after  # noqa: E731
    approved, gone = race(approve, purge_spam)
    if gone:
        assert isinstance(approved, Exception)
        assert not is_there(comment)
        assert not Decision.objects.exists()
    else:
        assert approved == "published"
        comment.refresh_from_db()
        assert comment.visibility == "published"
        assert Case.objects.get().queue == "decided"
    assert_everything_counts()
