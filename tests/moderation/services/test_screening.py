"""Screening: what each verdict does, what trouble leaves behind, and that nobody is overruled."""

import datetime as dt
import logging
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility, erase_comment
from moderation.exceptions import SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.models import Case, Decision, Finding, Payload
from moderation.rules.running import CHECKS
from moderation.services import screening
from moderation.services.checking import run_checks
from moderation.services.decisions import decide
from moderation.services.screening import screen_comment
from moderation.services.sealing import unseal
from moderation.spam.base import Answer, Verdict
from moderation.spam.dummy import DummyChecker
from tests.factories import (
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

VERDICTS = {"anyone": "ham", "spam": "spam", "discard": "discard"}
OUTCOMES = [
    pytest.param("anyone", "ham", "published", "new", [], id="ham is published"),
    pytest.param("spam", "spam", "spam", "spam", ["checker.spam"], id="spam goes to spam"),
    pytest.param(
        "discard", "discard", "spam", "discarded", ["checker.discard"], id="blatant spam goes to spam and out of sight"
    ),
]


def asked_about():
    """What the spam checker said, without what our own checks did."""
    return Finding.objects.filter(check_name="dummy")


def state_of(comment):
    return Comment.objects.values_list("visibility", "attempts", "leased_until").get(pk=comment.pk)


def queue_of(comment):
    return Case.objects.filter(comment=comment).values_list("queue", flat=True).first()


@pytest.mark.parametrize(("author", "verdict", "after", "queue", "signals"), OUTCOMES)
def test_each_verdict_moves_the_comment_and_is_written_down(checker, author, verdict, after, queue, signals):
    comment = PendingCommentFactory(author_name=author)
    finding = screen_comment(comment_id=comment.pk)
    assert finding == asked_about().get()
    assert (finding.comment_id, finding.check_name, finding.revision, finding.verdict) == (
        comment.pk,
        "dummy",
        1,
        verdict,
    )
    assert state_of(comment) == (after, 0, None)
    assert queue_of(comment) == queue
    decision = Decision.objects.get()
    assert (decision.actor, decision.moderator, decision.before, decision.after) == ("policy", None, "pending", after)
    assert (decision.action, decision.reasons) == ("approve" if verdict == "ham" else "spam", signals)
    assert decision.reason == (signals[0] if signals else "ham")
    assert finding.signals == signals
    payload = Payload.objects.get()
    assert payload.said == verdict
    assert unseal(payload.submitted) == checker.asked[0].as_dict()
    assert len(checker.asked) == 1


@pytest.mark.parametrize("settled", [v for v in Visibility if v not in (Visibility.PENDING, Visibility.ERASED)])
@pytest.mark.parametrize("author", VERDICTS)
def test_a_verdict_that_comes_after_the_decision_changes_nothing_and_is_kept(checker, monkeypatch, author, settled):
    comment = PendingCommentFactory(author_name=author)

    def settle_meanwhile(submitted):
        change_visibility(comment_id=comment.pk, to=settled)
        return DummyChecker.check(checker, submitted)

    monkeypatch.setattr(checker, "check", settle_meanwhile)
    screen_comment(comment_id=comment.pk)
    assert state_of(comment)[0] == settled
    assert asked_about().get().verdict == VERDICTS[author]
    assert Payload.objects.get().said == VERDICTS[author]
    assert not Decision.objects.exists()
    assert not Case.objects.exists()


def test_a_moderators_decision_stands_against_a_later_verdict(checker, moderator, monkeypatch):
    comment = PendingCommentFactory(author_name="spam")
    first = []

    def approve_meanwhile(submitted):
        wish = {"action": "approve", "moderator_id": moderator.pk, "seen_visibility": "pending", "revision": 1}
        first.append(decide(comment_id=comment.pk, **wish))
        return DummyChecker.check(checker, submitted)

    monkeypatch.setattr(checker, "check", approve_meanwhile)
    screen_comment(comment_id=comment.pk)
    assert state_of(comment)[0] == "published"
    assert Decision.objects.get() == first[0]
    assert queue_of(comment) == "decided"
    assert asked_about().get().verdict == "spam"


def test_of_a_comment_erased_while_it_was_checked_nothing_personal_is_kept(checker, monkeypatch):
    comment = PendingCommentFactory()

    def erase_meanwhile(submitted):
        erase_comment(comment_id=comment.pk)
        return DummyChecker.check(checker, submitted)

    monkeypatch.setattr(checker, "check", erase_meanwhile)
    screen_comment(comment_id=comment.pk)
    assert asked_about().get().verdict == "ham"
    assert not Payload.objects.exists()


def test_a_comment_edited_while_it_was_checked_is_due_again(checker, monkeypatch):
    comment = PendingCommentFactory()

    def edit_meanwhile(submitted):
        Comment.objects.filter(pk=comment.pk).update(revision=2, body="Something else.")
        return DummyChecker.check(checker, submitted)

    monkeypatch.setattr(checker, "check", edit_meanwhile)
    screen_comment(comment_id=comment.pk)
    assert state_of(comment)[0] == "pending"
    monkeypatch.undo()
    screen_comment(comment_id=comment.pk)
    assert state_of(comment)[0] == "published"
    assert [(finding.revision, finding.verdict) for finding in asked_about().order_by("pk")] == [
        (1, "ham"),
        (2, "ham"),
    ]
    assert [(asked.body, asked.recheck_reason) for asked in checker.asked][1] == ("Something else.", "edit")


@pytest.mark.parametrize("make", [PublishedCommentFactory, HeldCommentFactory])
def test_what_does_not_wait_is_not_asked_about(checker, make):
    comment = make()
    assert screen_comment(comment_id=comment.pk) is None
    assert checker.asked == []
    assert not Finding.objects.exists()


def test_a_second_message_asks_nobody(checker):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    assert screen_comment(comment_id=comment.pk) is None
    assert len(checker.asked) == 1
    assert asked_about().count() == Decision.objects.count() == 1


def test_while_one_worker_has_the_comment_another_leaves_it(checker, monkeypatch):
    comment = PendingCommentFactory()

    def ask_again(submitted):
        assert screen_comment(comment_id=comment.pk) is None
        return DummyChecker.check(checker, submitted)

    monkeypatch.setattr(checker, "check", ask_again)
    screen_comment(comment_id=comment.pk)
    assert len(checker.asked) == 1
    assert state_of(comment)[0] == "published"


def test_of_two_answers_after_a_lapsed_lease_the_first_counts(checker, monkeypatch):
    comment = PendingCommentFactory(author_name="spam")
    slow = []

    def outlast_the_lease(submitted):
        if not slow:
            slow.append(True)
            with time_machine.travel(timezone.now() + dt.timedelta(minutes=5)):
                screen_comment(comment_id=comment.pk)
            return Answer(verdict=Verdict.HAM)
        return DummyChecker.check(checker, submitted)

    monkeypatch.setattr(checker, "check", outlast_the_lease)
    screen_comment(comment_id=comment.pk)
    assert state_of(comment)[0] == "spam"
    assert [decision.after for decision in Decision.objects.all()] == ["spam"]
    assert sorted(asked_about().values_list("verdict", flat=True)) == ["ham", "spam"]


@pytest.mark.parametrize(
    ("error", "retry_after", "least", "most"),
    [
        pytest.param(SpamCheckUnavailable("It is down."), None, 0, 30, id="unavailable: within the first wait"),
        pytest.param(SpamCheckUnavailable("Slow down.", retry_after=90), 90, 90, 90, id="not before the time it names"),
        pytest.param(
            SpamCheckUnavailable("Slow.", retry_after=86400), 86400, 3600, 3600, id="never longer than the limit"
        ),
        pytest.param(SpamCheckMisconfigured("No key."), None, 0, 30, id="misconfigured: until somebody mends it"),
    ],
)
def test_trouble_leaves_the_comment_pending_to_be_tried_again(checker, monkeypatch, error, retry_after, least, most):
    comment = PendingCommentFactory()

    def fail(submitted):
        raise error

    monkeypatch.setattr(checker, "check", fail)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        finding = screen_comment(comment_id=comment.pk)
    assert (finding.verdict, finding.detail) == ("error", {"error": str(error), "retry_after": retry_after})
    comment.refresh_from_db()
    assert (comment.visibility, comment.leased_until, comment.attempts) == ("pending", None, 1)
    assert dt.timedelta(seconds=least) <= comment.next_attempt_at - now <= dt.timedelta(seconds=most)
    assert not Payload.objects.exists()
    assert not Decision.objects.exists()
    assert not Case.objects.exists()


def test_after_the_trouble_the_comment_is_checked_as_a_retry(checker):
    comment = PendingCommentFactory(author_name="unavailable")
    screen_comment(comment_id=comment.pk)
    Comment.objects.filter(pk=comment.pk).update(author_name="Ada", next_attempt_at=timezone.now())
    screen_comment(comment_id=comment.pk)
    assert state_of(comment)[0] == "published"
    assert [asked.recheck_reason for asked in checker.asked] == ["", "retry"]
    assert list(asked_about().order_by("pk").values_list("verdict", flat=True)) == ["error", "ham"]


def test_what_nobody_foresaw_is_kept_without_its_words_and_raised(checker, monkeypatch):
    comment = PendingCommentFactory()

    def fail(submitted):
        raise ZeroDivisionError(submitted.body)

    monkeypatch.setattr(checker, "check", fail)
    with pytest.raises(ZeroDivisionError):
        screen_comment(comment_id=comment.pk)
    assert asked_about().get().detail == {"error": "Failed with ZeroDivisionError.", "retry_after": None}
    comment.refresh_from_db()
    assert (comment.visibility, comment.leased_until) == ("pending", None)
    assert comment.next_attempt_at > comment.created_at


@pytest.mark.parametrize(
    "killed_in",
    [
        "get_comment_record",
        "build_submitted",
        "lock_comment",
        "keep_payload",
        "load_findings",
        "keep_findings",
        "apply_policy",
    ],
)
def test_killed_at_any_line_it_is_done_once_the_lease_has_lapsed(checker, monkeypatch, killed_in):
    comment = PendingCommentFactory(author_name="spam")

    class Killed(BaseException):
        """Not an Exception: nothing tidies up after SIGKILL."""

    def die(*args, **kwargs):
        raise Killed

    owner = screening if hasattr(screening, killed_in) else screening.engagement
    monkeypatch.setattr(owner, killed_in, die)
    with pytest.raises(Killed):
        screen_comment(comment_id=comment.pk)
    monkeypatch.undo()
    assert state_of(comment)[:2] == ("pending", 1)
    assert not asked_about().exists()
    assert not Payload.objects.exists()
    assert not Decision.objects.exists()
    assert screen_comment(comment_id=comment.pk) is None
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=121)):
        screen_comment(comment_id=comment.pk)
    assert state_of(comment) == ("spam", 0, None)
    assert asked_about().count() == Payload.objects.count() == Decision.objects.count() == Case.objects.count() == 1
    assert Finding.objects.count() == 1 + len(CHECKS)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_checker_is_asked(checker, monkeypatch):
    comment = PendingCommentFactory()
    open_then = []

    def look(submitted):
        open_then.append(connection.in_atomic_block)
        return DummyChecker.check(checker, submitted)

    monkeypatch.setattr(checker, "check", look)
    screen_comment(comment_id=comment.pk)
    assert open_then == [False]


