"""Two at once, for real: threads with connections of their own, on PostgreSQL and on a SQLite file alike."""

import threading
from functools import partial

import pytest

from engagement.api import Comment, Visibility, change_visibility, withdraw_comment
from moderation.exceptions import StaleDecision
from moderation.models import Case, Decision, Feedback, Finding
from moderation.queries.counts import queue_counts
from moderation.services.cases import open_case
from moderation.services.counting import fold_counts
from moderation.services.decisions import decide, undo
from moderation.services.recounting import recount_cases
from moderation.services.screening import screen_comment
from moderation.services.sending import send_feedback
from moderation.spam.dummy import DummyChecker
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_announcements(monkeypatch):
    """What is announced has its own tests; here it would only disturb."""
    monkeypatch.setattr("django.dispatch.Signal.send_robust", lambda *args, **kwargs: [])


def wish(comment, action, *, moderator=None, **changes):
    wanted = {"seen_visibility": comment.visibility, "revision": 1, "reason": "attack" if action == "reject" else ""}
    moderator = moderator or ModeratorFactory()
    return partial(decide, comment_id=comment.pk, action=action, moderator_id=moderator.pk, **{**wanted, **changes})


def test_moderators_who_move_cases_at_once_lose_no_count(race):
    comments = [HeldCommentFactory() for _number in range(4)]
    for comment in comments:
        open_case(comment_id=comment.pk, reasons=[])
    wishes = [wish(comment, "approve") for comment in comments]
    race(*wishes, fold_counts, fold_counts)
    assert (queue_counts()["waiting"], queue_counts()["decided"], queue_counts()["all"]) == (0, 4, 4)
    assert list(recount_cases(repair=False)) == []


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_moderators_who_disagree_one_decides_and_the_other_is_told(race, attempt):
    comment = HeldCommentFactory()
    outcomes = race(wish(comment, "approve"), wish(comment, "reject"))
    decision = Decision.objects.get()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Decision", "StaleDecision"]
    (stale,) = [outcome for outcome in outcomes if isinstance(outcome, StaleDecision)]
    assert stale.last.decision_id == decision.pk
    assert Comment.objects.get().visibility == decision.after == stale.visibility
    assert Case.objects.get().queue == "decided"


@pytest.mark.parametrize("attempt", range(3))
def test_moderators_who_want_the_same_make_one_decision(race, attempt):
    comment = HeldCommentFactory()
    outcomes = race(*[wish(comment, "spam") for _ in range(4)])
    decision = Decision.objects.get()
    assert outcomes == [decision] * 4
    assert Feedback.objects.get().decision == decision


def test_undone_by_two_at_once_it_is_undone_once(race):
    decision = DecisionFactory(action="reject")
    undoing = partial(undo, decision_id=decision.pk)
    outcomes = race(*[partial(undoing, moderator_id=ModeratorFactory().pk) for _ in range(3)])
    assert outcomes == [Decision.objects.get(action="undo")] * 3
    assert Comment.objects.get().visibility == "published"


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("author", ["anyone", "spam"])
def test_the_checks_and_a_moderator_at_once_never_overrule_the_moderator(race, checker, monkeypatch, author, attempt):
    comment = PendingCommentFactory(author_name=author)
    answered = threading.Barrier(2, timeout=30)
    reject = wish(comment, "reject")

    def check(submitted):
        answer = DummyChecker.check(checker, submitted)
        answered.wait()
        return answer

    def reject_then():
        answered.wait()
        return reject()

    monkeypatch.setattr(checker, "check", check)
    finding, outcome = race(partial(screen_comment, comment_id=comment.pk), reject_then)
    assert finding == Finding.objects.filter(check_name="dummy").get()
    decision = Decision.objects.get()
    assert Comment.objects.get().visibility == decision.after
    if isinstance(outcome, StaleDecision):
        assert (decision.actor, outcome.last.decision_id) == ("policy", decision.pk)
    else:
        assert (outcome, decision.after) == (decision, "rejected")


def test_a_message_delivered_to_four_workers_asks_once(race, checker):
    comment = PendingCommentFactory()
    outcomes = race(*[partial(screen_comment, comment_id=comment.pk)] * 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Finding", "NoneType", "NoneType", "NoneType"]
    assert len(checker.asked) == 1
    assert Comment.objects.get().visibility == "published"


def test_feedback_delivered_to_four_workers_is_told_once(race, checker):
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    outcomes = race(*[partial(send_feedback, feedback_id=Feedback.objects.get().pk)] * 4)
    assert sorted(outcomes) == [False, False, False, True]
    assert len(checker.told) == 1


def test_many_comments_of_one_thread_screened_and_decided_at_once_collide_nowhere(race, checker):
    root = PublishedCommentFactory()
    replies = [PendingCommentFactory(parent=root) for _ in range(4)]
    held = [PublishedCommentFactory(parent=root) for _ in range(2)]
    acts = [partial(screen_comment, comment_id=reply.pk) for reply in replies]
    acts += [wish(Comment.objects.get(pk=one.pk), "reject") for one in held]
    acts += [partial(change_visibility, comment_id=root.pk, to=Visibility.HELD)]
    outcomes = race(*acts)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Finding.objects.filter(check_name="dummy").count() == 4
    assert {Comment.objects.get(pk=one.pk).visibility for one in held} == {"rejected"}


@pytest.mark.parametrize("attempt", range(3))
def test_a_case_is_not_left_behind_for_what_its_author_took_away(race, attempt):
    comment = HeldCommentFactory()
    race(partial(open_case, comment_id=comment.pk, reasons=[]), partial(withdraw_comment, comment_id=comment.pk))
    case = Case.objects.first()
    assert Comment.objects.get().visibility == "withdrawn"
    assert case is None or case.queue == "waiting", "the sweep closes what was opened a moment before"


def test_two_sweeps_at_once_open_one_case(race):
    comment = HeldCommentFactory()
    outcomes = race(*[partial(open_case, comment_id=comment.pk, reasons=[])] * 4)
    assert {outcome.pk for outcome in outcomes} == {Case.objects.get().pk}
