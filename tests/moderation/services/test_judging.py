"""What the policy makes of all signals together: the strictest wins, and the decision names its reasons."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility, request_check
from moderation.models import Case, Decision, Finding, PolicyRule, WordList
from moderation.services.cases import open_case
from moderation.services.decisions import decide, undo
from moderation.services.sanctions import impose_sanction
from moderation.services.screening import screen_comment
from moderation.services.unscreened import release_unscreened
from moderation.spam.base import Answer, Verdict
from tests.factories import PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory, UserFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

LINKS = "Read https://a.example and https://b.example and https://c.example today."


@pytest.fixture(autouse=True)
def lenient_with_newcomers(settings):
    """One signal less, so that each test speaks of its own."""
    settings.MODERATION = {**settings.MODERATION, "POLICY": {"links.newcomer": "publish"}}


def screened(**fields):
    comment = PendingCommentFactory(**fields)
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    return comment


def answering(monkeypatch, checker, *answers):
    """Let the checker give these answers, one after the other."""
    left = list(answers)
    monkeypatch.setattr(checker, "check", lambda submitted: left.pop(0))


def test_what_our_own_checks_notice_holds_what_the_spam_checker_lets_through(checker):
    comment = screened(body=LINKS)
    assert comment.visibility == "held"
    decision = Decision.objects.get()
    assert (decision.actor, decision.action, decision.reason, decision.reasons) == (
        "policy",
        "hold",
        "links.many",
        ["links.many"],
    )
    case = Case.objects.get()
    assert (case.queue, case.reasons) == (
        "waiting",
        [{"code": "signal", "signal": "links.many", "check": "links"}],
    )


def test_the_strictest_wins_and_all_that_ask_for_more_are_named(checker):
    comment = screened(body=LINKS, author_name="spam", honeypot="0123")
    assert comment.visibility == "spam"
    assert Decision.objects.get().reasons == ["checker.spam", "form.honeypot", "links.many"]
    assert Case.objects.get().queue == "spam"


@pytest.mark.parametrize(
    ("outcome", "visibility", "action", "queue"),
    [
        ("publish", "published", "approve", "new"),
        ("hold", "held", "hold", "waiting"),
        ("spam", "spam", "spam", "spam"),
        ("refuse", "rejected", "reject", None),
    ],
)
def test_the_settings_say_what_a_signal_comes_to(settings, outcome, visibility, action, queue):
    settings.MODERATION = {**settings.MODERATION, "POLICY": {"links.newcomer": "publish", "links.many": outcome}}
    comment = screened(body=LINKS)
    assert comment.visibility == visibility
    assert Decision.objects.get().action == action
    assert Case.objects.values_list("queue", flat=True).first() == queue


def test_a_rule_for_the_section_counts_there_alone(checker):
    PolicyRule.objects.create(signal="links.many", outcome="publish", section="Harbour")
    here = screened(body=LINKS)
    elsewhere = PendingCommentFactory(body=LINKS)
    type(elsewhere.discussion).objects.filter(pk=elsewhere.discussion_id).update(section="Sport")
    screen_comment(comment_id=elsewhere.pk)
    elsewhere.refresh_from_db()
    assert (here.visibility, elsewhere.visibility) == ("published", "held")


def test_a_moderators_own_comment_is_held_up_by_nothing(checker):
    comment = screened(body=LINKS, user=ModeratorFactory())
    assert comment.visibility == "published"
    assert "links.many" in Finding.objects.get(check_name="links").signals


@pytest.fixture
def regular(settings):
    """An account of which as much was published as makes it trusted."""
    settings.MODERATION = {**settings.MODERATION, "TRUSTED_AFTER": 2}
    reader = UserFactory()
    for _number in range(2):
        PublishedCommentFactory(user=reader)
    return reader


def test_a_trusted_author_is_held_up_by_no_guess_and_what_was_noticed_is_kept(checker, regular):
    regular.username = "spam"
    comment = screened(body=LINKS, user=regular)
    assert comment.visibility == "published"
    assert list(Finding.objects.filter(check_name__in=("dummy", "links")).values_list("check_name", "signals")) == [
        ("links", ["links.many"]),
        ("dummy", ["checker.spam"]),
    ]
    decision = Decision.objects.get()
    assert (decision.action, decision.reason, decision.reasons) == ("approve", "author.trusted", [])
    case = Case.objects.get()
    assert (case.queue, [reason["signal"] for reason in case.reasons]) == ("new", ["checker.spam", "links.many"])


@pytest.mark.parametrize(
    ("fields", "after"),
    [
        pytest.param({"name": "discard"}, "spam", id="blatant spam"),
        pytest.param({"body": "The quayside is old."}, "rejected", id="a banned word"),
    ],
)
def test_a_trusted_author_is_not_above_blatant_spam_and_the_newsrooms_words(checker, regular, fields, after):
    WordList.objects.create(name="quays", kind="banned", entries="quayside")
    regular.username = fields.pop("name", regular.username)
    assert screened(user=regular, **fields).visibility == after


def test_a_sanction_ends_trust(checker, regular, moderator):
    earlier = Comment.objects.filter(author=regular).first()
    impose_sanction(comment_id=earlier.pk, kind="hold", marks=["account"], days=7, moderator_id=moderator.pk)
    comment = screened(body=LINKS, user=regular)
    assert comment.visibility == "held"
    assert Decision.objects.filter(comment=comment).get().reasons == ["links.many", "author.sanctioned"]


def test_nobody_is_trusted_unless_the_publisher_says_so(checker, regular, settings):
    settings.MODERATION = {**settings.MODERATION, "TRUSTED_AFTER": 0}
    assert screened(body=LINKS, user=regular).visibility == "held"


def test_every_check_leaves_its_finding(checker):
    screened(body=LINKS)
    assert sorted(Finding.objects.values_list("check_name", "verdict")) == [
        ("author", "notice"),
        ("dummy", "ham"),
        ("duplicate", "clear"),
        ("email", "clear"),
        ("form", "clear"),
        ("links", "notice"),
        ("record", "clear"),
        ("words", "clear"),
    ]


def test_what_our_own_checks_saw_is_written_down_once_a_revision(checker):
    comment = screened(author_name="unavailable", body=LINKS)
    own = Finding.objects.exclude(check_name="dummy")
    assert own.count() == 7
    release_unscreened(comment_id=comment.pk)
    assert own.count() == 7
    Comment.objects.filter(pk=comment.pk).update(author_name="Ada")
    request_check(comment_ids=[comment.pk])
    screen_comment(comment_id=comment.pk)
    assert own.count() == 7
    assert list(Finding.objects.filter(check_name="dummy").values_list("verdict", flat=True)) == ["error", "ham"]


def test_a_provisional_answer_holds_the_comment_and_is_asked_about_once_more(checker, monkeypatch):
    answering(
        monkeypatch,
        checker,
        Answer(verdict=Verdict.HAM, recheck_after=120),
        Answer(verdict=Verdict.HAM, recheck_after=120),
    )
    comment = PendingCommentFactory()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at) == ("pending", now + dt.timedelta(seconds=120))
    assert not Decision.objects.exists()
    with time_machine.travel(now + dt.timedelta(seconds=121)):
        screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert comment.visibility == "published"
    said = Finding.objects.filter(check_name="dummy").order_by("pk")
    assert [(finding.provisional, finding.detail) for finding in said] == [
        (True, {"recheck_after": 120}),
        (False, {"recheck_after": 120}),
    ]


def test_the_second_answer_may_be_another(checker, monkeypatch):
    answering(monkeypatch, checker, Answer(verdict=Verdict.HAM, recheck_after=1), Answer(verdict=Verdict.SPAM))
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    request_check(comment_ids=[comment.pk])
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert comment.visibility == "spam"


def test_spam_is_spam_at_once_whatever_it_says_of_asking_again(checker, monkeypatch):
    answering(monkeypatch, checker, Answer(verdict=Verdict.SPAM, recheck_after=120))
    assert screened().visibility == "spam"


@pytest.mark.parametrize(
    ("author", "after", "decisions"),
    [
        pytest.param("Ada", "published", 0, id="ham: nothing is decided anew"),
        pytest.param("spam", "spam", 1, id="spam: it is taken back"),
    ],
)
def test_what_is_public_may_be_asked_about_again(checker, author, after, decisions):
    comment = PublishedCommentFactory(author_name=author)
    request_check(comment_ids=[comment.pk])
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at) == (after, None)
    assert Decision.objects.count() == decisions
    assert screen_comment(comment_id=comment.pk) is None


def test_what_the_checks_took_for_spam_they_may_let_through_when_asked_again(checker):
    comment = SpamCommentFactory()
    request_check(comment_ids=[comment.pk])
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert comment.visibility == "published"


@pytest.mark.parametrize(("action", "after"), [("approve", "published"), ("reject", "rejected"), ("hold", "held")])
def test_what_a_moderator_decided_no_later_verdict_changes(checker, action, after):
    comment = SpamCommentFactory(author_name="discard")
    DecisionFactory(comment=comment, action=action)
    request_check(comment_ids=[comment.pk])
    finding = screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at) == (after, None)
    assert finding.verdict == "discard"
    assert Decision.objects.count() == 1


def test_what_was_undone_stands_no_more(checker, moderator):
    comment = PublishedCommentFactory(author_name="spam")
    decision = DecisionFactory(comment=comment, action="hold")
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    request_check(comment_ids=[comment.pk])
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert comment.visibility == "spam"


def test_a_text_changed_since_is_judged_anew(checker):
    comment = PublishedCommentFactory(author_name="spam")
    DecisionFactory(comment=comment, action="approve")
    Comment.objects.filter(pk=comment.pk).update(revision=2)
    request_check(comment_ids=[comment.pk])
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert comment.visibility == "spam"


def test_a_reply_that_passed_is_not_judged_again_while_it_waits_for_its_parent(checker):
    parent = PublishedCommentFactory()
    reply = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.REJECTED)
    screen_comment(comment_id=reply.pk)
    assert request_check(comment_ids=[reply.pk]) == 0
    reply.refresh_from_db()
    assert reply.cleared_at is not None


def test_a_case_that_waited_for_the_check_is_settled_by_it(checker, moderator):
    comment = PendingCommentFactory(author_name="spam")
    open_case(comment_id=comment.pk, reasons=[{"code": "unscreened"}])
    screen_comment(comment_id=comment.pk)
    case = Case.objects.get()
    assert (case.queue, case.reasons) == (
        "spam",
        [{"code": "signal", "signal": "checker.spam", "check": "checker"}],
    )
    decide(comment_id=comment.pk, action="not_spam", moderator_id=moderator.pk, seen_visibility="spam", revision=1)
    assert Case.objects.get().queue == "decided"
