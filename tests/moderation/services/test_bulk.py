"""Bulk runs: what is prepared, carried out, killed and gone on with, taken back."""

from functools import partial

import pytest
from django.utils import timezone

from engagement.api import Comment, change_visibility, withdraw_comment
from moderation.exceptions import BulkBusy, BulkNotFound, BulkNotPossible, InvalidDecision
from moderation.models import BulkItem, BulkRun, Case, Decision, Feedback
from moderation.queries.filters import CaseFilter
from moderation.services import bulk, bulk_running, bulk_settling
from moderation.services.bulk import (
    Picked,
    confirm_bulk,
    drop_drafts,
    find_due_bulk,
    prepare_bulk,
    stop_bulk,
    undo_bulk,
)
from moderation.services.bulk_running import run_bulk
from moderation.services.cases import open_case
from moderation.services.decisions import decide, undo
from tests.engagement.counting import assert_everything_counts
from tests.factories import DiscussionFactory, HeldCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db


def wait(count=1, **fields):
    comments = [HeldCommentFactory(**fields) for _number in range(count)]
    for comment in comments:
        open_case(comment_id=comment.pk, reasons=[{"code": "signal", "signal": "links.many", "check": "links"}])
    return comments


def prepare(moderator, action="approve", **wish):
    return prepare_bulk(moderator_id=moderator.pk, action=action, queue="waiting", **{"matching": CaseFilter(), **wish})


def start(moderator, action="approve", **wish):
    run = prepare(moderator, action, **wish)
    reason = "attack" if action == "reject" else ""
    return confirm_bulk(run_id=run.pk, moderator_id=moderator.pk, reason=reason)


def outcomes(run):
    return dict(BulkItem.objects.filter(run=run).values_list("comment_id", "outcome"))


def visibilities():
    return sorted(Comment.objects.values_list("visibility", flat=True))


def test_preparing_writes_down_what_is_seen_and_decides_nothing(moderator):
    first, second = wait(2)
    gone = wait()[0]
    withdraw_comment(comment_id=gone.pk)
    run = prepare(moderator)
    assert (run.state, run.total, run.is_cut, run.query) == ("ready", 3, False, "queue=waiting")
    assert outcomes(run) == {first.pk: "", second.pk: "", gone.pk: "gone"}
    assert (Decision.objects.count(), run.confirmed_at, find_due_bulk()) == (0, None, [])
    assert run_bulk(run_id=run.pk) is False
    assert Comment.objects.get(pk=first.pk).visibility == "held"


def test_a_confirmed_run_does_it_all_and_says_so(moderator, checker):
    comments = wait(3)
    run = start(moderator, "spam")
    assert find_due_bulk() == [run.pk]
    assert run_bulk(run_id=run.pk) is False
    run.refresh_from_db()
    assert (run.state, run.total, run.done, run.failed, run.leased_until) == ("done", 3, 3, 0, None)
    decisions = Decision.objects.order_by("pk")
    assert [(each.comment_id, each.bulk_id, each.moderator_id) for each in decisions] == [
        (comment.pk, run.pk, moderator.pk) for comment in comments
    ]
    assert visibilities() == ["spam"] * 3
    assert set(Case.objects.values_list("queue", flat=True)) == {"decided"}
    assert list(Feedback.objects.values_list("kind", "state").distinct()) == [("spam", "queued")]
    assert Feedback.objects.count() == 3
    assert find_due_bulk() == []
    assert_everything_counts()


def test_a_filter_chooses_and_what_came_since_stays(moderator):
    harbour, city = DiscussionFactory(), DiscussionFactory()
    wanted, _other = wait(discussion=harbour)[0], wait(discussion=city)
    run = start(moderator, matching=CaseFilter(articles=(harbour.key,), author=wanted.author_name))
    assert run.query == f"queue=waiting&article={harbour.key.replace(':', '%3A').replace('/', '%2F')}"
    wait(discussion=harbour)
    run_bulk(run_id=run.pk)
    assert list(Decision.objects.values_list("comment_id", flat=True)) == [wanted.pk]