@pytest.mark.parametrize("is_remote", [True, False])
def test_a_remote_checker_is_asked_while_our_own_checks_run(checker, monkeypatch, is_remote):
    comment = PendingCommentFactory()
    order = []
    asked, looked = threading.Event(), threading.Event()

    def check(submitted):
        order.append("asked")
        asked.set()
        # A remote one need not have answered for our own checks to be through.
        assert looked.wait(10)
        order.append("answered")
        return Answer(verdict=Verdict.HAM)

    def look(record):
        assert not is_remote or asked.wait(10)
        order.append("looked")
        looked.set()
        return run_checks(record)

    monkeypatch.setattr(checker, "is_remote", is_remote)
    monkeypatch.setattr(checker, "check", check)
    monkeypatch.setattr(screening, "run_checks", look)
    screen_comment(comment_id=comment.pk)
    assert order == (["asked", "looked", "answered"] if is_remote else ["looked", "asked", "answered"])
    assert state_of(comment)[0] == "published"
    assert Finding.objects.count() == 1 + len(CHECKS)


def test_trouble_of_a_remote_checker_is_kept_as_of_any_other(checker, monkeypatch):
    comment = PendingCommentFactory(author_name="unavailable")
    monkeypatch.setattr(checker, "is_remote", True)
    screen_comment(comment_id=comment.pk)
    assert asked_about().get().verdict == "error"
    assert state_of(comment) == ("pending", 1, None)


