"""Readers' reports: once of each, weighed, before a moderator, and settled with what that one decides."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.api import CommentNotFound, PostingTooFast, Visibility, erase_comment, withdraw_comment
from moderation.api import Reporter, decide, file_report, load_card, purge, tell_reporter, undo
from moderation.exceptions import InvalidReport
from moderation.hashing import hash_address, hash_network, hash_reporter
from moderation.models import Case, Decision, Report
from moderation.queries.words import describe_reasons
from moderation.services.report_notices import due_notice_ids
from tests.factories import (
    ArticleFactory,
    DiscussionFactory,
    HeldCommentFactory,
    PublishedCommentFactory,
    UserFactory,
)
from tests.moderation.factories import DecisionFactory, ModeratorFactory

IP = "198.51.100.7"


@pytest.fixture
def comment(db):
    return PublishedCommentFactory()


def by_member(comment, user=None, reason="hate", **more):
    reporter = Reporter(user_id=(user or UserFactory()).pk)
    return file_report(comment_id=comment.pk, reason=reason, reporter=reporter, **more)


def by_guest(comment, token, ip=IP, reason="hate", **more):
    return file_report(comment_id=comment.pk, reason=reason, reporter=Reporter(token=token, ip=ip), **more)


def decide_on(comment, action, moderator=None):
    return DecisionFactory(comment=comment, action=action, moderator=moderator or ModeratorFactory())


def state_of(comment):
    comment.refresh_from_db()
    return comment.visibility, Case.objects.get(comment=comment).queue


def test_a_report_below_the_threshold_puts_the_published_comment_before_a_moderator(comment):
    filed = by_guest(comment, "t", words=" Look at the last line. ")
    assert filed.created
    report = Report.objects.get()
    assert (report.reason, report.words, report.reporter, report.weight) == ("hate", "Look at the last line.", None, 1)
    assert (report.guest, report.origin) == (hash_reporter("t"), hash_address(IP))
    assert state_of(comment) == ("published", "reported")
    assert Case.objects.get().reasons == [{"code": "reported", "kind": "hate", "count": 1, "weight": 1.0}]
    assert describe_reasons(Case.objects.get().reasons) == ("Reported as hatred (1)",)
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_a_guest_with_ipv6_sits_in_a_network():
    by_guest(PublishedCommentFactory(), "t", ip="2001:db8::7")
    assert Report.objects.get().origin == hash_network("2001:db8::1")


def test_the_same_reader_twice_is_one_report(comment):
    user = UserFactory()
    first = by_member(comment, user)
    again = by_member(comment, user, reason="illegal")
    assert (again.report, again.created) == (first.report, False)
    by_guest(comment, "t")
    assert not by_guest(comment, "t", ip="203.0.113.9").created
    assert Report.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(comment=comment, reporter=user, reason="spam", expires_at=timezone.now())


def test_enough_readers_take_the_comment_out_of_sight(comment):
    by_member(comment)
    by_member(comment, reason="spam")
    by_guest(comment, "t")
    case = Case.objects.get()
    assert state_of(comment) == ("published", "reported")
    by_member(comment)
    assert state_of(comment) == ("held", "waiting")
    decision = Decision.objects.get()
    assert (decision.actor, decision.action, decision.moderator, decision.reasons) == (
        "readers",
        "hold",
        None,
        ["reported.hate"],
    )
    assert (decision.before, decision.after, decision.queue_before) == ("published", "held", "reported")
    case.refresh_from_db()
    assert case.reasons == [
        {"code": "reported", "kind": "hate", "count": 3, "weight": 3.0},
        {"code": "reported", "kind": "spam", "count": 1, "weight": 1.0},
    ]


def test_tokens_at_one_address_are_one_voice(comment):
    for number in range(5):
        by_guest(comment, f"t{number}")
    assert state_of(comment) == ("published", "reported")
    by_guest(comment, "u", ip="203.0.113.9")
    by_guest(comment, "v", ip="192.0.2.77")
    assert state_of(comment) == ("held", "waiting")


def test_an_address_is_limited_and_an_account_is_not(comment, settings):
    settings.MODERATION = {"REPORT_LIMITS": ((1, 3600),)}
    by_guest(comment, "a")
    other = PublishedCommentFactory()
    with pytest.raises(PostingTooFast) as refused:
        by_guest(other, "b")
    assert 0 < refused.value.retry_after <= 3600
    assert not Report.objects.filter(comment=other).exists()
    assert not by_guest(comment, "a").created
    assert by_member(other).created


def test_what_a_moderator_approved_is_queued_again_and_not_hidden(comment, settings):
    settings.MODERATION = {"REPORT_THRESHOLDS": {"hate": 1, "illegal": 1}}
    by_member(comment)
    assert state_of(comment) == ("held", "waiting")
    decide_on(comment, "approve")
    assert state_of(comment) == ("published", "decided")
    by_member(comment)
    assert state_of(comment) == ("published", "reported")
    by_member(comment, reason="illegal")
    assert state_of(comment) == ("held", "waiting")


def test_what_a_moderator_wrote_is_not_hidden(settings, moderator):
    settings.MODERATION = {"REPORT_THRESHOLDS": {"hate": 1}}
    comment = PublishedCommentFactory(user=moderator)
    by_member(comment)
    assert state_of(comment) == ("published", "reported")


def test_approving_again_answers_the_new_reports_and_can_be_undone(comment, moderator):
    first = decide_on(comment, "approve", moderator)
    by_member(comment)
    second = decide_on(comment, "approve", moderator)
    assert second != first
    assert state_of(comment) == ("published", "decided")
    assert Report.objects.get().outcome == "refused"
    assert decide_on(comment, "approve", moderator) == second
    undo(decision_id=second.pk, moderator_id=moderator.pk)
    assert state_of(comment) == ("published", "reported")
    assert Report.objects.get().outcome == "refused"


@pytest.mark.parametrize(
    ("action", "outcome"), [("reject", "agreed"), ("spam", "agreed"), ("approve", "refused"), ("hold", "")]
)
def test_what_a_moderator_decides_settles_the_reports(comment, moderator, action, outcome):
    by_member(comment)
    decision = decide_on(comment, action, moderator)
    report = Report.objects.get()
    assert (report.outcome, report.decision) == (outcome, decision if outcome else None)
    assert (report.settled_at is None) is (outcome == "")


@pytest.mark.parametrize(("leave", "visibility"), [(withdraw_comment, "withdrawn"), (erase_comment, "erased")])
def test_a_comment_that_goes_settles_them_too(comment, leave, visibility, django_capture_on_commit_callbacks):
    by_member(comment)
    with django_capture_on_commit_callbacks(execute=True):
        leave(comment_id=comment.pk)
    assert Report.objects.get().outcome == "gone"
    assert state_of(comment) == (visibility, "decided")


def test_whoever_is_refused_again_and_again_weighs_less(moderator):
    user = UserFactory()
    for _number in range(3):
        comment = PublishedCommentFactory()
        by_member(comment, user)
        decide_on(comment, "approve", moderator)
    comment = PublishedCommentFactory()
    assert by_member(comment, user).report.weight == 0.5
    (line,) = load_card(comment.pk).reports
    assert (line.who, line.weighs_less, line.outcome_label) == (user.username, True, "")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"reason": "disagree"}, "reason"),
        ({"reason": "other"}, "words"),
        ({"words": "x" * 1001}, "words"),
        ({"words": "\x00"}, "words"),
        ({"token": ""}, "token"),
        ({"token": "x" * 201}, "token"),
    ],
)
def test_what_cannot_be_reported_is_refused_at_its_field(comment, wish, field):
    with pytest.raises(InvalidReport) as refused:
        by_guest(comment, **{"token": "t", **wish})
    assert refused.value.field == field
    assert not Report.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_what_does_not_show_cannot_be_reported():
    held = HeldCommentFactory()
    with pytest.raises(CommentNotFound):
        by_member(held)
    with pytest.raises(CommentNotFound):
        file_report(comment_id=404, reason="hate", reporter=Reporter(token="t"))
    assert not Report.objects.exists()


def test_a_reader_with_an_address_is_told_once_what_came_of_it(comment, moderator):
    user = UserFactory(email="kim@example.org")
    report = by_member(comment, user).report
    by_guest(comment, "t")
    assert due_notice_ids(limit=9) == []
    decide_on(comment, "reject", moderator)
    assert due_notice_ids(limit=9) == [report.pk]
    assert tell_reporter(report_id=report.pk)
    assert not tell_reporter(report_id=report.pk)
    assert due_notice_ids(limit=9) == []
    (sent,) = mail.outbox
    assert sent.to == ["kim@example.org"]
    assert sent.subject == f"Your report of a comment on “{comment.discussion.title}”"
    assert "agreed with you" in sent.body
    assert moderator.username not in sent.body


@pytest.mark.django_db
def test_they_are_told_in_the_articles_language(moderator):
    discussion = DiscussionFactory(article=ArticleFactory(title="السوق", language="ar"))
    comment = PublishedCommentFactory(discussion=discussion)
    report = by_member(comment, UserFactory(email="kim@example.org")).report
    decide_on(comment, "reject", moderator)
    assert tell_reporter(report_id=report.pk)
    (sent,) = mail.outbox
    assert sent.subject == "بلاغكم عن تعليق على «السوق»"
    assert "نظر فيه فريق الإشراف ووافقكم" in sent.body


@pytest.mark.parametrize("how", ["no address", "disabled", "switched off", "late"])
def test_nobody_is_told_who_cannot_or_need_not_be(comment, moderator, settings, how):
    user = UserFactory(email="" if how == "no address" else "kim@example.org")
    report = by_member(comment, user).report
    decide_on(comment, "approve", moderator)
    if how == "disabled":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    if how == "switched off":
        settings.MODERATION = {"REPORT_MAILS": False}
    if how == "late":
        Report.objects.update(settled_at=timezone.now() - dt.timedelta(days=3))
    assert not tell_reporter(report_id=report.pk)
    assert due_notice_ids(limit=9) == []
    assert mail.outbox == []


def test_reports_are_deleted_in_time_but_not_while_a_moderator_is_asked(comment, moderator):
    by_member(comment)
    later = timezone.now() + dt.timedelta(days=181)
    purge(now=later)
    assert Report.objects.count() == 1
    decide_on(comment, "approve", moderator)
    purge()
    assert Report.objects.count() == 1
    purge(now=later)
    assert not Report.objects.exists()


def test_two_reports_at_once_cross_the_threshold_once(race, settings):
    settings.MODERATION = {"REPORT_THRESHOLDS": {"hate": 2}}
    comment = PublishedCommentFactory()
    readers = UserFactory.create_batch(2)
    outcomes = race(*[lambda user=user: by_member(comment, user) for user in readers])
    assert [outcome.created for outcome in outcomes] == [True, True]
    assert Decision.objects.count() == 1
    assert state_of(comment) == (Visibility.HELD, "waiting")


def test_one_reader_twice_at_once_reports_once(race):
    comment = PublishedCommentFactory()
    outcomes = race(*[lambda: by_guest(comment, "t")] * 2)
    assert sorted(outcome.created for outcome in outcomes) == [False, True]
    assert Report.objects.count() == 1


def test_a_report_and_an_approval_at_once_leave_nothing_unseen(race, settings):
    settings.MODERATION = {"REPORT_THRESHOLDS": {"hate": 1}}
    comment = HeldCommentFactory()
    moderator = ModeratorFactory()
    decide(comment_id=comment.pk, action="approve", moderator_id=moderator.pk, seen_visibility="held", revision=1)
    outcomes = race(
        lambda: by_member(comment, reason="hate"),
        lambda: decide(
            comment_id=comment.pk,
            action="reject",
            reason="attack",
            moderator_id=moderator.pk,
            seen_visibility="published",
            revision=1,
        ),
    )
    comment.refresh_from_db()
    assert comment.visibility == "rejected"
    assert isinstance(outcomes[0], CommentNotFound) or Report.objects.get().outcome == "agreed"