def test_picked_ones_that_changed_since_they_were_seen_are_left_out(moderator):
    same, edited, moved = wait(3)
    picked = [Picked(comment_id=one.pk, version=1, revision=1) for one in (same, edited, moved)]
    Comment.objects.filter(pk=edited.pk).update(revision=2)
    undo(decision_id=DecisionFactory(comment=moved, action="approve").pk, moderator_id=moderator.pk)
    run = start(moderator, picked=picked)
    assert outcomes(run) == {same.pk: "", edited.pk: "stale", moved.pk: "stale"}
    run_bulk(run_id=run.pk)
    run.refresh_from_db()
    assert (run.done, run.failed) == (1, 2)
    assert visibilities() == ["held", "held", "published"]


def test_partial_failure_says_which_and_why(moderator):
    same, edited, moved, gone, done = wait(5)
    run = start(moderator)
    DecisionFactory(comment=same, action="approve")
    Comment.objects.filter(pk=edited.pk).update(revision=2)
    DecisionFactory(comment=moved, action="reject")
    withdraw_comment(comment_id=gone.pk)
    run_bulk(run_id=run.pk)
    run.refresh_from_db()
    assert outcomes(run) == {
        same.pk: "same",
        edited.pk: "stale",
        moved.pk: "stale",
        gone.pk: "gone",
        done.pk: "done",
    }
    assert (run.state, run.done, run.failed) == ("done", 1, 4)
    assert Comment.objects.get(pk=edited.pk).visibility == "held"


def test_no_more_than_the_settings_allow_and_the_first_of_the_queue(moderator, settings):
    settings.MODERATION = {**settings.MODERATION, "BULK_MOST": 2}
    first, second, _third = wait(3)
    run = prepare(moderator)
    assert (set(outcomes(run)), run.total, run.is_cut) == ({first.pk, second.pk}, 2, True)


def test_rejecting_needs_a_reason_and_confirming_twice_runs_once(moderator):
    wait()
    run = prepare(moderator, "reject")
    with pytest.raises(InvalidDecision):
        confirm_bulk(run_id=run.pk, moderator_id=moderator.pk)
    assert BulkRun.objects.get().confirmed_at is None
    confirmed = confirm_bulk(run_id=run.pk, moderator_id=moderator.pk, reason="attack", note=" Enough. ")
    assert (
        confirm_bulk(run_id=run.pk, moderator_id=moderator.pk, reason="attack").confirmed_at == confirmed.confirmed_at
    )
    run_bulk(run_id=run.pk)
    assert (Decision.objects.get().reason, Decision.objects.get().note) == ("attack", "Enough.")


@pytest.mark.parametrize("action", ["hold", "undo", "withdraw", ""])
def test_what_no_run_can_do_is_refused(moderator, action):
    with pytest.raises(InvalidDecision):
        prepare(moderator, action)
    assert not BulkRun.objects.exists()


def test_nobody_confirms_what_a_colleague_prepared(moderator):
    wait()
    run = prepare(moderator)
    with pytest.raises(BulkNotFound):
        confirm_bulk(run_id=run.pk, moderator_id=ModeratorFactory().pk)
    assert BulkRun.objects.get().state == "ready"


def test_a_moderator_has_one_run_at_a_time_and_one_draft(moderator):
    wait()
    running = start(moderator)
    draft = prepare(moderator)
    later = prepare(moderator)
    assert not BulkRun.objects.filter(pk=draft.pk).exists()
    with pytest.raises(BulkBusy) as busy:
        confirm_bulk(run_id=later.pk, moderator_id=moderator.pk)
    assert busy.value.run_id == running.pk
    colleague = ModeratorFactory()
    assert start(colleague).state == "running"
    run_bulk(run_id=running.pk)
    assert confirm_bulk(run_id=later.pk, moderator_id=moderator.pk).state == "running"