def test_without_a_checker_nothing_is_asked_and_nothing_changes(settings):
    comment = PendingCommentFactory()
    settings.MODERATION = {}
    assert screen_comment(comment_id=comment.pk) is None
    assert state_of(comment) == ("pending", 0, None)
    assert not Finding.objects.exists()


def test_a_checker_that_cannot_be_built_leaves_a_finding(settings):
    comment = PendingCommentFactory()
    settings.MODERATION = {"SPAM_CHECKER": "nowhere.to.be.Found"}
    finding = screen_comment(comment_id=comment.pk)
    assert (finding.check_name, finding.verdict) == ("Found", "error")
    assert state_of(comment)[0] == "pending"


def test_everything_known_is_sent(checker, settings):
    root = PublishedCommentFactory()
    reply = PendingCommentFactory(
        parent=root,
        body="Yes,\nof course.",
        author_name="Ada",
        author_email="ada@example.org",
        author_url="https://ada.example/",
        ip="2001:db8::7",
        user_agent="Lynx",
        referrer="https://www.example.org/a/",
        honeypot="01 23",
    )
    screen_comment(comment_id=reply.pk)
    asked = checker.asked[0]
    discussion = root.discussion
    assert (asked.ip, asked.user_agent, asked.referrer) == ("2001:db8::7", "Lynx", "https://www.example.org/a/")
    assert (asked.body, asked.kind, asked.parent_id) == ("Yes,\nof course.", "reply", str(root.pk))
    assert (asked.author_name, asked.author_email, asked.author_url) == (
        "Ada",
        "ada@example.org",
        "https://ada.example/",
    )
    assert (asked.permalink, asked.context) == (discussion.url, ("Harbour", "ferries", "quays"))
    assert (asked.created_at, asked.article_modified_at) == (reply.created_at, discussion.article_modified_at)
    assert (asked.honeypot_name, asked.honeypot_value) == ("contact_by_fax", "01 23")
    assert (asked.language, asked.charset, asked.user_role, asked.is_test) == ("en", "UTF-8", "", False)
    assert asked.recheck_reason == ""