def test_a_run_goes_on_where_it_was_killed(moderator, monkeypatch):
    wait(4)
    run = start(moderator)
    monkeypatch.setattr(bulk_running, "_STEP", 1)
    settle, done = bulk_running.settle_together, []

    def die_after_two(*args):
        if len(done) == 2:
            raise SystemExit
        done.append(args)
        return settle(*args)

    monkeypatch.setattr(bulk_running, "settle_together", die_after_two)
    with pytest.raises(SystemExit):
        run_bulk(run_id=run.pk)
    monkeypatch.setattr(bulk_running, "settle_together", settle)
    run.refresh_from_db()
    assert (run.state, run.done, Decision.objects.count()) == ("running", 2, 2)
    assert (run_bulk(run_id=run.pk), find_due_bulk()) == (False, []), "its lease has not run out"
    BulkRun.objects.update(leased_until=timezone.now())
    assert find_due_bulk() == [run.pk]
    run_bulk(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, Decision.objects.count()) == ("done", 4, 4)
    assert_everything_counts()


def test_out_of_time_it_leaves_the_rest_to_the_next_message(moderator, monkeypatch):
    wait(3)
    run = start(moderator)
    monkeypatch.setattr(bulk_running, "_STEP", 2)
    assert run_bulk(run_id=run.pk, longest=0) is True
    run.refresh_from_db()
    assert (run.done, run.leased_until) == (2, None)
    assert run_bulk(run_id=run.pk) is False
    assert BulkRun.objects.get().done == 3


def test_a_comment_that_no_worker_comes_past_is_given_up(moderator, monkeypatch):
    bad, good = wait(2)
    run = start(moderator)

    def fail_together(run, items):
        assert bad.pk in [item.comment_id for item in items]
        raise ZeroDivisionError

    def fail(**wish):
        if wish["comment_id"] == bad.pk:
            raise ZeroDivisionError
        return decide(**wish)

    monkeypatch.setattr(bulk_running, "settle_together", fail_together)
    monkeypatch.setattr(bulk_settling, "decide", fail)
    for _attempt in range(3):
        with pytest.raises(ZeroDivisionError):
            run_bulk(run_id=run.pk)
        BulkRun.objects.update(leased_until=None)
    run_bulk(run_id=run.pk)
    assert outcomes(run) == {bad.pk: "error", good.pk: "done"}
    assert BulkRun.objects.get().state == "done"


def test_a_stopped_run_does_no_more_and_can_be_taken_back(moderator, monkeypatch):
    wait(3)
    run = start(moderator)
    monkeypatch.setattr(bulk_running, "_STEP", 1)
    run_bulk(run_id=run.pk, longest=0)
    with pytest.raises(BulkNotPossible):
        undo_bulk(run_id=run.pk, moderator_id=moderator.pk)
    assert (stop_bulk(run_id=run.pk), stop_bulk(run_id=run.pk)) == (True, False)
    assert run_bulk(run_id=run.pk) is False
    assert visibilities() == ["held", "held", "published"]
    undoing = undo_bulk(run_id=run.pk, moderator_id=moderator.pk)
    run_bulk(run_id=undoing.pk)
    assert visibilities() == ["held"] * 3


def test_one_undo_takes_a_whole_run_back_and_leaves_alone_what_was_decided_since(moderator, monkeypatch):
    monkeypatch.setattr(bulk_running, "BATCH", 2)
    comments = wait(5)
    opened = dict(Case.objects.values_list("comment_id", "opened_at"))
    run = start(moderator, "reject")
    run_bulk(run_id=run.pk)
    since, by_hand = comments[1], comments[2]
    DecisionFactory(comment=since, action="approve")
    undo(decision_id=Decision.objects.get(comment=by_hand).pk, moderator_id=moderator.pk)
    colleague = ModeratorFactory()
    undoing = undo_bulk(run_id=run.pk, moderator_id=colleague.pk)
    assert undo_bulk(run_id=run.pk, moderator_id=moderator.pk) == undoing
    run_bulk(run_id=undoing.pk)
    undoing.refresh_from_db()
    assert outcomes(undoing) == {
        comment.pk: {since.pk: "stale", by_hand.pk: "same"}.get(comment.pk, "done") for comment in comments
    }
    assert (undoing.action, undoing.undoes_id, undoing.total, undoing.done, undoing.failed) == ("undo", run.pk, 5, 3, 2)
    assert set(Decision.objects.filter(bulk=undoing).values_list("action", "moderator_id")) == {("undo", colleague.pk)}
    assert visibilities() == ["held"] * 4 + ["published"]
    waiting = dict(Case.objects.filter(queue="waiting").values_list("comment_id", "opened_at"))
    assert waiting == {pk: at for pk, at in opened.items() if pk != since.pk}
    with pytest.raises(BulkNotPossible):
        undo_bulk(run_id=undoing.pk, moderator_id=moderator.pk)
    assert_everything_counts()