def test_the_service_is_told_the_articles_whole_address(standin):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    assert comment.discussion.url.startswith("/articles/")
    assert standin.checks()[0].fields["permalink"] == [f"https://gazette.example.org{comment.discussion.url}"]


@pytest.mark.parametrize(("make", "role"), [(UserFactory, ""), (StaffFactory, "administrator")])
def test_only_who_may_moderate_is_called_an_administrator(checker, make, role):
    screen_comment(comment_id=PendingCommentFactory(user=make()).pk)
    assert checker.asked[0].user_role == role


def test_a_staging_site_says_that_it_only_tests(checker, settings):
    comment = PendingCommentFactory()
    settings.MODERATION = {**settings.MODERATION, "IS_TEST": True}
    screen_comment(comment_id=comment.pk)
    assert screening.get_checker().asked[0].is_test is True


@pytest.mark.parametrize(
    "author", ["Ada", "akismet-guaranteed-spam", "akismet-guaranteed-500", "akismet-guaranteed-invalid"]
)
def test_the_logs_tell_neither_the_key_nor_anything_of_the_comment(standin, caplog, author):
    caplog.set_level(logging.DEBUG)
    comment = PendingCommentFactory(body="A secret about the quay.", author_name=author, ip="203.0.113.77")
    screen_comment(comment_id=comment.pk)
    assert len(standin.checks()) == 1
    # Django writes SQL at DEBUG, with its parameters, by its own settings alone.
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert lines, "httpx and httpcore write at these levels"
    for secret in ("A secret", comment.author_email, "203.0.113.77", standin.key):
        assert not [line for line in lines if secret in line]