def test_a_thread_is_approved_and_taken_back_in_its_order(moderator):
    root = wait()[0]
    reply = wait(parent=PublishedCommentFactory(discussion=root.discussion))[0]
    Comment.objects.filter(pk=reply.pk).update(parent=root, root=root)
    run = start(moderator)
    run_bulk(run_id=run.pk)
    assert {Comment.objects.get(pk=one.pk).visibility for one in (root, reply)} == {"published"}
    undoing = undo_bulk(run_id=run.pk, moderator_id=moderator.pk)
    run_bulk(run_id=undoing.pk)
    assert {Comment.objects.get(pk=one.pk).visibility for one in (root, reply)} == {"held"}
    assert set(outcomes(undoing).values()) == {"done"}


def test_drafts_that_nobody_confirmed_go_after_a_day(moderator):
    wait()
    prepare(moderator)
    assert drop_drafts() == 0
    BulkRun.objects.update(created_at=timezone.now() - bulk.dt.timedelta(hours=25))
    assert drop_drafts() == 1
    assert (BulkRun.objects.count(), BulkItem.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["approve", "spam"])
def test_two_workers_at_once_decide_each_comment_once(race, moderator, monkeypatch, action):
    monkeypatch.setattr("django.dispatch.Signal.send_robust", lambda *args, **kwargs: [])
    monkeypatch.setattr(bulk_running, "_lease", lambda run_id: True)
    comments = wait(6) + wait(3, discussion=DiscussionFactory())
    run = start(moderator, action)
    assert race(*[partial(run_bulk, run_id=run.pk)] * 2) == [False, False]
    run.refresh_from_db()
    assert (run.state, run.done, run.failed) == ("done", 9, 0)
    assert sorted(Decision.objects.values_list("comment_id", flat=True)) == [comment.pk for comment in comments]
    undoing = undo_bulk(run_id=run.pk, moderator_id=moderator.pk)
    assert race(*[partial(run_bulk, run_id=undoing.pk)] * 2) == [False, False]
    assert Decision.objects.filter(bulk=undoing).count() == 9
    assert visibilities() == ["held"] * 9


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_gets_the_lease(race, moderator, monkeypatch):
    monkeypatch.setattr("django.dispatch.Signal.send_robust", lambda *args, **kwargs: [])
    wait()
    run = start(moderator)
    leases = race(*[partial(bulk_running._lease, run.pk)] * 3)
    assert sorted(leases) == [False, False, True]


@pytest.mark.django_db(transaction=True)
def test_a_run_against_moderators_and_readers_collides_with_none(race, moderator, monkeypatch):
    monkeypatch.setattr("django.dispatch.Signal.send_robust", lambda *args, **kwargs: [])
    root = PublishedCommentFactory()
    comments = wait(6, parent=root)
    run = start(moderator)
    colleague = ModeratorFactory()
    wish = {"action": "approve", "moderator_id": colleague.pk, "seen_visibility": "held", "revision": 1}
    raced = race(
        partial(run_bulk, run_id=run.pk),
        *[partial(decide, comment_id=comment.pk, **wish) for comment in reversed(comments[3:])],
        partial(change_visibility, comment_id=root.pk, to="held"),
    )
    assert [each for each in raced if isinstance(each, Exception)] == []
    assert Decision.objects.filter(actor="moderator").count() == 6
    assert set(outcomes(run).values()) <= {"done", "same", "stale"}
    assert_everything_counts()
